"""From what was said in a room to a pledge or an action: one press on the note, one on this form."""

from __future__ import annotations

from functools import partial

from django.http import Http404, HttpResponse

from evenground_web.commitments.forms.room import FromRoomForm
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.records import room as services
from evenground_web.core.pages import form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.floor.models import Contribution, Note
from evenground_web.people.requests import MemberRequest

KINDS = {"pledge": Commitment.Kind.PLEDGE, "action": Commitment.Kind.ACTION}


@requires(
    Permission.KEEP_PLEDGES,
    on=lambda: Note.objects.select_related("floor__gathering", "topic", "session__topic"),
)
def from_note(request: MemberRequest, note: Note, room_kind: str) -> HttpResponse:
    return _make(request, note, room_kind, said=note.words, back=note.get_absolute_url())


@requires(
    Permission.KEEP_PLEDGES,
    on=lambda: Contribution.objects.filter(voice__isnull=False).select_related(
        "prompt__floor__gathering", "prompt__topic", "prompt__session__topic", "voice"
    ),
)
def from_said(request: MemberRequest, said: Contribution, room_kind: str) -> HttpResponse:
    if said.voice is None or not said.voice.readable_by(request.user):
        raise Http404
    back = said.prompt.floor.get_absolute_url()
    return _make(request, said, room_kind, said=said.voice.text, back=back)


def _make(
    request: MemberRequest, source: Note | Contribution, room_kind: str, *, said: str, back: str
) -> HttpResponse:
    if room_kind not in KINDS:
        raise Http404
    return form_page(
        request,
        FromRoomForm(request.POST or None, initial=services.first_draft(source, by=request.user)),
        title=f"Make {'a pledge' if room_kind == 'pledge' else 'an action'} of what was said",
        save=partial(services.make_of_room, source, by=request.user, kind=KINDS[room_kind]),
        done="It is written down. Its owner says why it should work, and whom it is for",
        back=back,
        intro=f"It was said: {said}",
        submit="Propose it" if room_kind == "pledge" else "Add it",
    )
