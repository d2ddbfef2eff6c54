"""A pledge is signed, agreed at a gathering, shown, judged with evidence and checked by others."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from evenground_web.commitments.models import Commitment, Pledge, PledgeReview, PledgeStep
from evenground_web.commitments.services.pledges import (
    pledge_lists,
    pledge_outcomes,
    pledges,
    signatures,
)
from evenground_web.commitments.services.pledges.rewording import reword_pledge
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from tests.conftest import person
from tests.web.commitment_records import WHY, add_pledge
from tests.web.pages import page, press, words
from tests.web.pledge_records import (
    PROOF,
    THAT_DAY,
    judge,
    make_summit,
    personal,
    promised,
    propose,
)


@pytest.fixture
def summit(universe):
    return make_summit(universe)


def url(name: str, *args) -> str:
    return reverse(f"commitments:{name}", args=args)


def test_every_commitment_that_is_a_pledge_has_the_parts_of_a_pledge(universe):
    plain = add_pledge(universe)
    assert plain.pledge.state == "proposed"
    action = add_pledge(universe, kind="action", title="Train leaders")
    assert not Pledge.objects.filter(pk=action.pk).exists()


def test_a_pledge_is_proposed_on_a_page_and_says_what_is_missing(universe, summit, client):
    said = {
        "level": "system", "title": "We will answer in your language", "owner": universe.trust.pk,
        "success_measure": "Nine of ten", "due": date(2027, 5, 31), "gathering": summit.pk, **WHY,
    }  # fmt: skip
    back = press(client, url("propose_pledge"), as_=universe.alice, **said)
    assert "Enter to whom" in words(back)
    assert "Nine of ten" in words(back), "what was typed is still there"
    press(client, url("propose_pledge"), **said, promised_to="Patients")
    pledge = Pledge.objects.get()
    assert (pledge.level, pledge.promised_to, pledge.state) == ("system", "Patients", "proposed")
    assert pledge.review_on == pledge.commitment.due == date(2027, 5, 31)
    assert "Nobody has signed it yet, so it cannot be agreed" in page(
        client, pledge.get_absolute_url()
    )


def test_a_pledge_without_a_signatory_cannot_be_agreed(universe, summit, client):
    pledge = propose(universe, gathering=summit)
    answer = press(
        client, url("agree_pledges", summit.pk), as_=universe.lead, pledges=[pledge.pk],
        words="Nobody objected",
    )  # fmt: skip
    assert f"Nobody has signed {pledge.commitment.reference} yet" in words(answer)
    assert "Nobody objected" in words(answer)
    pledge.refresh_from_db()
    assert pledge.state == "proposed"


def test_when_one_of_several_pledges_cannot_be_agreed_none_is(universe, summit):
    signed, unsigned = (
        propose(universe, gathering=summit, title=f"We will do {what}") for what in ("this", "that")
    )
    signatures.sign_for_organisation(signed, by=universe.alice, organisation=universe.trust)
    with pytest.raises(RuleBroken, match="Nothing was agreed"):
        pledges.agree_pledges([signed, unsigned], by=universe.lead, gathering=summit)
    assert not PledgeStep.objects.exists()


def test_agreeing_keeps_who_when_where_on_which_topic_and_in_which_words(universe, summit):
    pledge = promised(universe, summit, public=False, text="In eleven languages.")
    step = pledge.steps.get(new="agreed")
    assert (step.by, step.gathering, step.topic) == (universe.lead, summit, summit.topics.first())
    assert step.on == summit.ends
    assert step.words == "We will answer in your language\n\nIn eleven languages."


def test_what_was_agreed_never_changes_and_changed_words_are_shown_beside_it(
    universe, summit, client
):
    pledge = promised(universe, summit)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PledgeStep.objects.update(words="Something softer")
    reword_pledge(
        pledge, by=universe.alice, title="We will try to answer", text="", reason="Too few people"
    )
    for address in (pledge.get_absolute_url(), url("public_pledge", pledge.pk)):
        shown = page(client, address, as_=universe.bob)
        assert "We will try to answer" in shown
        assert "Agreed was: “We will answer in your language”" in shown


def test_agreeing_twice_is_agreeing_once(universe, summit):
    pledge = promised(universe, summit, public=False)
    pledges.agree_pledges([pledge], by=universe.lead, gathering=summit)
    assert pledge.steps.filter(new="agreed").count() == 1


def test_nothing_is_agreed_before_the_gathering_or_at_another(universe, summit):
    pledge = propose(universe, gathering=summit)
    signatures.sign_for_organisation(pledge, by=universe.alice, organisation=universe.trust)
    early = datetime(2026, 5, 1, tzinfo=UTC)
    with pytest.raises(RuleBroken, match="agreed there, not before"):
        pledges.agree_pledges([pledge], by=universe.lead, gathering=summit, now=early)
    forum = gatherings.add_gathering(
        by=universe.lead, title="Forum", kind="forum", starts=date(2026, 6, 1)
    )
    with pytest.raises(RuleBroken, match="was proposed at Race Summit, not here"):
        pledges.agree_pledges([pledge], by=universe.lead, gathering=forum)


def test_only_what_was_agreed_is_made_public(universe, summit):
    with pytest.raises(RuleBroken, match="is proposed. Only what was agreed is made public"):
        pledges.publish_pledge(propose(universe), by=universe.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.update(state="public")
    pledge = promised(universe, summit, title="We will listen")
    pledges.unpublish_pledge(pledge, by=universe.lead, reason="A name was in the text")
    pledge.refresh_from_db()
    assert (pledge.state, pledge.published_on) == ("agreed", None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    review=some.dates(), today=some.dates(), state=some.sampled_from(["proposed", "agreed", "kept"])
)
def test_a_review_is_due_by_the_calendar_alone(db, review, today, state):
    pledge = Pledge(review_on=review, state=state)
    assert pledge.is_review_due(on=today) == (state == "agreed" and review <= today)


def test_pledges_whose_review_is_due_are_found_and_marked(universe, summit, client):
    due = promised(universe, summit, review_on=date(2026, 6, 1))
    later = promised(universe, summit, title="We will listen", review_on=date(2099, 6, 1))
    found = Pledge.objects.review_due(on=date(2026, 6, 1))
    assert set(found) == {due}
    assert not Pledge.objects.review_due(on=date(2026, 5, 31)).exists()
    shown = page(client, url("pledges") + "?state=review_due", as_=universe.alice)
    assert str(due) in shown
    assert str(later) not in shown
    assert "Review due" in shown


@pytest.mark.parametrize("outcome", ["kept", "partly_kept"])
def test_kept_without_evidence_is_refused_and_the_words_stay(universe, summit, client, outcome):
    pledge = promised(universe, summit)
    answer = press(
        client, url("review_pledge", pledge.pk), as_=universe.alice, outcome=outcome,
        reason="Every letter was answered",
    )  # fmt: skip
    assert "give a link to evidence, or a file" in words(answer)
    assert "Every letter was answered" in words(answer)
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeReview.objects.create(
            pledge=pledge, outcome=outcome, reason="So", was="public", at=THAT_DAY
        )
    pledge.refresh_from_db()
    assert pledge.state == "public"


def test_a_pledge_that_was_not_kept_says_why(universe, summit, client):
    pledge = promised(universe, summit)
    press(
        client, url("review_pledge", pledge.pk), as_=universe.alice, outcome="not_kept",
        reason="The supplier covers three of eleven languages",
    )  # fmt: skip
    client.logout()
    shown = page(client, url("public_pledge", pledge.pk))
    assert "Not kept" in shown
    assert "The supplier covers three of eleven languages" in shown
    assert "Nobody of another organisation has checked this yet" in shown


@pytest.mark.parametrize("who", ["owner", "signatory", "a member of theirs who signed"])
def test_nobody_of_an_organisation_behind_the_pledge_checks_it(universe, summit, who):
    pledge = promised(universe, summit)
    review = judge(pledge, universe.lead)
    checker = universe.bob
    if who == "owner":
        checker = person("Ada", universe.trust, "organisation_lead")
    elif who == "signatory":
        Pledge.objects.update(state="public")
        signatures.sign_for_organisation(pledge, by=checker, organisation=universe.housing)
    else:
        Pledge.objects.update(state="public")
        neighbour = person("Bilal", universe.housing, "member")
        signatures.sign(pledge, by=neighbour, naming="counted")
    with pytest.raises(RuleBroken, match="another organisation"):
        pledge_outcomes.check_review(review, by=checker, agrees=True)
    review.refresh_from_db()
    assert review.checked_by is None


def test_whoever_judged_or_signed_does_not_check(universe, summit):
    pledge = promised(universe, summit)
    review = judge(pledge, universe.bob)
    with pytest.raises(RuleBroken, match="somebody else has to check it"):
        pledge_outcomes.check_review(review, by=universe.bob, agrees=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PledgeReview.objects.update(
            checked_by=universe.bob, checked_for=universe.housing, checked_at=THAT_DAY, agrees=True
        )


def test_somebody_of_another_organisation_checks_and_the_pledge_is_complete(
    universe, summit, client
):
    pledge = promised(universe, summit)
    review = judge(pledge, universe.alice)
    press(client, url("check_review", review.pk), as_=universe.bob, agrees="yes", words="I read 20")
    pledge.refresh_from_db()
    assert pledge.state == "kept"
    assert pledge.commitment.delivery_status == "complete"
    assert "Bob of Hills Housing looked at it" in page(client, pledge.get_absolute_url())
    client.logout()
    shown = page(client, url("public_pledge", pledge.pk))
    assert "Checked by Hills Housing" in shown
    assert "Bob" not in shown
    pledge_outcomes.check_review(review, by=universe.bob, agrees=True)
    with pytest.raises(RuleBroken, match="checked this review already"):
        pledge_outcomes.check_review(review, by=universe.analyst, agrees=True)


def test_when_the_checker_does_not_agree_the_pledge_is_what_it_was(universe, summit):
    pledge = promised(universe, summit)
    first, second = judge(pledge, universe.alice), judge(pledge, universe.alice, reason="All 20")
    with pytest.raises(RuleBroken, match="a newer review"):
        pledge_outcomes.check_review(first, by=universe.bob, agrees=True)
    with pytest.raises(RuleBroken, match="what the evidence does not show"):
        pledge_outcomes.check_review(second, by=universe.bob, agrees=False)
    pledge_outcomes.check_review(second, by=universe.bob, agrees=False, words="The link is empty")
    pledge.refresh_from_db()
    assert pledge.state == "public"
    assert [step.new for step in pledge.steps.all()] == [
        "agreed", "public", "kept", "kept", "public"
    ]  # fmt: skip


def test_a_withdrawn_pledge_stays_with_its_reason_and_so_does_its_delivery(
    universe, summit, client
):
    pledge = promised(universe, summit)
    assert "Enter reason" in words(
        press(client, url("withdraw_pledge", pledge.pk), as_=universe.alice, reason=" ")
    )
    press(client, url("withdraw_pledge", pledge.pk), reason="Two people, not five")
    pledge.refresh_from_db()
    assert (pledge.state, pledge.commitment.delivery_status) == ("withdrawn", "withdrawn")
    client.logout()
    assert "Two people, not five" in page(client, url("public_pledge", pledge.pk))
    with pytest.raises(RuleBroken, match="was withdrawn"):
        judge(pledge, universe.alice)
    judged = promised(universe, summit, title="We will listen")
    judge(judged, universe.alice)
    with pytest.raises(RuleBroken, match="What was judged is not withdrawn"):
        pledges.withdraw_pledge(judged, by=universe.alice, reason="Late")


def test_a_system_pledge_gathers_the_pledges_and_actions_below_it(universe, summit, client):
    top = promised(universe, summit, level="system", title="No place for racism")
    middle = promised(universe, summit, title="We will publish", parent=top.commitment)
    low, _, _ = personal(universe, parent=middle.commitment)
    add_pledge(universe, kind="action", title="Write it", parent=low.commitment)
    judge(middle, universe.alice)
    found = pledge_lists.roll_up(top)
    assert found.counts == [
        "1 organisational pledge: 1 kept", "1 personal pledge: 1 agreed", "1 action: 1 not started",
    ]  # fmt: skip
    assert "1 organisational pledge: 1 kept" in page(
        client, top.get_absolute_url(), as_=universe.bob
    )
    client.logout()
    shown = page(client, url("public_pledge", top.pk))
    assert "1 organisational pledge: 1 kept" in shown
    assert "1 personal" not in shown, "it is not public"


def test_a_personal_pledge_puts_a_system_pledge_into_practice_and_not_the_other_way(universe):
    low, _, _ = personal(universe)
    with pytest.raises(RuleBroken, match="Choose another level"):
        propose(universe, level="system", title="We all will", parent=low.commitment)
    assert Commitment.objects.count() == 1
    top = propose(universe, level="system", title="We all will")
    propose(universe, level="system", title="So will we", parent=top.commitment)
    with pytest.raises(RuleBroken, match="Choose another level"):
        pledges.describe_pledge(
            top, by=universe.lead, level="personal", promised_to="All", review_on=None
        )


def test_the_level_stays_once_the_pledge_was_agreed(universe, summit, client):
    pledge = promised(universe, summit)
    answer = press(
        client, url("describe_pledge", pledge.pk), as_=universe.alice, level="system",
        promised_to="Everybody",
    )  # fmt: skip
    assert "so its level stays as it is" in words(answer)
    press(client, url("describe_pledge", pledge.pk), level="organisation", promised_to="Everybody")
    pledge.refresh_from_db()
    assert pledge.promised_to == "Everybody"


def test_evidence_of_a_review_stands_among_the_updates_and_pressing_twice_adds_one(
    universe, summit
):
    pledge = promised(universe, summit)
    first, again = judge(pledge, universe.alice), judge(pledge, universe.alice)
    assert first == again
    assert first.evidence == pledge.commitment.updates.get()
    assert first.evidence.evidence_link == PROOF


def test_the_page_of_the_gathering_shows_pledges_and_their_signatures(universe, summit, client):
    promised(universe, summit)
    propose(universe, gathering=summit, title="We will listen")
    add_pledge(universe, kind="action", title="Train leaders", gathering=summit)
    shown = page(client, summit.get_absolute_url(), as_=universe.lead)
    assert (
        "We will answer in your language, organisational, on Workforce; 1 signature"
        in shown.replace("</a>", "")
    )
    assert "Record which pledges were agreed" in shown
    assert "Train leaders" in shown.split("Recommendations and actions from here")[1]


def test_each_step_leaves_one_event(universe, summit):
    pledge = promised(universe, summit)
    verbs = AuditEvent.objects.filter(
        subject_type="commitments.commitment", subject_id=str(pledge.pk)
    ).values_list("verb", flat=True)
    assert sorted(verbs) == [
        "commitment.added", "pledge.agreed", "pledge.public", "pledge.signed",
    ]  # fmt: skip
