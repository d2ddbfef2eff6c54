"""Notes of facilitators, from all tables together."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evenground_web.core.pages import form_page, page_of, sent
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.floor import services
from evenground_web.floor.forms.members import NoteForm
from evenground_web.floor.models import Floor, Note
from evenground_web.floor.views.asking import floors
from evenground_web.people.requests import MemberRequest

SECONDS = 20


def with_names() -> Any:
    return Note.objects.select_related("floor__gathering", "topic", "session", "prompt", "by")


@requires(Permission.WRITE_NOTES, on=floors)
def notes(request: MemberRequest, floor: Floor) -> HttpResponse:
    """What every table wrote, by topic; with `?live` the page refreshes by itself."""
    found = with_names().filter(floor=floor).order_by("topic__order", "topic", "table", "pk")
    live = "live" in request.GET
    context = {"floor": floor, "page": page_of(request, found), "live": live}
    response = render(request, "floor/notes.html", context)
    if live:
        response["Refresh"] = str(SECONDS)
    return response


@requires(Permission.WRITE_NOTES, on=floors)
def write(request: MemberRequest, floor: Floor) -> HttpResponse:
    """One note after the other: the table, topic and question stay chosen."""
    form = NoteForm(
        sent(request), floor=floor, initial=_begins_with(floor, request.GET.get("after", ""))
    )
    if form.is_valid():
        try:
            note = services.write_note(floor, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return redirect(f"{reverse('floor:write_note', args=[floor.pk])}?after={note.pk}")
    mine = with_names().filter(floor=floor, by=request.user).order_by("-pk")[:5]
    context = {"floor": floor, "form": form, "mine": mine}
    return render(request, "floor/write_note.html", context)


def _begins_with(floor: Floor, after: str) -> dict[str, Any]:
    """The next note at the same table begins where the one before it was."""
    if not after.isdecimal():
        return {}
    fields = ("table", "session", "topic", "prompt")
    return floor.notes.filter(pk=after).values(*fields).first() or {}


@requires(Permission.WRITE_NOTES, on=with_names)
def note(request: MemberRequest, note: Note) -> HttpResponse:
    context = {
        "note": note,
        "floor": note.floor,
        "revisions": note.revisions.select_related("by"),
        "panels": panels(note, request.user),
    }
    return render(request, "floor/note.html", context)


@requires(Permission.WRITE_NOTES, on=with_names)
def edit(request: MemberRequest, note: Note) -> HttpResponse:
    return form_page(
        request,
        NoteForm(request.POST or None, instance=note, floor=note.floor),
        title="Change the note",
        save=partial(services.edit_note, note, by=request.user),
        done="The note was changed. How it stood before is kept",
        back=note.get_absolute_url(),
    )
