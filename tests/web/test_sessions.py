"""Sessions, rooms, tracks and speakers of a gathering."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import attending
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import Session, Speaker
from evenground_web.gatherings.services import programme
from tests.web.programme_records import SECOND, session, summit

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def test_a_session_has_a_day_two_times_a_room_a_track_and_a_topic(universe):
    gathering = summit(universe)
    hall = programme.add_room(gathering, by=universe.lead, name="Hall", holds=80)
    track = programme.add_track(gathering, by=universe.lead, title="Work")
    topic = gathering.topics.get(title="Workforce")
    made = session(gathering, universe, room=hall, track=track, topic=topic, places=30)
    assert made.when == "12 May 2026, 10am to 11am"
    assert made.capacity == 30
    assert audit.history(made).get().sentence == (
        "added the session Jobs that last on 12 May 2026, 10am to 11am"
    )


@pytest.mark.parametrize(
    ("places", "holds", "capacity"),
    [(None, None, None), (None, 20, 20), (40, 20, 20), (9, None, 9)],
)
def test_nobody_signs_up_for_more_than_the_room_holds(universe, places, holds, capacity):
    gathering = summit(universe)
    room = programme.add_room(gathering, by=universe.lead, name="Hall", holds=holds)
    assert session(gathering, universe, room=room, places=places).capacity == capacity


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"ends": time(9)}, "begins at 10am cannot end at 9am"),
        ({"ends": time(10)}, "begins at 10am cannot end at 10am"),
        ({"day": date(2026, 5, 14)}, "is on 12 to 13 May 2026. Choose one of its days"),
        ({"kind": "break", "sign_up": True}, "Nobody signs up for a break"),
        ({"title": "jobs THAT last"}, "already begins at 10am on that day"),
    ],
)
def test_a_session_that_cannot_be_is_refused(universe, wrong, words):
    gathering = summit(universe)
    session(gathering, universe)
    with pytest.raises(RuleBroken, match=words):
        session(gathering, universe, **{"title": "Another", **wrong})
    assert Session.objects.count() == 1


def test_a_room_of_another_gathering_is_refused(universe):
    other = summit(universe, title="Another")
    room = programme.add_room(other, by=universe.lead, name="Hall")
    with pytest.raises(RuleBroken, match="Hall is a room of another gathering"):
        session(summit(universe), universe, room=room)


def test_moving_a_session_says_from_where_to_where(universe):
    gathering = summit(universe)
    small = programme.add_room(gathering, by=universe.lead, name="Room 2")
    made = session(gathering, universe)
    programme.edit_session(made, by=universe.lead, room=small, begins=time(10, 30), day=SECOND)
    assert audit.history(made).first().sentence == (
        "changed the room to “Room 2”, the start time from “10am” to “10:30am”, "
        "the day from “12 May 2026” to “13 May 2026”"
    )


def test_a_cancelled_session_stays_and_those_who_signed_up_are_told(universe, monkeypatch):
    told = []
    monkeypatch.setattr(attending, "_known", [])
    attending.offer(
        attending.Attending(
            in_the_room=lambda gathering: {},
            tell=lambda session, words, *, by, now: told.append((session.pk, words)),
            sessions_of=lambda person: set(),
        )
    )
    made = session(summit(universe), universe)
    programme.cancel_session(made, by=universe.lead, why="the speaker is ill", now=NOW)
    made.refresh_from_db()
    assert (made.cancelled_at, made.why_cancelled) == (NOW, "the speaker is ill")
    programme.hold_session(made, by=universe.lead, now=NOW)
    when = "12 May 2026, 10am to 11am"
    assert told == [
        (made.pk, f"Jobs that last on {when} is cancelled: the speaker is ill"),
        (made.pk, f"Jobs that last on {when} was cancelled, and is held after all"),
    ]


def test_a_session_is_cancelled_once_and_says_why(universe):
    made = session(summit(universe), universe)
    with pytest.raises(RuleBroken, match="Say why"):
        programme.cancel_session(made, by=universe.lead, why=" ")
    with pytest.raises(RuleBroken, match="is not cancelled"):
        programme.hold_session(made, by=universe.lead)
    programme.cancel_session(made, by=universe.lead, why="nobody came")
    with pytest.raises(RuleBroken, match="is cancelled already"):
        programme.cancel_session(made, by=universe.lead, why="again")
    with pytest.raises(IntegrityError, match="a_cancelled_session_says_why"), transaction.atomic():
        Session.objects.update(why_cancelled="")


def test_a_room_with_sessions_stays_and_a_track_leaves_its_sessions(universe):
    gathering = summit(universe)
    room = programme.add_room(gathering, by=universe.lead, name="Hall")
    track = programme.add_track(gathering, by=universe.lead, title="Work")
    made = session(gathering, universe, room=room, track=track)
    with pytest.raises(RuleBroken, match="1 session is in Hall. Move it"):
        programme.remove_room(room, by=universe.lead)
    programme.remove_track(track, by=universe.lead)
    made.refresh_from_db()
    assert made.track is None
    programme.edit_session(made, by=universe.lead, room=None)
    programme.remove_room(room, by=universe.lead)
    assert not gathering.rooms.exists()


def test_rooms_and_tracks_are_named_once(universe):
    gathering = summit(universe)
    programme.add_room(gathering, by=universe.lead, name="Hall")
    other = programme.add_room(gathering, by=universe.lead, name="Room 2")
    with pytest.raises(RuleBroken, match="already has a room called hall"):
        programme.add_room(gathering, by=universe.lead, name="hall")
    with pytest.raises(RuleBroken, match="Another room is called HALL"):
        programme.edit_room(other, by=universe.lead, name="HALL")
    programme.add_track(gathering, by=universe.lead, title="Work")
    with pytest.raises(RuleBroken, match="already a track"):
        programme.add_track(gathering, by=universe.lead, title="work")


def test_somebody_who_speaks_twice_is_one_speaker(universe):
    gathering = summit(universe)
    first = session(gathering, universe)
    second = session(gathering, universe, title="Second")
    for one in (first, second):
        programme.give_part(one, by=universe.lead, name="Dr Amara Obi", organisation="Tidewell")
        programme.give_part(one, by=universe.lead, person=universe.alice, role="chair")
    assert [str(speaker) for speaker in Speaker.objects.all()] == ["Alice", "Dr Amara Obi"]
    with pytest.raises(RuleBroken, match="has this part in Second already"):
        programme.give_part(second, by=universe.lead, name="dr amara obi")


def test_a_part_is_a_members_or_somebody_elses(universe):
    made = session(summit(universe), universe)
    for both in ({}, {"person": universe.alice, "name": "Alice"}):
        with pytest.raises(RuleBroken, match="Choose a member, or write the name"):
            programme.give_part(made, by=universe.lead, **both)


def test_the_name_of_a_guest_is_removed_and_is_nowhere_in_the_record(universe):
    made = session(summit(universe), universe)
    part = programme.give_part(made, by=universe.lead, name="Dr Amara Obi", named=True)
    programme.edit_speaker(part.speaker, by=universe.lead, name="Dr Amara Obi-Hart")
    speaker = programme.forget_speaker(part.speaker, by=universe.lead)
    assert (str(speaker), speaker.named) == ("Name removed", False)
    events = [*audit.history(made), *audit.history(made.gathering)]
    assert not any("Amara" in f"{event.sentence}{event.details}" for event in events)


def test_sessions_move_with_their_gathering(universe):
    gathering = summit(universe)
    made = session(gathering, universe, day=SECOND)
    later = {"starts": date(2026, 6, 2), "ends": date(2026, 6, 3)}
    gatherings.edit_gathering(gathering, by=universe.lead, **later)
    made.refresh_from_db()
    assert made.day == date(2026, 6, 3)
    gatherings.edit_gathering(made.gathering, by=universe.lead, ends=date(2026, 6, 2))
    made.refresh_from_db()
    assert made.day == date(2026, 6, 3)
