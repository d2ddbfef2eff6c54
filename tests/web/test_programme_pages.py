"""The pages of a programme: members make it, everybody reads what was published."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse
from icalendar import Calendar

from evenground_web.core import audit
from evenground_web.gatherings.models import Session, Speaker
from evenground_web.gatherings.services import programme
from tests.web.pages import page, press, words
from tests.web.programme_records import FIRST, SECOND, session, summit

NOW = datetime(2026, 5, 1, 9, tzinfo=UTC)


def at(name, *args):
    return reverse(f"gatherings:{name}", args=args)


@pytest.fixture
def gathering(universe):
    return summit(universe, format="hybrid", joining_link="https://meet.example.org/summit")


@pytest.fixture
def published(universe, gathering):
    hall = programme.add_room(
        gathering, by=universe.lead, name="Hall", holds=80, way="First floor, by lift"
    )
    made = session(gathering, universe, room=hall, about="Who is hired, and who stays.")
    session(gathering, universe, title="Left offline", day=SECOND)
    give = {"by": universe.lead, "organisation": "Tidewell"}
    programme.give_part(made, name="Amara Obi", named=True, **give)
    programme.give_part(made, name="Quiet Guest", role="interpreter", **give)
    programme.publish_programme(gathering, by=universe.lead, public=True, now=NOW)
    return made


def public(gathering):
    return at("public_programme", gathering.pk)


def test_a_programme_is_made_by_pressing_buttons(universe, gathering, client):
    lead = universe.lead
    press(client, at("add_room", gathering.pk), as_=lead, name="Hall", holds=80)
    press(client, at("add_track", gathering.pk), title="Work")
    room, track = gathering.rooms.get(), gathering.tracks.get()
    answer = press(
        client, at("add_session", gathering.pk), title="Jobs that last", kind="workshop",
        day=str(SECOND), begins="2pm", ends="3:30pm", room=room.pk, track=track.pk, sign_up="on",
    )  # fmt: skip
    assert "The session was added" in words(answer)
    made = Session.objects.get()
    assert (made.when, made.room, made.track) == ("13 May 2026, 2pm to 3:30pm", room, track)
    press(client, at("give_part", made.pk), role="speaker", name="Amara Obi", named="on")
    text = page(client, at("programme", gathering.pk))
    for said in (
        "2pm to 3:30pm",
        "Workshop",
        "Speaker: Amara Obi",
        "Hall",
        "Not published yet",
    ):
        assert said in text
    press(client, at("publish_programme", gathering.pk), public="yes")
    client.logout()
    assert "Jobs that last" in page(client, public(gathering))


def test_a_session_form_comes_back_with_what_was_typed(universe, gathering, client):
    answer = press(
        client, at("add_session", gathering.pk), as_=universe.lead, title="Jobs that last",
        kind="talk", day=str(FIRST), begins="11am", ends="10am", about="Everything I typed",
    )  # fmt: skip
    assert "cannot end at 10am" in words(answer)
    assert "Everything I typed" in words(answer)
    assert not Session.objects.exists()


def test_the_second_of_two_editors_is_told(universe, published, client):
    client.force_login(universe.lead)
    address = at("edit_session", published.pk)
    seen = client.get(address).context["form"]["seen"].value()
    typed = {"title": "Jobs that last", "kind": "discussion", "day": str(FIRST), "ends": "11am"}
    programme.edit_session(published, by=universe.lead, begins=time(9))
    answer = press(client, address, seen=seen, begins="9:30am", **typed)
    assert "Somebody else changed" in words(answer)
    published.refresh_from_db()
    assert published.begins == time(9)


def test_everybody_reads_what_was_published_and_whom_it_may_name(universe, published, client):
    gathering = published.gathering
    for address in (public(gathering), at("public_session", gathering.pk, published.pk)):
        text = page(client, address)
        assert "Amara Obi, Tidewell" in text
        for secret in ("Quiet Guest", "meet.example.org"):
            assert secret not in text
    assert "First floor, by lift" in text
    client.force_login(universe.alice)
    assert "Quiet Guest" in page(client, at("programme", gathering.pk))


def test_a_name_that_may_no_longer_be_shown_is_gone_from_every_version(universe, published, client):
    gathering = published.gathering
    programme.edit_session(published, by=universe.lead, begins=time(9))
    programme.publish_programme(gathering, by=universe.lead, public=True)
    speaker = Speaker.objects.get(name="Amara Obi")
    programme.edit_speaker(speaker, by=universe.lead, named=False)
    addresses = [
        public(gathering),
        at("public_programme_version", gathering.pk, 1),
        at("programme_file", gathering.pk),
        reverse("reports:public_programme_file", args=[gathering.pk, 1, "text"]),
    ]
    for address in addresses:
        assert b"Amara" not in client.get(address).content


def test_everybody_reads_what_changed(universe, published, client):
    gathering = published.gathering
    small = programme.add_room(gathering, by=universe.lead, name="Room 2")
    programme.edit_session(published, by=universe.lead, room=small, begins=time(10, 30))
    moved = "“Jobs that last” moved from Hall at 10am to Room 2 at 10:30am"
    assert moved not in page(client, public(gathering))
    assert moved in page(client, at("programme", gathering.pk), as_=universe.alice)
    programme.publish_programme(gathering, by=universe.lead, public=True, now=NOW)
    client.logout()
    text = page(client, public(gathering))
    assert moved in text
    assert "Version 2, published on 1 May 2026" in text
    earlier = page(client, at("public_programme_version", gathering.pk, 1))
    assert "10am to 11am" in earlier
    assert "There is a newer version" in earlier


def test_a_programme_for_members_is_nobody_elses(universe, gathering, client):
    made = session(gathering, universe)
    addresses = [
        public(gathering),
        at("programme_file", gathering.pk),
        at("public_session", gathering.pk, made.pk),
        at("session_file", gathering.pk, made.pk),
        at("public_programme_version", gathering.pk, 1),
        reverse("reports:public_programme_file", args=[gathering.pk, 1, "pdf"]),
    ]
    for public_first in (False, True):
        if public_first:  # for everybody once, and then taken back
            programme.publish_programme(gathering, by=universe.lead, public=True)
        programme.publish_programme(gathering, by=universe.lead, public=False)
        for address in addresses:
            assert client.get(address).status_code == 404
        assert "Race and Inequalities Summit" not in page(client, at("public_programmes"))


def test_one_topic_or_track_is_shown_alone(universe, gathering, client):
    topic = gathering.topics.get(title="Workforce")
    session(gathering, universe, topic=topic)
    session(gathering, universe, title="Left offline", topic=gathering.topics.last())
    programme.publish_programme(gathering, by=universe.lead, public=True)
    text = page(client, f"{public(gathering)}?topic=Workforce")
    assert "Jobs that last" in text
    assert "Left offline" not in text


def test_the_pdf_of_a_programme_is_tagged_and_names_whom_it_may(universe, published, client):
    address = reverse("reports:public_programme_file", args=[published.gathering_id, 1, "pdf"])
    made = client.get(address)
    assert made["Content-Type"] == "application/pdf"
    assert b"/MarkInfo" in made.content or b"StructTreeRoot" in made.content
    text = client.get(address.replace("/pdf/", "/text/")).content.decode()
    assert "Tuesday 12 May 2026" in text
    assert "Speaker: Amara Obi, Tidewell" in text
    assert "Quiet" not in text
    members = reverse(
        "reports:programme_file", args=[published.gathering.programme_versions.get().pk, "text"]
    )
    assert client.get(members).status_code == 404
    client.force_login(universe.alice)
    assert "Quiet Guest" in client.get(members).content.decode()


def events(client, address):
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_a_calendar_follows_the_published_programme(universe, published, client):
    whole = at("programme_file", published.gathering_id)
    first, second = events(client, whole)
    assert first["summary"] == "Jobs that last"
    assert first.decoded("dtstart") == datetime(2026, 5, 12, 9, tzinfo=UTC)
    assert first["location"] == "Hall, Harbour Stadium"
    assert (first["sequence"], second["summary"]) == (1, "Left offline")
    assert client.get(whole).content == client.get(whole).content
    programme.cancel_session(published, by=universe.lead, why="the speaker is ill")
    assert events(client, whole)[0]["status"] == "CONFIRMED"
    programme.publish_programme(published.gathering, by=universe.lead, public=True)
    again = events(client, at("session_file", published.gathering_id, published.pk))
    assert [(one["uid"], one["status"], one["sequence"]) for one in again] == [
        (first["uid"], "CANCELLED", 2)
    ]


def test_the_sessions_of_one_member_are_at_a_private_address(universe, published, client):
    programme.give_part(published, by=universe.lead, person=universe.alice, role="chair")
    first = programme.make_calendar(by=universe.alice, now=NOW)
    answer = press(client, at("make_calendar"), as_=universe.alice)
    second = words(answer).split("/sessions/private/")[1].split(".ics")[0]
    client.logout()
    (entry,) = events(client, at("private_calendar", second))
    assert "https://meet.example.org/summit" in entry["description"]
    for stopped in (first, "another", second):
        if stopped == second:
            programme.stop_calendar(by=universe.alice)
        assert client.get(at("private_calendar", stopped)).status_code == 404
    said = " ".join(event.sentence for event in audit.history(universe.alice))
    assert "made a private address" in said
    assert second not in said


def test_a_private_address_stops_with_the_account(universe, published, client):
    code = programme.make_calendar(by=universe.alice)
    type(universe.alice).objects.filter(pk=universe.alice.pk).update(is_active=False)
    assert client.get(at("private_calendar", code)).status_code == 404


def test_a_session_that_people_know_of_is_cancelled_and_not_taken_out(universe, published, client):
    answer = press(client, at("remove_session", published.pk), as_=universe.lead)
    assert "People were told of Jobs that last" in words(answer)
    draft = session(published.gathering, universe, title="Draft")
    press(client, at("remove_session", draft.pk))
    assert not Session.objects.filter(pk=draft.pk).exists()
    press(client, at("cancel_session", published.pk), why="the speaker is ill")
    assert "the speaker is ill" in page(client, published.get_absolute_url())


def test_a_programme_of_eighty_sessions_costs_few_queries(
    universe, gathering, client, django_assert_max_num_queries
):
    rooms = [programme.add_room(gathering, by=universe.lead, name=f"Room {n}") for n in range(8)]
    for n in range(80):
        made = session(
            gathering, universe, title=f"Session {n}", room=rooms[n % 8],
            begins=time(8 + n // 8), ends=time(9 + n // 8),
        )  # fmt: skip
        programme.give_part(made, by=universe.lead, name=f"Speaker {n}", named=True)
    programme.publish_programme(gathering, by=universe.lead, public=True)
    with django_assert_max_num_queries(8):
        answer = client.get(public(gathering))
    assert len(answer.content) < 60_000
    client.force_login(universe.alice)
    with django_assert_max_num_queries(14):
        client.get(at("programme", gathering.pk))
