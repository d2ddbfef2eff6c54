"""How straight a gradient is, checked by hand, by another formula and on straight ones."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from evenground.errors import DataError, MissingValues
from evenground.measures import lack_of_fit
from tests.engine.measures.ordered_groups import ERRORS, PEOPLE, SCALES, VALUES


def test_three_groups_off_the_line_by_one_standard_error_each_way():
    bent = lack_of_fit([1, 0, 1], [1, 1, 1], se=[1, 1, 1])
    assert bent.chi_squared == pytest.approx(2 / 3)
    assert bent.degrees_of_freedom == 1
    assert bent.p_value == pytest.approx(stats.chi2.sf(2 / 3, 1))


@pytest.mark.parametrize("transform", [None, "log", "logit"])
def test_lack_of_fit_is_the_chi_squared_of_the_line_weighted_by_certainty(transform):
    share = PEOPLE / PEOPLE.sum()
    to, _ = SCALES.get(transform, (np.array, np.array))
    steep = {None: 1, "log": 1 / VALUES, "logit": 1 / (VALUES * (1 - VALUES))}[transform]
    x = sm.add_constant(np.cumsum(share) - share / 2)
    fitted = sm.WLS(to(VALUES), x, weights=1 / (ERRORS * steep) ** 2).fit()
    bent = lack_of_fit(VALUES, PEOPLE, se=ERRORS, transform=transform)
    assert bent.chi_squared == pytest.approx(fitted.ssr, rel=1e-10)
    assert bent.degrees_of_freedom == 5
    assert bent.p_value == pytest.approx(stats.chi2.sf(fitted.ssr, 5), rel=1e-10)


def test_straight_gradients_have_uniform_p_values():
    rng = np.random.default_rng(8)
    share = PEOPLE / PEOPLE.sum()
    straight = 0.3 - 0.2 * (np.cumsum(share) - share / 2)
    drawn = straight + ERRORS * rng.standard_normal((10_000, 7))
    p_values = lack_of_fit(drawn, PEOPLE, se=ERRORS).p_value
    assert stats.kstest(p_values, "uniform").pvalue > 0.01


def test_lack_of_fit_needs_every_standard_error():
    with pytest.raises(MissingValues, match="`se` has no value for group 2"):
        lack_of_fit([1, 2, 3], [1, 1, 1], se=[1, None, 1])
    with pytest.raises(DataError, match="^`se` is 0 for group 3. Leave that area out.$"):
        lack_of_fit([1, 2, 3], [1, 1, 1], se=[1, 1, 0])
    bent = lack_of_fit(
        [[1, 0, 1]] * 3, [1, 1, 1], se=[[1, 1, 1], [1, None, 1], [1, 1, 0]], on_refusal="nan"
    )
    np.testing.assert_allclose(bent.chi_squared, [2 / 3, np.nan, np.nan])
    assert np.isnan(bent.p_value[1:]).all()
    with pytest.raises(DataError, match="^`transform` is None or log or logit; it was 'sqrt'.$"):
        lack_of_fit([1, 2, 3], [1, 1, 1], se=[1, 1, 1], transform="sqrt")
    with pytest.raises(
        DataError,
        match="^`value` has no logarithm for group 2. A log takes numbers above 0. With "
        "counts use `slope_index_of_events`.$",
    ):
        lack_of_fit([1, 0, 3], [1, 1, 1], se=[1, 1, 1], transform="log")
