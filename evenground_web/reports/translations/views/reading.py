"""Translations for everybody: beside the original, alone, and as PDF."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evenground_web.core.limits import makes_a_file
from evenground_web.core.pages import PDF, download, page_of
from evenground_web.core.permissions import in_every_language, public
from evenground_web.reports.blocks import Block
from evenground_web.reports.formats.html import blocks_as_html
from evenground_web.reports.translations import services
from evenground_web.reports.translations.models import Language

SHOWN = 20


@in_every_language
@public
def languages(request: HttpRequest) -> HttpResponse:
    return render(request, "translations/languages.html", {"rows": services.read_in()})


@in_every_language
@public
def in_language(request: HttpRequest, language: str) -> HttpResponse:
    found = get_object_or_404(Language, code=language)
    page = page_of(request, services.published_in(found), per_page=SHOWN)
    return render(request, "translations/in_language.html", {"language": found, "page": page})


def published(kind: str, record: int, language: str) -> services.Published:
    found = services.published(kind, record, language)
    if found is None:
        raise Http404
    return found


@in_every_language
@public
def read(request: HttpRequest, language: str, kind: str, record: int) -> HttpResponse:
    """The original at the left and the translation at the right, block by block."""
    found = published(kind, record, language)
    rows = [
        (key, [(_without_places(first), _html(second)) for first, second in pairs])
        for key, pairs in found.pairs()
    ]
    return render(request, "translations/read.html", {**told(found), "sections": rows})


@in_every_language
@public
def alone(request: HttpRequest, language: str, kind: str, record: int) -> HttpResponse:
    """The translation alone, on a page in its own direction."""
    found = published(kind, record, language)
    reading = found.reading()
    text = blocks_as_html(reading.blocks)
    context = {**told(found), "state": reading.state, "text": text}
    return render(request, "translations/alone.html", context)


@in_every_language
@public
@makes_a_file
def pdf(request: HttpRequest, language: str, kind: str, record: int) -> HttpResponse:
    from evenground_web.reports.formats.pdf import NoLetters, as_pdf

    found = published(kind, record, language)
    site = request.build_absolute_uri("/").rstrip("/")
    try:
        content = as_pdf(found.reading(site=site), pictures=found.pictures())
    except NoLetters:
        return render(request, "translations/no_letters.html", told(found))
    name = f"{kind}-{record}-{found.language.code}.pdf"
    return download(content, name=name, kind=PDF)


def told(found: services.Published) -> dict[str, Any]:
    others = services.languages_of(found.today.kind, found.today.record)
    return {
        "found": found,
        "edition": found.edition,
        "language": found.language,
        "others": [one for one in others if one != found.language],
    }


def _html(block: Block) -> str:
    return blocks_as_html([block])


def _without_places(block: Block) -> str:
    """A block of the original; links within the text lead to the translation beside it."""
    return blocks_as_html([{**block, "id": ""} if block["kind"] == "heading" else block])
