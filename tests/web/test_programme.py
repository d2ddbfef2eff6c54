"""A programme is published version by version; changes and clashes are told in words."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import attending
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import ProgrammeVersion
from evenground_web.gatherings.services import programme
from evenground_web.gatherings.services.programme.changes import changes
from evenground_web.gatherings.services.programme.clashes import at_once
from tests.web.programme_records import SECOND, session, summit

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def made(universe):
    u = SimpleNamespace(universe=universe, lead=universe.lead, gathering=summit(universe))
    u.hall = programme.add_room(u.gathering, by=u.lead, name="Hall", holds=80)
    u.small = programme.add_room(u.gathering, by=u.lead, name="Room 2", holds=20)
    u.jobs = session(u.gathering, universe, room=u.hall)
    u.online = session(u.gathering, universe, title="Left offline", begins=time(11), ends=time(12))
    return u


def publish(u, **details):
    return programme.publish_programme(u.gathering, **{"by": u.lead, "public": True, **details})


def told(u, *, public=False):
    """What is different from the last version, in words."""
    rows = programme.rows_of(programme.of_programme(u.gathering))
    before = programme.published(u.gathering).sessions
    return programme.changes(before, rows, programme.names_of(u.gathering, public=public))


CHANGED = [
    ({"room": "small", "begins": time(10, 30)},
     ["moved from Hall at 10am to Room 2 at 10:30am"]),
    ({"begins": time(9)}, ["moved from 10am to 9am"]),
    ({"begins": time(9), "ends": time(10)}, ["moved from 10am to 9am, and ends at 10am"]),
    ({"room": "small"}, ["moved from Hall to Room 2"]),
    ({"room": None}, ["moved from Hall to no room"]),
    ({"day": SECOND}, ["moved from 12 May 2026 at 10am to 13 May 2026 at 10am"]),
    ({"day": SECOND, "room": "small"},
     ["moved from Hall on 12 May 2026 at 10am to Room 2 on 13 May 2026 at 10am"]),
    ({"ends": time(11, 30)}, ["now ends at 11:30am"]),
    ({"title": "Jobs that stay"}, ["was called “Jobs that last”"]),
    ({"kind": "workshop"}, ["is now: workshop"]),
    ({"about": "Who is hired"}, ["is described in other words"]),
    ({"sign_up": True}, ["now asks people to sign up"]),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), CHANGED)
def test_a_change_is_told_in_words(made, changed, said):
    publish(made)
    room = {"room": getattr(made, changed["room"])} if changed.get("room") else {}
    programme.edit_session(made.jobs, by=made.lead, **{**changed, **room})
    called = changed.get("title", "Jobs that last")
    assert told(made) == [f"“{called}” {words}" for words in said]


def test_new_and_cancelled_sessions_are_told(made):
    publish(made)
    programme.cancel_session(made.online, by=made.lead, why="the speaker is ill")
    session(made.gathering, made.universe, title="Night shifts", day=SECOND, room=made.hall)
    assert told(made) == [
        "“Left offline” on 12 May 2026, 11am to midday is cancelled: the speaker is ill",
        "“Night shifts” is new: 13 May 2026, 10am to 11am in Hall",
    ]
    publish(made)
    programme.hold_session(made.online, by=made.lead)
    assert told(made) == ["“Left offline” is held after all"]


def test_a_new_speaker_is_named_to_those_who_may_know(made):
    publish(made)
    part = programme.give_part(made.jobs, by=made.lead, name="Amara Obi", organisation="Tidewell")
    programme.give_part(made.jobs, by=made.lead, name="Ben Hale", role="scribe", named=True)
    assert told(made) == [
        "“Jobs that last” has a new note taker: Ben Hale",
        "“Jobs that last” has a new speaker: Amara Obi, Tidewell",
    ]
    assert told(made, public=True) == [
        "“Jobs that last” has a new note taker: Ben Hale",
        "“Jobs that last” has a new speaker",
    ]
    publish(made)
    programme.take_part_away(part, by=made.lead)
    assert told(made, public=True) == ["“Jobs that last” has one speaker fewer"]


def test_a_version_is_kept_and_never_changes(made):
    first = publish(made, now=NOW)
    programme.edit_session(made.jobs, by=made.lead, title="Jobs that stay")
    second = publish(made)
    assert [first.number, second.number] == [1, 2]
    first.refresh_from_db()
    assert [row["title"] for row in first.sessions] == ["Jobs that last", "Left offline"]
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ProgrammeVersion.objects.filter(pk=first.pk).update(sessions=[])


def test_nothing_and_the_same_again_are_not_published(made):
    with pytest.raises(RuleBroken, match="has no session yet"):
        programme.publish_programme(
            summit(made.universe, title="Another"), by=made.lead, public=True
        )
    publish(made)
    with pytest.raises(RuleBroken, match="Nothing changed since version 1"):
        publish(made)
    assert not publish(made, public=False).public


def test_no_version_holds_the_name_of_a_guest(made):
    programme.give_part(made.jobs, by=made.lead, name="Amara Obi", named=True)
    version = publish(made)
    assert "Amara" not in str(version.sessions)


def test_whom_a_move_concerns_is_told_once(made, monkeypatch):
    signed_up = []
    monkeypatch.setattr(attending, "_known", [])
    attending.offer(
        attending.Attending(
            in_the_room=lambda gathering: {},
            tell=lambda session, words, *, by, now: signed_up.append(words),
            sessions_of=lambda person: set(),
        )
    )
    programme.give_part(made.jobs, by=made.lead, person=made.universe.alice)
    programme.give_part(made.jobs, by=made.lead, person=made.universe.alice, role="chair")
    publish(made, now=NOW)
    programme.edit_session(made.jobs, by=made.lead, room=made.small)
    programme.edit_session(made.online, by=made.lead, about="Who is left out")
    assert signed_up == []
    publish(made, now=NOW)
    words = "“Jobs that last” moved from Hall to Room 2"
    assert signed_up == [words]
    message = Message.objects.get(kind="programme")
    assert (message.person, words in message.text) == (made.universe.alice, True)


def clashes_of(u):
    u.gathering.refresh_from_db()
    return [c.words for c in programme.clashes(u.gathering, programme.of_programme(u.gathering))]


def test_one_room_for_two_sessions_at_once_is_shown(made):
    assert clashes_of(made) == []
    session(made.gathering, made.universe, title="Second", room=made.hall, begins=time(10, 30))
    assert clashes_of(made) == [
        "“Jobs that last” and “Second” are both in Hall on 12 May 2026 from 10:30am to 11am"
    ]
    programme.cancel_session(made.jobs, by=made.lead, why="no room")
    assert clashes_of(made) == []


def test_one_speaker_in_two_sessions_at_once_is_shown(made):
    other = session(made.gathering, made.universe, title="Second", begins=time(10, 45))
    for one in (made.jobs, other, made.online):
        programme.give_part(one, by=made.lead, name="Amara Obi")
    assert clashes_of(made) == [
        "“Jobs that last” and “Second” both need Amara Obi on 12 May 2026 from 10:45am to 11am"
    ]


def test_a_session_outside_the_days_is_shown(made):
    later = {"starts": date(2026, 5, 13), "ends": date(2026, 5, 13)}
    gatherings.edit_gathering(made.gathering, by=made.lead, **later)
    assert clashes_of(made)[0] == (
        "“Jobs that last” is on 12 May 2026, and Race and Inequalities Summit is on 13 May 2026"
    )


def test_more_people_than_the_room_holds_are_shown(made, monkeypatch):
    monkeypatch.setattr(attending, "_known", [])
    programme.edit_session(made.jobs, by=made.lead, places=90, sign_up=True)
    assert clashes_of(made) == ["“Jobs that last” has 90 places, and Hall holds 80"]
    attending.offer(
        attending.Attending(
            in_the_room=lambda gathering: {made.jobs.pk: 81},
            tell=lambda *args, **details: None,
            sessions_of=lambda person: set(),
        )
    )
    assert clashes_of(made) == ["81 people signed up for “Jobs that last”, and Hall holds 80"]


hours = some.integers(0, 22)
spans = some.lists(some.tuples(some.integers(1, 3), hours, some.integers(1, 4)), max_size=12)


@given(spans)
def test_two_sessions_are_at_once_when_some_minute_is_in_both(found):
    made = [
        SimpleNamespace(
            pk=pk, day=date(2026, 5, day), begins=time(at), ends=time(min(at + long, 23))
        )
        for pk, (day, at, long) in enumerate(found)
    ]
    expected = {
        frozenset((a.pk, b.pk))
        for a in made
        for b in made
        if a.pk < b.pk and a.day == b.day and a.begins < b.ends and b.begins < a.ends
    }
    assert {frozenset((a.pk, b.pk)) for a, b in at_once(made)} == expected


texts = some.sampled_from(["", "One", "Two"])
row = some.fixed_dictionaries(
    {
        "id": some.just(1),
        "title": some.sampled_from(["A", "B"]),
        "kind": some.sampled_from(["Talk", "Workshop"]),
        "about": texts,
        "day": some.sampled_from(["2026-05-12", "2026-05-13"]),
        "begins": some.sampled_from(["09:00", "10:00"]),
        "ends": some.sampled_from(["11:00", "12:00"]),
        "room": texts,
        "way": texts,
        "track": texts,
        "topic": texts,
        "parts": some.lists(
            some.fixed_dictionaries(
                {"speaker": some.integers(1, 2), "role": some.sampled_from(["Chair", "Speaker"])}
            ),
            max_size=2,
            unique_by=lambda part: (part["speaker"], part["role"]),
        ).map(lambda parts: sorted(parts, key=str)),
        "sign_up": some.booleans(),
        "places": some.none(),
        "cancelled": texts,
    }
)


@given(row, row)
def test_something_is_told_exactly_when_something_differs(before, after):
    assert bool(changes([before], [after], {1: "Amara"})) == (before != after)
    assert changes([], [after], {})
    assert changes([before], [], {})
