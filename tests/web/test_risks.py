"""The risk register: what could go wrong, how bad, who keeps it, and what it refuses."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Risk
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken


def fields(universe, **given):
    return {
        "title": "Leaders leave",
        "cause": "Walk leaders are unpaid",
        "event": "Leaders stop",
        "effect": "Groups in the most deprived places close first",
        "mitigation": "Pay expenses",
        "likelihood": 3,
        "impact": 4,
        "owner": universe.trust,
        "group": universe.board,
        **given,
    }


@pytest.fixture
def risk(universe):
    return services.add_risk(by=universe.lead, **fields(universe))


@pytest.mark.parametrize(
    ("likelihood", "impact", "band"),
    [
        (1, 3, "Low"), (2, 2, "Moderate"), (2, 3, "Moderate"), (2, 4, "High"), (3, 4, "High"),
        (3, 5, "Extreme"), (5, 5, "Extreme"),
    ],
)  # fmt: skip
def test_the_score_has_a_band_in_words(universe, likelihood, impact, band):
    scored = fields(universe, likelihood=likelihood, impact=impact)
    assert services.add_risk(by=universe.lead, **scored).band == band


def test_a_risk_is_whole(universe):
    with pytest.raises(RuleBroken, match="Write the mitigation"):
        services.add_risk(by=universe.lead, **fields(universe, mitigation=" "))
    with pytest.raises(RuleBroken, match="goes from 1 to 5"):
        services.add_risk(by=universe.lead, **fields(universe, likelihood=6))
    assert not Risk.objects.exists()


def test_the_history_tells_how_the_score_moved(universe, risk):
    services.edit_risk(risk, by=universe.lead, **fields(universe, likelihood=5))
    services.edit_risk(risk, by=universe.lead, **fields(universe, likelihood=5))
    events = list(audit.history(risk))
    assert len(events) == 2
    assert events[0].sentence.endswith("the score went from 12 to 20")
    assert events[1].sentence == "added the risk “Leaders leave”, scored 12 (high)"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"likelihood": 6}, "The likelihood of the score is 6, and Five by five, version 1 goes"),
        ({"impact": 0}, "The impact of the score is 0"),
        ({"target_likelihood": 2}, "The target needs a likelihood and an impact"),
        ({"target_likelihood": 2, "target_impact": 9}, "The impact of the target is 9"),
        ({"response": "tolerate"}, "Write why the response is to tolerate"),
        ({"category": "weather"}, "has no category 'weather'"),
        (
            {"inherent_likelihood": 2, "inherent_impact": 2, "target_likelihood": 5, "target_impact": 1},
            "The target, 5, is above the inherent score, 4",
        ),
    ],
)  # fmt: skip
def test_a_score_outside_its_scale_and_what_contradicts_itself_is_refused_in_words(
    universe, risk, wrong, words
):
    with pytest.raises(RuleBroken, match=words):
        services.add_risk(by=universe.lead, **fields(universe, title="Another", **wrong))
    with pytest.raises(RuleBroken, match=words):
        services.edit_risk(risk, by=universe.lead, **wrong)
    assert Risk.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("a_risk_is_scored_on_its_scale", {"likelihood": 6}),
        ("a_risk_is_scored_on_its_scale", {"impact": 0}),
        ("an_inherent_score_lies_on_its_scale", {"inherent_impact": 3}),
        ("a_target_score_lies_on_its_scale", {"target_likelihood": 6, "target_impact": 1}),
        (
            "a_target_is_no_higher_than_the_inherent_score",
            {"inherent_likelihood": 1, "inherent_impact": 1, "target_likelihood": 1, "target_impact": 2},
        ),
        ("a_closed_risk_has_its_reason", {"closed_on": date(2026, 3, 1)}),
        ("a_response_has_its_reason", {"response": "treat"}),
    ],
)  # fmt: skip
def test_the_database_refuses_it_too(risk, name, wrong):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Risk.objects.filter(pk=risk.pk).update(**wrong)


def test_closing_and_opening_again_need_a_reason_and_happen_once(universe, risk):
    with pytest.raises(RuleBroken, match="Write the reason"):
        services.close_risk(risk, by=universe.lead, reason="")
    for day in (1, 2):
        closed = services.close_risk(
            risk, by=universe.lead, reason="Leaders are paid now", on=date(2026, 3, day)
        )
    assert closed.closed_on == date(2026, 3, 1)
    assert closed.closed_reason == "Leaders are paid now"
    opened = services.reopen_risk(risk, by=universe.lead, reason="The money ended")
    assert opened.closed_on is None
    assert audit.history(risk).first().sentence == "opened the risk again: The money ended"


@pytest.fixture
def typed(universe):
    return {name: getattr(value, "pk", value) for name, value in fields(universe).items()}


def test_the_secretary_keeps_the_register(client, universe, typed):
    client.force_login(universe.secretary)
    response = client.post("/commitments/risks/add/", typed)
    risk = Risk.objects.get()
    assert response["Location"] == f"/commitments/risks/{risk.pk}/"
    client.post(f"/commitments/risks/{risk.pk}/close/", {"reason": "It happened"})
    page = client.get(f"/commitments/risks/{risk.pk}/").content.decode()
    assert "Groups in the most deprived places close first" in page
    assert "12 High" in page
    assert "closed the risk: It happened" in page


def test_two_editors_of_a_risk(client, universe, risk, typed):
    client.force_login(universe.secretary)
    url = f"/commitments/risks/{risk.pk}/edit/"
    seen = client.get(url).context["form"]["seen"].value()
    services.edit_risk(risk, by=universe.lead, **fields(universe, title="The lead's words"))
    mine = {**typed, "title": "My words", "seen": seen}
    page = client.post(url, mine)
    assert "Somebody else changed" in page.content.decode()
    assert "My words" in page.content.decode()
    assert Risk.objects.get().title == "The lead's words"


@pytest.mark.parametrize("path", ["add/", "{pk}/edit/", "{pk}/close/"])
def test_a_lead_of_an_organisation_reads_the_register_and_does_not_write_it(
    client, universe, risk, path
):
    client.force_login(universe.alice)
    assert client.get("/commitments/risks/").status_code == 200
    assert client.get(f"/commitments/risks/{risk.pk}/").status_code == 200
    assert client.post(f"/commitments/risks/{path.format(pk=risk.pk)}").status_code == 404


def test_a_stranger_sees_no_risk(client, universe, risk):
    client.force_login(universe.charlie)
    for path in ("", f"{risk.pk}/", "add/"):
        assert client.get(f"/commitments/risks/{path}").status_code == 404


def test_an_empty_register_says_what_to_do(client, universe):
    client.force_login(universe.lead)
    assert "No open risks" in client.get("/commitments/risks/").content.decode()
