"""The programme as members see it and as it is made: publishing, rooms, tracks and speakers."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.programme import (
    ProgrammeFilter,
    PublishForm,
    RoomForm,
    SpeakerForm,
    TrackForm,
)
from evenground_web.gatherings.models import (
    Gathering,
    ProgrammeVersion,
    RegistrationPage,
    Room,
    Speaker,
    Track,
)
from evenground_web.gatherings.services import programme as services
from evenground_web.people.requests import MemberRequest


def in_gathering(model: Any) -> Any:
    return lambda: model.objects.select_related("gathering")


def programme_of(gathering: Gathering) -> str:
    return reverse("gatherings:programme", args=[gathering.pk])


def rooms_of(gathering: Gathering) -> str:
    return reverse("gatherings:rooms", args=[gathering.pk])


def speakers_of(gathering: Gathering) -> str:
    return reverse("gatherings:speakers", args=[gathering.pk])


def where_to_register(gathering: Gathering) -> str:
    """Where people get a place, and with it the link with which they sign up for sessions."""
    open_now = RegistrationPage.objects.open(on=timezone.localdate())
    if not open_now.filter(gathering=gathering).exists():
        return ""
    return reverse("gatherings:register", args=[gathering.pk])


@requires(Permission.SEE, on=Gathering)
def programme(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """The programme as it stands, what clashes in it, and what changed since it was published."""
    sessions = list(services.of_programme(gathering))
    rows = services.rows_of(sessions)
    names = services.names_of(gathering, public=False)
    version = services.published(gathering)
    form = ProgrammeFilter(request.GET, rows=rows)
    context = {
        "gathering": gathering,
        "form": form,
        "days": services.by_day([row for row in rows if form.fits(row)], names),
        "sessions": len(rows),
        "sign_up_at": where_to_register(gathering),
        "clashes": services.clashes(gathering, sessions),
        "published": version,
        "changed": services.changes(version.sessions, rows, names) if version else [],
        "panels": panels(version, request.user) if version else [],
    }
    return render(request, "gatherings/programme/programme.html", context)


@requires(Permission.SEE, on=in_gathering(ProgrammeVersion))
def version(request: MemberRequest, version: ProgrammeVersion) -> HttpResponse:
    names = services.names_of(version.gathering, public=False)
    earlier = version.gathering.programme_versions.filter(number=version.number - 1).first()
    context = {
        "version": version,
        "gathering": version.gathering,
        "days": services.by_day(version.sessions, names),
        "changed": services.changes(earlier.sessions, version.sessions, names) if earlier else [],
        "earlier": earlier,
        "later": version.gathering.programme_versions.filter(number=version.number + 1).first(),
        "panels": panels(version, request.user),
    }
    return render(request, "gatherings/programme/version.html", context)


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def publish(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    last = services.published(gathering)
    initial = {"public": "no" if last and not last.public else "yes"}
    return form_page(
        request,
        PublishForm(request.POST or None, initial=initial),
        title=f"Publish the programme of {gathering}",
        save=partial(services.publish_programme, gathering, by=request.user),
        done="The programme was published",
        back=programme_of(gathering),
        to=programme_of(gathering),
        submit="Publish",
    )


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def rooms(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    context = {
        "gathering": gathering,
        "rooms": gathering.rooms.all(),
        "tracks": gathering.tracks.all(),
    }
    return render(request, "gatherings/programme/rooms.html", context)


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def add_room(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        RoomForm(request.POST or None),
        title=f"Add a room of {gathering}",
        save=partial(services.add_room, gathering, by=request.user),
        done="The room was added",
        back=rooms_of(gathering),
        to=rooms_of(gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=in_gathering(Room))
def edit_room(request: MemberRequest, room: Room) -> HttpResponse:
    return form_page(
        request,
        RoomForm(request.POST or None, instance=room),
        title=f"Change the room {room}",
        save=partial(services.edit_room, room, by=request.user),
        done="The room was changed",
        back=rooms_of(room.gathering),
        to=rooms_of(room.gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=in_gathering(Room))
@require_POST
def remove_room(request: MemberRequest, room: Room) -> HttpResponse:
    return do(
        request,
        partial(services.remove_room, room, by=request.user),
        done="The room was taken away",
        to=rooms_of(room.gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=Gathering)
def add_track(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    return form_page(
        request,
        TrackForm(request.POST or None),
        title=f"Add a track of {gathering}",
        save=partial(services.add_track, gathering, by=request.user),
        done="The track was added",
        back=rooms_of(gathering),
        to=rooms_of(gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=in_gathering(Track))
def edit_track(request: MemberRequest, track: Track) -> HttpResponse:
    return form_page(
        request,
        TrackForm(request.POST or None, instance=track),
        title=f"Rename the track {track}",
        save=partial(services.edit_track, track, by=request.user),
        done="The track was renamed",
        back=rooms_of(track.gathering),
        to=rooms_of(track.gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=in_gathering(Track))
@require_POST
def remove_track(request: MemberRequest, track: Track) -> HttpResponse:
    return do(
        request,
        partial(services.remove_track, track, by=request.user),
        done="The track was taken away",
        to=rooms_of(track.gathering),
    )


@requires(Permission.SEE, on=Gathering)
def speakers(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    found = gathering.speakers.select_related("person").prefetch_related("parts__session")
    context = {"gathering": gathering, "speakers": found}
    return render(request, "gatherings/programme/speakers.html", context)


@requires(
    Permission.EDIT_GATHERINGS, on=lambda: Speaker.objects.select_related("gathering", "person")
)
def edit_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    return form_page(
        request,
        SpeakerForm(request.POST or None, instance=speaker),
        title=f"Change what is shown of {speaker}",
        save=partial(services.edit_speaker, speaker, by=request.user),
        done="What is shown was changed",
        back=speakers_of(speaker.gathering),
        to=speakers_of(speaker.gathering),
    )


@requires(Permission.EDIT_GATHERINGS, on=in_gathering(Speaker))
@require_POST
def forget_speaker(request: MemberRequest, speaker: Speaker) -> HttpResponse:
    return do(
        request,
        partial(services.forget_speaker, speaker, by=request.user),
        done="The name was removed",
        to=speakers_of(speaker.gathering),
    )
