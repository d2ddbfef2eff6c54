"""Recommendations are answered by those they are addressed to, or their silence is shown."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Addressee, Commitment, Source
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press

DUE, LATER = date(2026, 3, 1), date(2026, 4, 11)
SOURCE = {"kind": "review", "title": "Fair Care", "dated": date(2026, 1, 5), "reference": "4b"}


def recommend(universe, *organisations, **given):
    values = {
        "by": universe.lead, "title": "Offer interpreters", "owner": universe.trust,
        "priority_population": "People who do not speak English well", "source": SOURCE,
        "addressees": organisations or [universe.trust, universe.housing], "response_due": DUE,
        **given,
    }  # fmt: skip
    return services.add_recommendation(**values)


@pytest.fixture
def recommendation(universe):
    return recommend(universe)


def of(recommendation, organisation) -> Addressee:
    return recommendation.addressees.get(organisation=organisation)


def test_a_recommendation_names_its_source_and_each_addressee(universe, recommendation):
    assert str(recommendation.source) == "Fair Care, recommendation 4b, 5 January 2026"
    assert {str(one.organisation) for one in recommendation.addressees.all()} == {
        "Harbour NHS Trust", "Hills Housing"
    }  # fmt: skip
    assert recommendation.kind == "recommendation"


def test_silence_is_counted_in_days_until_there_is_an_answer(universe, recommendation):
    waiting = of(recommendation, universe.housing)
    assert waiting.in_words(on=DUE) == ("No response yet", "grey")
    assert waiting.in_words(on=date(2026, 3, 2)) == ("No response, 1 day late", "red")
    assert waiting.in_words(on=LATER) == ("No response, 41 days late", "red")
    answered = services.respond(waiting, by=universe.bob, answer="accepted")
    assert answered.in_words(on=LATER) == ("Accepted", "green")
    assert answered.days_silent(on=LATER) == 0


def test_silence_is_found_in_the_list(universe, client, recommendation):
    answered = recommend(universe, universe.housing, title="Train staff")
    services.respond(of(answered, universe.housing), by=universe.bob, answer="accepted")
    assert list(services.find_commitments(on=LATER, show=["silent"])) == [recommendation]
    assert list(services.find_commitments(on=DUE, show=["silent"])) == []
    assert "No response, " in page(client, "/commitments/?show=silent", as_=universe.charlie_of)


@pytest.fixture(autouse=True)
def _somebody_who_reads(universe):
    universe.charlie_of = universe.by_role["board_member"]


def test_an_answer_has_its_reason_unless_all_is_accepted(universe, recommendation):
    for answer in ("in_part", "not_accepted"):
        with pytest.raises(RuleBroken, match="Write the reason"):
            services.respond(of(recommendation, universe.housing), by=universe.bob, answer=answer)
    answered = services.respond(
        of(recommendation, universe.housing), by=universe.bob, answer="not_accepted",
        reason="We have no contract for it", on=date(2026, 2, 1),
    )  # fmt: skip
    assert (answered.answered_by, answered.answered_on) == (universe.bob, date(2026, 2, 1))
    assert audit.history(recommendation)[0].sentence == (
        "answered for Hills Housing, “Not accepted”: We have no contract for it"
    )


def test_only_a_lead_of_the_addressed_organisation_answers(universe, recommendation):
    for somebody in (universe.alice, universe.lead):
        with pytest.raises(RuleBroken, match="Only a lead of Hills Housing can answer"):
            services.respond(
                of(recommendation, universe.housing), by=somebody, answer="accepted",
                spoken_by="Bob, on the telephone",
            )  # fmt: skip


def test_an_answer_of_an_organisation_without_a_lead_here_names_who_gave_it(universe):
    letter = of(recommend(universe, universe.icb), universe.icb)
    with pytest.raises(RuleBroken, match="Write who gave you the answer"):
        services.respond(letter, by=universe.lead, answer="accepted")
    said = "Ada Obi, chief executive, by letter"
    answered = services.respond(letter, by=universe.lead, answer="accepted", spoken_by=said)
    assert (answered.spoken_by, answered.answered_by) == (said, universe.lead)


def test_a_response_after_the_record_was_withdrawn_is_refused(universe, client, recommendation):
    services.withdraw(recommendation, by=universe.lead, reason="Overtaken by a law")
    with pytest.raises(RuleBroken, match="R1 was withdrawn.*Overtaken by a law"):
        services.respond(of(recommendation, universe.housing), by=universe.bob, answer="accepted")
    address = f"/commitments/addressees/{of(recommendation, universe.housing).pk}/respond/"
    shown = press(
        client, address, as_=universe.bob, answer="in_part", reason="What Bob wrote"
    ).content.decode()
    assert "was withdrawn, so there is nothing to answer" in shown
    assert "What Bob wrote" in shown
    assert not services.find_commitments(on=LATER, show=["silent"]).exists()


def test_withdrawing_keeps_the_record_and_has_a_reason(universe, recommendation):
    with pytest.raises(RuleBroken, match="Write why it is withdrawn"):
        services.withdraw(recommendation, by=universe.alice, reason=" ")
    with pytest.raises(RuleBroken, match="Only Harbour NHS Trust"):
        services.withdraw(recommendation, by=universe.bob, reason="We do not like it")
    withdrawn = services.withdraw(recommendation, by=universe.alice, reason="Done by law")
    assert withdrawn.delivery_status == "withdrawn"
    assert Commitment.objects.filter(pk=recommendation.pk).exists()
    assert audit.history(recommendation)[0].sentence == "withdrew it: Done by law"


def test_bob_answers_on_the_page_and_alice_may_not_for_him(universe, client, recommendation):
    address = f"/commitments/addressees/{of(recommendation, universe.housing).pk}/respond/"
    page(client, address, as_=universe.alice, status=404)
    shown = press(client, address, as_=universe.bob, answer="not_accepted").content.decode()
    assert "Enter the reason why not all of it is accepted" in shown
    press(client, address, as_=universe.bob, answer="in_part", reason="For new tenants first")
    shown = page(client, recommendation.get_absolute_url())
    assert "Accepted in part" in shown
    assert "For new tenants first" in shown
    assert "Change the answer" in shown


def test_a_recommendation_becomes_an_action_that_keeps_the_chain(universe, client, recommendation):
    form = f"/commitments/add/?of={recommendation.pk}"
    shown = page(client, form, as_=universe.alice)
    assert 'value="Offer interpreters"' in shown
    begun = {
        "kind": "action", "title": "Offer interpreters at night", "owner": universe.trust.pk,
        "parent": recommendation.pk, "mechanism": "Most births are at night",
        "priority_population": "Mothers", "looked": "yes",
    }  # fmt: skip
    press(client, form, **begun)
    action = Commitment.objects.get(kind="action")
    assert action.parent == recommendation
    assert str(recommendation) in page(client, action.get_absolute_url())
    assert str(action) in page(client, recommendation.get_absolute_url())


def test_a_recommendation_is_added_with_its_source_and_addressees(universe, client):
    typed = {
        "title": "Offer interpreters", "source_kind": "review", "source_title": "Fair Care",
        "source_link": "https://example.org/review", "addressees": [universe.housing.pk],
        "response_due": DUE, "owner": universe.trust.pk, "priority_population": "Mothers",
    }  # fmt: skip
    missing = press(
        client, "/commitments/recommendations/add/", as_=universe.lead,
        **{**typed, "addressees": []},
    )  # fmt: skip
    assert "Select whom it is addressed to" in missing.content.decode()
    press(client, "/commitments/recommendations/add/", **typed)
    added = Commitment.objects.get()
    assert (added.reference, added.source.title) == ("R1", "Fair Care")
    assert of(added, universe.housing).response_due == DUE


def test_only_a_recommendation_has_a_source_and_is_addressed(universe):
    pledge = add_pledge(universe)
    with pytest.raises(RuleBroken, match="Only a recommendation"):
        services.set_source(pledge, by=universe.lead, **SOURCE)
    with pytest.raises(RuleBroken, match="Only a recommendation"):
        services.address(pledge, by=universe.lead, organisation=universe.housing, response_due=DUE)
    assert not Source.objects.exists()


def test_the_database_too_refuses_an_answer_without_its_reason(universe, recommendation):
    mine = Addressee.objects.filter(commitment=recommendation, organisation=universe.housing)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(answer="not_accepted", answered_on=DUE, answered_by=universe.bob)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.update(answer="accepted")
