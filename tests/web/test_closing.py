"""The close of a gathering: written, looked over, then for everybody, and corrected as a new version."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments import services as commitments
from evenground_web.commitments.services.tracker import publishing
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.services import open_floor, write_note
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import Closing
from evenground_web.gatherings.services import closing
from tests.web.closing_records import ANSWER_BY, EVENING, WORDS, closed, over
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.place_records import come, open_summit, written_to
from tests.web.programme_records import summit


def public(gathering):
    return reverse("gatherings:public_closing", args=[gathering.pk])


def close_of(gathering):
    return reverse("gatherings:closing", args=[gathering.pk])


def test_everybody_reads_what_came_of_a_gathering_once_it_is_closed(universe, client):
    gathering = over(universe)
    closing.write_draft(gathering, by=universe.lead, now=EVENING, **WORDS)
    assert page(client, public(gathering), status=404)
    closing.close(gathering, by=universe.lead, anyway=True, now=EVENING)
    read = page(client, public(gathering))
    for told in (
        "94 people came", "Nine applications, no answer.", "A group writes up the pledges",
        "Thank you to everybody who spoke.", "By 1 August 2026", str(universe.housing),
    ):  # fmt: skip
        assert told in read
    assert gathering.title in page(client, reverse("gatherings:public_closings"))
    gathering.refresh_from_db()
    assert gathering.reply_due == ANSWER_BY


def test_what_was_agreed_stands_with_its_session_and_goes_when_it_is_no_longer_public(
    universe, client
):
    gathering = over(universe)
    there = gathering.sessions.get()
    action = commitments.add_commitment(
        by=universe.lead, kind="action", title="Say why nobody was shortlisted", session=there,
        owner=universe.housing, mechanism="People learn", priority_population="Staff",
    )  # fmt: skip
    kept = commitments.add_commitment(
        by=universe.lead, kind="action", title="Between us alone", session=there,
        owner=universe.housing, mechanism="People learn", priority_population="Staff",
    )  # fmt: skip
    publishing.publish_commitment(action, by=universe.lead)
    closing.write_draft(gathering, by=universe.lead, now=EVENING, **WORDS)
    assert f"{kept.reference} is not public" in page(client, close_of(gathering), as_=universe.lead)
    last = closing.close(gathering, by=universe.lead, anyway=True, now=EVENING)
    assert last.content["agreed"][0]["session"] == there.pk
    client.logout()
    read = page(client, public(gathering))
    assert read.index(there.title) < read.index(action.title)
    assert kept.title not in read
    publishing.unpublish_commitment(action, by=universe.lead, reason="It named somebody")
    read = page(client, public(gathering))
    assert action.title not in read
    assert "Some of what was agreed is no longer public" in read


def test_what_is_open_is_told_before_and_is_refused_once(universe, client):
    gathering = over(universe)
    gatherings.edit_gathering(gathering, by=universe.lead, organisations=[])
    there = gathering.sessions.get()
    closing.write_session_notes(there, by=universe.lead, summary="")
    pledge = add_pledge(universe, gathering=gathering)
    closing.write_draft(gathering, by=universe.lead, now=EVENING, **WORDS)
    shown = page(client, close_of(gathering), as_=universe.lead)
    for told in (
        "which organisations took part", "1 session has no notes", "1 pledge proposed there",
        f"{pledge.reference} does not say in which session",
    ):  # fmt: skip
        assert told in shown
    with pytest.raises(RuleBroken, match="Mend what is open"):
        closing.close(gathering, by=universe.lead, now=EVENING)
    assert not Closing.objects.published().exists()
    assert closing.close(gathering, by=universe.lead, anyway=True, now=EVENING).at == EVENING


def test_it_is_closed_from_its_page_after_a_look_at_what_is_open(universe, client):
    today = timezone.localdate()
    gathering = summit(universe, starts=today, ends=today)
    promised = {**WORDS, "answer_by": today + timedelta(60)}
    closing.write_draft(gathering, by=universe.lead, **promised)
    address = reverse("gatherings:close", args=[gathering.pk])
    assert "Mend what is open" in words(press(client, address, as_=universe.lead))
    assert "What everybody reads" in words(press(client, address, anyway="on"))
    assert Closing.objects.published().get().by == universe.lead


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"came": None}, "how many people came"),
        ({"next": " "}, "what happens next"),
        ({"thanks": ""}, "Thank those who came"),
        ({"answer_by": None}, "by which day"),
        ({"answer_by": date(2026, 5, 13)}, "past"),
    ],
)
def test_a_close_that_lacks_what_everybody_needs_is_refused(universe, said, refusal):
    gathering = over(universe)
    closing.write_draft(gathering, by=universe.lead, now=EVENING, **{**WORDS, **said})
    late = EVENING + timedelta(days=3)
    with pytest.raises(RuleBroken, match=refusal):
        closing.close(gathering, by=universe.lead, anyway=True, now=late)
    assert Closing.objects.get().at is None


def test_a_gathering_that_is_not_over_and_one_of_a_group_are_not_closed(universe):
    gathering = over(universe)
    closing.write_draft(gathering, by=universe.lead, **WORDS)
    before = timezone.make_aware(datetime.combine(gathering.starts, time(9)))
    with pytest.raises(RuleBroken, match="not over before 13 May 2026"):
        closing.close(gathering, by=universe.lead, anyway=True, now=before)
    meeting = gatherings.plan_meeting(universe.board, by=universe.lead, on=date(2026, 5, 1))
    with pytest.raises(RuleBroken, match="minutes are approved instead"):
        closing.write_draft(meeting, by=universe.lead, **WORDS)


def test_a_closed_gathering_is_frozen_and_a_correction_is_a_new_version(universe, client):
    gathering = closed(universe)
    first = Closing.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Closing.objects.filter(pk=first.pk).update(came=900)
    with pytest.raises(RuleBroken, match="Correct the close"):
        gatherings.edit_gathering(gathering, by=universe.lead, reply_due=date(2027, 1, 1))
    closing.write_session_notes(
        gathering.sessions.get(), by=universe.lead, summary="Ten applications."
    )
    assert "Nine applications" in page(client, public(gathering))
    closing.write_draft(gathering, by=universe.lead, **{**WORDS, "came": 96})
    with pytest.raises(RuleBroken, match="what was wrong"):
        closing.close(gathering, by=universe.lead, anyway=True, now=EVENING)
    why = "Two people at the back were not counted."
    closing.write_draft(gathering, by=universe.lead, correction=why)
    second = closing.close(gathering, by=universe.lead, anyway=True, now=EVENING)
    assert (second.number, second.came) == (2, 96)
    read = page(client, public(gathering))
    assert "96 people came" in read
    assert "Ten applications" in read
    assert why in read
    old = reverse("gatherings:public_closing_version", args=[gathering.pk, 1])
    assert "This version was corrected" in page(client, old)


def test_pressing_twice_closes_once(universe):
    gathering = closed(universe)
    again = closing.close(gathering, by=universe.lead, anyway=True)
    assert again.number == 1
    assert Closing.objects.count() == 1


def test_those_who_had_a_place_are_thanked_once_with_the_promised_day(universe):
    gathering = open_summit(universe, capacity=1)
    come(gathering, "Ada")
    come(gathering, "Ben")
    closing.write_draft(gathering, by=universe.lead, now=EVENING, **WORDS)
    for _ in range(2):
        closing.close(gathering, by=universe.lead, anyway=True, now=EVENING)
    closing.write_draft(gathering, by=universe.lead, correction="A number", now=EVENING)
    closing.close(gathering, by=universe.lead, anyway=True, now=EVENING)
    letters = [one for one in written_to("ada@example.org") if "What came of" in one.subject]
    assert len(letters) == 1
    assert "By 1 August 2026" in letters[0].text
    assert public(gathering) in letters[0].text
    assert not any("What came of" in one.subject for one in written_to("ben@example.org"))


def test_few_people_are_not_counted_in_public(universe, client):
    gathering = closed(universe, came=5)
    read = page(client, public(gathering))
    assert "Fewer than 8 people came" in read
    assert "5 people" not in read


def test_the_draft_keeps_what_a_second_editor_typed(universe, client):
    gathering = over(universe)
    address = reverse("gatherings:write_close", args=[gathering.pk])
    typed = {"came": "94", "said": "Work", "next": "Buses", "thanks": "Thanks"}
    press(client, address, as_=universe.lead, **typed, answer_by=ANSWER_BY)
    form = client.get(address).context["form"]
    press(client, address, **{**typed, "next": "Trains"}, answer_by=ANSWER_BY, seen=form.current)
    late = press(
        client, address, **{**typed, "next": "Trams"}, answer_by=ANSWER_BY, seen=form.current
    )
    assert "Somebody else changed" in late.content.decode()
    assert "Trams" in late.content.decode()
    assert Closing.objects.get().next == "Trains"


def test_a_facilitator_writes_the_close_and_another_role_publishes_it(universe, client):
    gathering = over(universe)
    facilitator = universe.by_role["facilitator"]
    page(client, close_of(gathering), as_=facilitator)
    page(client, reverse("gatherings:close", args=[gathering.pk]), status=404)
    page(client, close_of(gathering), as_=universe.by_role["member"], status=404)


def test_whoever_writes_the_notes_of_a_session_has_before_them_what_its_tables_wrote(
    universe, client
):
    gathering = over(universe)
    there = gathering.sessions.get()
    floor = open_floor(gathering, by=universe.lead)
    write_note(floor, by=universe.lead, table="Table 7", words="Nobody replied", session=there)
    notes = reverse("gatherings:session_notes", args=[there.pk])
    assert "<strong>Table 7</strong>" in page(client, notes, as_=universe.lead)
    about = page(client, there.get_absolute_url(), as_=universe.analyst)
    assert "Nobody replied" not in about


def test_what_is_open_leads_only_those_there_who_may_mend_it(universe, client):
    gathering = over(universe)
    floor = open_floor(gathering, by=universe.lead)
    way = f'<a href="{floor.get_absolute_url()}">People can still write by phone</a>'
    assert way in page(client, close_of(gathering), as_=universe.lead)
    read = page(client, close_of(gathering), as_=universe.secretary)
    assert "People can still write by phone" in read
    assert way not in read
