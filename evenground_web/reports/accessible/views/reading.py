"""Reading, hearing and watching a paper in another form: for members, and for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from evenground_web.core.limits import makes_a_file
from evenground_web.core.pages import download
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, public, requires
from evenground_web.core.ranges import in_part
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.models import AccessibleVersion, Form, Picture, State
from evenground_web.reports.accessible.originals import Report, shown
from evenground_web.reports.formats.html import as_html
from evenground_web.reports.models import Paper
from evenground_web.reports.views.reading import hide_drafts

SOUNDS = {"mp3": "audio/mpeg", "ogg": "audio/ogg"}


def issued_papers() -> Any:
    return Paper.objects.with_item().issued()


def versions() -> Any:
    return AccessibleVersion.objects.prefetch_related("reviews")


def easy_versions() -> Any:
    return versions().of_form(Form.EASY_READ)


def audio_versions() -> Any:
    return versions().of_form(Form.AUDIO)


def recorded_versions() -> Any:
    return audio_versions().filter(recording__isnull=False)


def signed_versions() -> Any:
    return versions().of_form(Form.BSL)


def hide_unpublished(request: MemberRequest, version: AccessibleVersion) -> None:
    """What is not published is for those who make it, and what is private for those who sit there."""
    if not AccessibleVersion.objects.open_to(request.user).filter(pk=version.pk).exists():
        raise Http404
    if not version.is_published and not request.user.has_perm(Permission.EDIT_PAPERS):
        raise Http404


@requires(Permission.SEE, on=issued_papers)
def forms(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    return show_forms(request, paper)


def show_forms(request: MemberRequest, report: Report) -> HttpResponse:
    """Every form of a report of any kind."""
    context = {
        **shown(report),
        "entries": services.forms_of(report),
        "maker": request.user.has_perm(Permission.EDIT_PAPERS),
    }
    return render(request, "accessible/forms.html", context)


@requires(Permission.SEE, on=versions)
def version(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    hide_unpublished(request, version)
    return show(request, version)


@public
def public_version(request: HttpRequest, version: int) -> HttpResponse:
    return show(request, everybodys(version), public=True)


def everybodys(number: int, *forms: str) -> AccessibleVersion:
    """A version that everybody may read, or nothing at all."""
    found = versions().public().filter(form__in=forms or Form.values)
    return get_object_or_404(found, pk=number)


def show(request: HttpRequest, version: AccessibleVersion, *, public: bool = False) -> HttpResponse:
    context: dict[str, Any] = {
        **shown(version.report, public=public),
        "version": version,
        "public": public,
        "checked": services.check_in_words(version),
        "maker": not public and request.user.has_perm(Permission.EDIT_PAPERS),
    }
    if version.form == Form.EASY_READ:
        context["text"] = as_html(services.easy_reading(version, public=public))
        context["panels"] = panels(version, request.user)
    if version.form == Form.AUDIO:
        context["recording"] = getattr(version, "recording", None)
        script = services.script_of(version.report)
        context |= {"text": as_html(script), "minutes": services.minutes_of(script.blocks)}
    return render(request, f"accessible/read_{version.form}.html", context)


@requires(Permission.SEE, on=easy_versions)
def easy_file(
    request: MemberRequest, version: AccessibleVersion, paper_format: str
) -> HttpResponse:
    hide_unpublished(request, version)
    return _easy_file(version, paper_format)


@public
@makes_a_file
def public_easy_file(request: HttpRequest, easy: int, paper_format: str) -> HttpResponse:
    return _easy_file(everybodys(easy, Form.EASY_READ), paper_format)


def _easy_file(version: AccessibleVersion, key: str) -> HttpResponse:
    if key not in services.EASY_FILES:
        raise Http404
    made = services.EASY_FILES[key]
    return download(made.make(version), name=_name(version, made.suffix), kind=made.kind)


def _name(version: AccessibleVersion, suffix: str) -> str:
    name = f"{version.report.title}, {version.get_form_display().lower()}"
    return f"{name.translate({ord(sign): '-' for sign in chr(10) + '/:*?<>|'})[:150]}.{suffix}"


@requires(Permission.SEE, on=audio_versions)
def script(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    hide_unpublished(request, version)
    return _script(version)


@public
def public_script(request: HttpRequest, audio: int) -> HttpResponse:
    return _script(everybodys(audio, Form.AUDIO))


def _script(version: AccessibleVersion) -> HttpResponse:
    made = services.script_file(version.report)
    return download(made, name=_name(version, "txt"), kind="text/plain; charset=utf-8")


@requires(Permission.SEE, on=recorded_versions)
def sound(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    hide_unpublished(request, version)
    return _sound(request, version)


@public
def public_sound(request: HttpRequest, audio: int) -> HttpResponse:
    return _sound(request, everybodys(audio, Form.AUDIO))


def _sound(request: HttpRequest, version: AccessibleVersion) -> HttpResponse:
    recording = getattr(version, "recording", None)
    if recording is None or not recording.file:
        raise Http404
    suffix = recording.file.name.rpartition(".")[2]
    with recording.file.open() as file:
        whole = download(file.read(), name=_name(version, suffix), kind=SOUNDS[suffix])
    return in_part(request, whole)


@requires(Permission.SEE, on=Picture)
def picture(request: MemberRequest, picture: Picture) -> HttpResponse:
    used = AccessibleVersion.objects.open_to(request.user).filter(
        state=State.PUBLISHED, pairs__picture=picture
    )
    if not (request.user.has_perm(Permission.EDIT_PAPERS) or used.exists()):
        raise Http404
    return _picture(picture)


@public
def public_picture(request: HttpRequest, picture: int) -> HttpResponse:
    used = AccessibleVersion.objects.public().filter(pairs__picture=picture)
    if not used.exists():
        raise Http404
    return _picture(get_object_or_404(Picture, pk=picture))


def _picture(picture: Picture) -> HttpResponse:
    return HttpResponse(services.content_of(picture), content_type=f"image/{picture.kind}")
