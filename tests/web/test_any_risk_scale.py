"""Any partnership's own scale of risks, of any size, and no score outside it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.models import Risk, RiskScale
from evenground_web.commitments.services.risks.risk_scales import Scale
from evenground_web.core.permissions import RuleBroken
from tests.web.pages import page
from tests.web.test_risks import fields

NAMES = {3: ["Low", "Medium", "High"], 4: ["Rare", "Possible", "Likely", "Almost certain"]}


def file_of(size: int) -> str:
    levels = ", ".join(f'{{ name = "{name}" }}' for name in NAMES[size])
    return (
        f'name = "{size} by {size}"\nversion = "1"\nlikelihood = [{levels}]\nimpact = [{levels}]\n'
        f'band = [{{ up_to = {size}, name = "Calm", colour = "green" }}, '
        f'{{ up_to = {size * size}, name = "Grave", colour = "red" }}]\n'
    )


@pytest.mark.parametrize("size", [3, 4])
def test_a_risk_is_scored_on_named_levels_and_never_outside_them(universe, client, size):
    services.load_scale(file_of(size), by=universe.lead)
    risk = services.add_risk(
        by=universe.lead, **fields(universe, likelihood=size, impact=size, title="Leaders leave")
    )
    assert (risk.score, risk.band) == (size * size, "Grave")
    shown = page(client, f"/commitments/risks/{risk.pk}/review/", as_=universe.lead)
    assert all(name in shown for name in NAMES[size])
    for outside in (0, size + 1, 5):
        with pytest.raises(RuleBroken, match=f"goes from 1 to {size}"):
            services.review_risk(risk, by=universe.lead, likelihood=outside, impact=1, note="Seen")
        with pytest.raises(IntegrityError), transaction.atomic():
            Risk.objects.filter(pk=risk.pk).update(impact=outside)


def test_a_form_that_names_a_level_the_scale_has_not_comes_back_in_words(universe, client):
    services.load_scale(file_of(3), by=universe.lead)
    risk = services.add_risk(by=universe.lead, **fields(universe, likelihood=1, impact=1))
    client.force_login(universe.lead)
    typed = {"likelihood": "4", "impact": "3", "note": "Words that are kept"}
    answer = client.post(f"/commitments/risks/{risk.pk}/review/", typed)
    assert "There is a problem" in answer.content.decode()
    assert "Words that are kept" in answer.content.decode()
    risk.refresh_from_db()
    assert risk.likelihood == 1


@given(st.integers(2, 10), st.integers(2, 10), st.data())
def test_on_a_scale_of_any_size_every_score_has_one_band(likelihoods, impacts, data):
    highest = likelihoods * impacts
    ends = sorted({*data.draw(st.sets(st.integers(1, highest), max_size=9)), highest})[-10:]
    content = Scale.model_validate(
        {
            "name": "Any", "version": "1",
            "likelihood": [{"name": f"L{n}"} for n in range(likelihoods)],
            "impact": [{"name": f"I{n}"} for n in range(impacts)],
            "band": [{"up_to": end, "name": f"B{end}", "colour": "red"} for end in ends],
        }
    ).model_dump(mode="json")  # fmt: skip
    scale = RiskScale(name="Any", version="1", content=content)
    assert scale.highest == highest
    for score in (a * b for a in range(1, likelihoods + 1) for b in range(1, impacts + 1)):
        band = scale.band(score)
        assert score <= band["up_to"]
        assert not any(score <= end < band["up_to"] for end in ends)
