"""Everybody follows what the partnership promised in public, and finds nothing that is not public."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import (
    Commitment,
    DueDateMove,
    Pledge,
    StatusChange,
    Update,
    public_commitments,
)
from evenground_web.commitments.services.tracker import publishing
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge, complete
from tests.web.pages import page, press, words
from tests.web.pledge_records import make_summit, promised
from tests.web.tracker_records import (
    DAY,
    LIST,
    address,
    make_public,
    public_action,
    whole_story,
)

HEAVIEST = 60_000
BARBERS = "Blood pressure checks at barbers"


def test_what_is_made_public_stands_on_the_tracker_until_it_is_taken_off(universe, client):
    action = add_pledge(universe, kind="action", title=BARBERS)
    assert BARBERS not in page(client, LIST)
    page(client, address(action), status=404)
    here = f"/commitments/{action.pk}/"
    press(client, f"{here}publish/", as_=universe.lead)
    assert "Everybody reads about it" in page(client, here, as_=universe.bob)
    client.logout()
    assert BARBERS in page(client, LIST)
    assert "Harbour NHS Trust" in page(client, address(action))
    refused = press(client, f"{here}unpublish/", as_=universe.secretary, reason=" ")
    assert "Enter reason" in words(refused)
    press(client, f"{here}unpublish/", as_=universe.secretary, reason="It names a street")
    client.logout()
    assert BARBERS not in page(client, LIST)
    page(client, address(action), status=404)
    said = [event.sentence for event in audit.history(action)[:2]]
    assert said == ["took it off the public pages: It names a street", "made it public"]


def test_the_wall_and_the_tracker_follow_one_rule(universe, client):
    summit = make_summit(universe)
    shown, hidden = (
        promised(universe, summit),
        promised(universe, summit, public=False, title="Hidden"),
    )
    assert set(public_commitments()) == {shown.commitment}
    for pledge, status in ((shown, 200), (hidden, 404)):
        page(client, address(pledge), status=status)
        page(client, f"/commitments/pledges/wall/{pledge.pk}/", status=status)


def test_a_pledge_is_made_public_on_the_wall_alone(universe):
    pledge = add_pledge(universe)
    with pytest.raises(RuleBroken, match="Make it public on its page"):
        publishing.publish_commitment(pledge, by=universe.lead)
    with pytest.raises(RuleBroken, match="Take it off the wall"):
        publishing.unpublish_commitment(pledge, by=universe.lead, reason="A mistake")
    with pytest.raises(IntegrityError, match="made_public_on_the_wall"), transaction.atomic():
        Commitment.objects.update(public_since=date(2026, 1, 1))


def test_pressing_twice_publishes_once(universe):
    action = public_action(universe)
    since, events = action.public_since, audit.history(action).count()
    make_public(universe, action, now=None)
    action.refresh_from_db()
    assert (action.public_since, audit.history(action).count()) == (since, events)
    publishing.unpublish_commitment(action, by=universe.lead, reason="A mistake")
    publishing.unpublish_commitment(action, by=universe.lead, reason="A mistake")
    assert audit.history(action).count() == events + 1


def test_a_plan_is_made_public_as_it_stands(universe, client):
    for title, kind in (("One", "action"), ("Two", "recommendation"), ("Three", "pledge")):
        add_pledge(universe, title=title, kind=kind, plan="Fair Care")
    add_pledge(universe, title="Of another plan", kind="action", plan="Roads")
    press(client, "/commitments/plans/Fair Care/publish/", as_=universe.lead)
    assert {one.title for one in public_commitments()} == {"One", "Two"}
    add_pledge(universe, title="Shall be added", kind="action", plan="Fair Care")
    assert "Shall be added" not in page(client, LIST)
    assert "not public yet: 1" in page(client, "/commitments/plans/Fair Care/publish/")
    page(client, "/commitments/plans/Nowhere/publish/", status=404)
    with pytest.raises(RuleBroken, match="No commitment belongs"):
        publishing.publish_plan("Nowhere", by=universe.lead)


def test_the_public_page_tells_the_promise_the_gap_the_history_and_the_result(universe, client):
    story = whole_story(universe)
    shown = page(client, address(story.action))
    for said in (
        "Harbour NHS Trust", "Adults in Harbour", "28 February 2027; first promised for 31 December 2026",
        "The due date moved from 31 January 2027 to 28 February 2027. </",
        "Said to everybody why it moves", "Delivery went from “At risk” to “On track”.",
        "Said to everybody update", "Evidence: a TXT file that the partnership keeps.",
        "Ten barbers trained: reached on 3 March 2026", "the gap was 17.9 percentage points (17.2 to 18.6)",
        "it narrowed by 5.9 percentage points", "nobody can change it", "no proof that the promise caused it",
    ):  # fmt: skip
        assert said.removesuffix(" </") in shown, said
    assert shown.count("The reason was not made public.") == 3
    assert f"/commitments/public/results/{story.baseline.pk}/" in shown
    result = page(client, f"/commitments/public/results/{story.baseline.pk}/")
    assert address(story.action) in result


def test_a_promise_that_was_changed_in_public_says_what_it_was(universe, client):
    action = add_pledge(universe, kind="action", title="A draft with a name in it")

    def rename(title: str) -> None:
        revision = Commitment.objects.get(pk=action.pk).revision
        services.edit_commitment(action, by=universe.alice, revision=revision, title=title)

    rename("1,000 checks at barbers")
    make_public(universe, action, now=None)
    rename("500 checks at barbers")
    shown = page(client, address(action))
    assert (
        "The promise was changed: the title. Before, the title was “1,000 checks at barbers”."
        in shown
    )
    assert "name in it" not in shown, "it was never public"
    publishing.unpublish_commitment(action, by=universe.lead, reason="Too many figures")
    make_public(universe, action, now=None)
    assert "1,000" not in page(client, address(action)), "it begins anew"


def test_members_choose_which_words_everybody_reads(universe, client):
    action = public_action(universe)
    services.add_update(action, by=universe.alice, text="Three barbers joined", now=DAY)
    services.change_delivery_status(
        action, by=universe.alice, status="on_track", reason="Money came", now=DAY
    )
    update, change = Update.objects.get(), StatusChange.objects.get()
    here = f"/commitments/{action.pk}/shown/"
    keys = f"update-{update.pk} status-{change.pk}"
    press(client, here, as_=universe.alice, shown=[f"update-{update.pk}"], among=keys)
    client.logout()
    shown = page(client, address(action))
    assert "Three barbers joined" in shown
    assert "Money came" not in shown
    press(client, here, as_=universe.alice, shown=[], among=f"status-{change.pk}")
    update.refresh_from_db()
    assert update.shown_on, "it was not among those that were looked at"
    press(client, here, shown=[f"status-{change.pk}"], among=keys)
    client.logout()
    shown = page(client, address(action))
    assert "Money came" in shown
    assert "Three barbers joined" not in shown
    latest = audit.history(action)[0].sentence
    assert latest.startswith("showed everybody why the delivery status is “On track”")
    assert "hid from the public the update" in latest
    page(client, here, as_=universe.bob, status=404)


def test_words_may_be_shown_while_they_are_written(universe, client):
    action = add_pledge(universe, kind="action", title=BARBERS)
    here = f"/commitments/{action.pk}/"
    assert "Show these words" not in page(client, f"{here}due/", as_=universe.alice)
    make_public(universe, action)
    press(client, f"{here}due/", due=date(2027, 3, 31), reason="Barbers moved", in_public="on")
    press(client, f"{here}updates/add/", text="Nine barbers", in_public="on")
    press(client, f"{here}status/", status="at_risk", reason="Two left")
    assert [DueDateMove.objects.get().shown_on is None, Update.objects.get().shown_on is None] == [False, False]  # fmt: skip
    client.logout()
    shown = page(client, address(action))
    assert "Barbers moved" in shown
    assert "Nine barbers" in shown
    assert "Two left" not in shown


def test_a_new_answer_is_shown_anew(universe, client):
    recommendation = services.add_recommendation(
        by=universe.lead, source={"kind": "report", "title": "Fair Care"}, addressees=[universe.trust],
        response_due=date(2026, 5, 1), title="Check barbers", owner=universe.icb,
        priority_population="Black men",
    )  # fmt: skip
    make_public(universe, recommendation)
    asked = recommendation.addressees.get()
    services.respond(asked, by=universe.alice, answer="in_part", reason="Half of them")
    assert "Half of them" not in page(client, address(recommendation))
    key = f"answer-{asked.pk}"
    publishing.show_words(recommendation, by=universe.lead, shown=[key], among=[key])
    shown = page(client, address(recommendation))
    assert "Half of them" in shown
    assert "Accepted in part" in shown
    services.respond(asked, by=universe.alice, answer="not_accepted", reason="No money")
    shown = page(client, address(recommendation))
    assert "Not accepted" in shown
    assert "No money" not in shown


def test_what_was_checked_is_told_without_names(universe, client):
    action = public_action(universe)
    update = complete(action, by=universe.alice, in_public=False)
    assert "nobody else has checked this yet" in page(client, address(action))
    services.verify(update, by=universe.lead, finding="complete", words="Alice counted all")
    shown = page(client, address(action))
    assert "Complete (verified)" in shown
    assert "Somebody who does not lead on it looked at the evidence" in shown
    assert "Alice" not in shown


def test_the_chain_shows_public_links_alone(universe, client):
    top = public_action(universe, title="The recommendation", kind="recommendation")
    below = add_pledge(universe, kind="action", title="Still a draft", parent=top)
    assert "Still a draft" not in page(client, address(top))
    make_public(universe, below)
    assert "Still a draft" in page(client, address(top))
    publishing.unpublish_commitment(top, by=universe.lead, reason="A mistake")
    assert "The recommendation" not in page(client, address(below))


def test_five_hundred_promises_are_light(universe, client, django_assert_max_num_queries):
    public_action(universe)
    Commitment.objects.bulk_create(
        Commitment(
            kind="action", reference=f"Q{n}", title=f"A promise of ordinary length, number {n}",
            owner=universe.trust, due=date(2027, 1, 1), original_due=date(2027, 1, 1),
            priority_population="Adults in Harbour", created=date(2026, 1, 1),
            public_since=date(2026, 6, 1),
        )
        for n in range(500)
    )  # fmt: skip
    for query in ("", "?text=number&status=open&due=year&sort=due"):
        with django_assert_max_num_queries(10):
            answer = client.get(f"{LIST}{query}")
        assert "1 to 20 of 50" in words(answer)
        assert len(answer.content) <= HEAVIEST
    assert Pledge.objects.count() == 0
