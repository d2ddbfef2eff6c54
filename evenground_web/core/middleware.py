"""What holds of every page: who may keep it, its language, and how much may be sent to it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from evenground_web.core.pdf import NotMade
from evenground_web.core.tongues import ENGLISH, active, chosen


class PrivatePages:
    """Pages made for somebody signed in are kept out of shared and back-button caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class KnownLength:
    """What is sent without saying how long it is may have no end: it is refused, as too much is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "Transfer-Encoding" in request.headers and "Content-Length" not in request.headers:
            return render(request, "413.html", status=413)
        return self.get_response(request)


class FilesNotMade:
    """Whoever waits for a file that could not be made is told so in words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, why: Exception) -> HttpResponse | None:
        if isinstance(why, NotMade):
            return render(request, "503.html", {"why": why}, status=503)
        return None


class LanguageOfThePage:
    """Pages that are in every language are in the one the reader chose; all others are in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen(request).code):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", active().html)
        patch_vary_headers(response, ["Cookie"])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *given: object
    ) -> None:
        if not getattr(view, "in_every_language", False):
            translation.activate(ENGLISH)
