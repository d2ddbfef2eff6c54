"""A meeting is run from one page, in a few presses; everybody reads only its public part."""

from datetime import date

import pytest
from django.urls import reverse
from icalendar import Calendar

from evenground_web.commitments.models import Commitment
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services
from evenground_web.gatherings.models import Decision, Minutes
from evenground_web.people import services as people
from tests.web.meeting_records import approve, came, decide, seated_board
from tests.web.pages import page, press, words


@pytest.fixture
def u(universe):
    return seated_board(universe)


def url(name: str, record) -> str:
    return reverse(f"gatherings:{name}", args=[record.pk])


def test_a_meeting_is_run_from_the_page_of_its_minutes(universe, u, client):
    everybody = {f"seat_{seat.pk}": "present" for seat in (u.chair, u.housing, u.member)}
    answer = press(
        client, url("attendance", u.first), as_=u.secretary, chaired_by=u.alice.pk, **everybody
    )
    assert "Quorate. 3 people with a vote" in words(answer)
    press(client, url("notes", u.item), notes="It was discussed.")
    press(
        client, url("decide", u.item), title="Interpreters are paid for", text="A year.",
        reason="Mothers were not understood.", option_1="Nothing", why_not_1="They wait",
        dissent="Too dear", dissenters=[u.bob.pk], review_on=date(2027, 3, 12),
    )  # fmt: skip
    decision = Decision.objects.get()
    press(
        client, reverse("commitments:agree_action", args=[u.item.pk]), title="Find interpreters",
        owner=universe.trust.pk, due=date(2027, 1, 31), decision=decision.pk,
        mechanism="Women who are understood are treated in time", priority_population="Women",
    )  # fmt: skip
    action = Commitment.objects.get()
    assert (action.kind, action.gathering, action.group) == ("action", u.first, universe.board)
    press(client, url("declare", u.first), person=u.bob.pk, item=u.item.pk, what="A tenant", managed="left")  # fmt: skip
    text = page(client, url("minutes", u.first))
    for said in ("It was discussed.", "D1: ", "Nothing. Why not: They wait", "Too dear", "Bob",
                 f"Action {action}. Harbour NHS Trust, due 31 January 2027", "A tenant. Left the room"):  # fmt: skip
        assert said in text
    assert "With the chair" in words(press(client, url("send_minutes", u.first)))
    assert action.title in page(client, decision.get_absolute_url())


def test_the_second_of_two_who_write_notes_sees_both_texts(u, client):
    client.force_login(u.secretary)
    seen = client.get(url("notes", u.item)).context["form"]["seen"].initial
    services.write_notes(u.item, by=u.bob, notes="Bob's words")
    answer = words(press(client, url("notes", u.item), notes="My words", seen=seen))
    assert "Somebody else changed" in answer
    assert "Bob's words" in answer
    assert "My words" in answer


def test_the_second_of_two_who_record_attendance_is_told(u, client):
    client.force_login(u.secretary)
    seen = client.get(url("attendance", u.first)).context["form"]["seen"].initial
    came(u, u.first)
    answer = words(
        press(client, url("attendance", u.first), seen=seen, **{f"seat_{u.housing.pk}": "absent"})
    )
    assert "Somebody else recorded who came" in answer
    assert u.first.meeting.attendance.get(person=u.bob).how == "present"


def test_the_next_meeting_approves_from_its_own_page(u, client):
    came(u, u.first)
    services.send_to_chair(u.first.meeting, by=u.secretary)
    came(u, u.second)
    minutes = Minutes.objects.get(meeting=u.first.meeting)
    link = url("approve_minutes", minutes)
    assert link in page(client, url("minutes", u.second), as_=u.secretary)
    item = u.second.agenda.get(title="Minutes of the last meeting")
    answer = words(press(client, link, item=item.pk, confirmed_by=u.bob.pk))
    assert "Approved by Ambermoor Board, 14 May 2026, confirmed by Bob" in answer
    answer = words(
        press(client, url("correct_minutes", minutes), correction="Bob came late",
              confirmed_by=u.bob.pk)
    )  # fmt: skip
    assert "version 2" in answer
    assert "Bob came late" in answer


def test_everybody_reads_the_public_part_of_approved_minutes_and_no_draft(u, client):
    came(u, u.first)
    secret = services.add_agenda_item(u.first, by=u.secretary, title="A tender", private=True)
    services.write_notes(secret, by=u.secretary, notes="The lowest bid")
    services.write_notes(u.item, by=u.secretary, notes="Said in public")
    decide(u, secret, title="The tender is let")
    decide(u)
    public = url("public_meeting", u.first)
    assert "Said in public" not in page(client, public)
    approve(u)
    text = page(client, public) + page(client, reverse("gatherings:public_decisions"))
    assert "Said in public" in text
    assert "Interpreters at night are paid for" in text
    for private in ("A tender", "The lowest bid", "The tender is let"):
        assert private not in text


def test_members_without_a_seat_do_not_read_the_private_part(universe, u, client):
    came(u, u.first)
    secret = services.add_agenda_item(u.first, by=u.secretary, title="A tender", private=True)
    kept = decide(u, secret, title="The tender is let")
    member = universe.by_role["member"]
    for address in (u.first.get_absolute_url(), url("minutes", u.first), reverse("gatherings:decisions")):  # fmt: skip
        assert "tender" not in page(client, address, as_=member)
        assert "tender" in page(client, address, as_=u.bob)
    page(client, kept.get_absolute_url(), as_=member, status=404)


def test_decisions_are_found_by_their_words_and_by_what_is_due(u, client):
    came(u, u.first)
    kept = decide(u, review_on=date(2026, 4, 1))
    decide(u, title="Another matter", text="It waits.", reason="Time ran out.")
    log = reverse("gatherings:decisions")
    found = page(client, f"{log}?text=interpreters+year", as_=u.alice)
    assert "D1" in found
    assert "Another matter" not in found
    due = page(client, f"{log}?which=review")
    assert "Interpreters at night are paid for" in due
    assert "Another matter" not in due
    press(client, url("review_decision", kept), as_=u.secretary, text="It works")
    assert "Interpreters at night are paid for" not in page(client, f"{log}?which=review")


def test_names_of_those_who_disagreed_are_of_those_who_were_there(u):
    came(u, u.first, member="apologies")
    with pytest.raises(RuleBroken, match="Analyst is not recorded as present"):
        decide(u, dissent="No", dissenters=[u.analyst])
    with pytest.raises(RuleBroken, match="Write what those who disagreed said"):
        decide(u, dissenters=[u.bob])
    assert decide(u, dissent="No", dissenters=[u.bob]).dissenters == ["Bob"]


def test_a_meeting_is_a_calendar_file_and_a_group_is_a_feed(universe, u, client):
    answer = client.get(url("public_meeting_file", u.first))
    (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert entry["SUMMARY"] == "Ambermoor Board, 12 March 2026"
    assert entry.decoded("DTSTART").isoformat() == "2026-03-12T10:00:00+00:00"
    people.set_rules(universe.board, by=u.secretary, in_public=False)
    private = services.plan_meeting(universe.board, by=u.secretary, on=date(2026, 9, 17))
    feed = client.get(reverse("gatherings:feed", args=[universe.board.pk]))
    assert len(Calendar.from_ical(feed.content).walk("VEVENT")) == 2
    assert client.get(url("public_meeting_file", private)).status_code == 404
    page(client, url("public_meeting", private), status=404)
    client.force_login(u.bob)
    assert client.get(url("meeting_file", private)).status_code == 200


def test_the_page_of_the_minutes_costs_the_same_however_much_was_said(
    u, client, django_assert_max_num_queries
):
    came(u, u.first)
    for number in range(20):
        item = services.add_agenda_item(u.first, by=u.secretary, title=f"Item {number}")
        decide(u, item, title=f"Decision {number}")
    client.force_login(u.bob)
    with django_assert_max_num_queries(20):
        client.get(url("minutes", u.first))
