"""Standard errors come back from published limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenground.errors import DataError
from evenground.measures import Estimate, standard_error
from tests.engine.measures.ordered_groups import SCALES


@given(st.floats(0.05, 0.95), st.floats(0.001, 0.02), st.sampled_from([0.95, 0.998]))
def test_a_standard_error_comes_back_from_the_limits_made_of_it(value, se, confidence):
    z = stats.norm.ppf((1 + confidence) / 2)
    plain = Estimate(value, value - z * se, value + z * se)
    assert standard_error(plain, confidence=confidence) == pytest.approx(se)
    for transform, (to, back) in SCALES.items():
        steep = 1 / value if transform == "log" else 1 / (value * (1 - value))
        limits = (back(to(value) + way * z * se * steep) for way in (-1, 1))
        found = standard_error(Estimate(value, *limits), transform=transform, confidence=confidence)
        assert found == pytest.approx(se)


def test_limits_at_the_value_say_that_it_has_no_error():
    assert standard_error(Estimate(1.0, 1.0, 1.0)) == 0
    assert standard_error(Estimate(1.0, 1.0, 1.0), transform="log") == 0


def test_a_standard_error_on_an_unknown_scale_is_refused():
    with pytest.raises(DataError, match="`transform` is None or log or logit; it was 'sqrt'"):
        standard_error(Estimate(1.0, 1.0, 1.0), transform="sqrt")


def test_limits_without_a_value_inside_have_no_standard_error():
    with pytest.raises(DataError, match="The value is outside its own limits for group 2"):
        standard_error(Estimate([1, 4], [0, 1], [2, 3]))
    with pytest.raises(DataError, match="The value is outside its own limits for group 2"):
        standard_error(Estimate([1, 0], [0, 1], [2, 3]))
    assert np.isnan(standard_error(Estimate(1.0, np.nan, 2.0)))


@pytest.mark.parametrize(
    ("limits", "transform", "what"),
    [
        (
            (1.0, 0.0, 2.0),
            "log",
            "^`lower` has no log for the only group. A log takes numbers above 0.$",
        ),
        ((0.0, 0.0, 2.0), "log", "`value` has no log for"),
        ((0.5, 0.4, 1.0), "logit", "`upper` has no logit for the only group. A logit takes shares"),
        ((30.0, 20.0, 40.0), "logit", "`value` has no logit .* not percentages"),
    ],
)
def test_limits_the_scale_cannot_take_are_refused(limits, transform, what):
    with pytest.raises(DataError, match=what):
        standard_error(Estimate(*limits), transform=transform)
