"""What is missing, what is zero, and what is refused when inequality is measured."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError, MissingValues
from evenground.measures import inequality
from tests.engine.measures.unlike_groups import RELATIVE


def test_without_standard_errors_there_are_values_without_limits():
    result = inequality([2, 5, 8], [1, 2, 3], better_when="higher", order=[1, 2, 3], reference=0)
    for name, estimate in result.items():
        assert np.isfinite(estimate.value), name
        assert np.isnan(estimate.lower), name
        assert np.isnan(estimate.upper), name


def test_an_area_that_lacks_a_standard_error_lacks_limits_alone():
    se = [[0.1, np.nan, 0.1], [0.1, 0.1, 0.1]]
    result = inequality([[2, 5, 8]] * 2, [1, 2, 3], se=se, better_when="higher", reference=0)
    for name, estimate in result.items():
        assert np.isfinite(estimate.value).all(), name
        assert np.isnan(estimate.lower).tolist() == [True, False], name
        assert np.isnan(estimate.upper).tolist() == [True, False], name


def test_a_group_at_0_adds_nothing_to_theil_and_makes_mld_infinite():
    result = inequality([0, 2, 4], [1, 1, 1], se=0.5, better_when="lower")
    assert result["theil"].value == pytest.approx(1000 * 2 / 3 * np.log(2))
    assert result["theil"].lower < result["theil"].value < result["theil"].upper
    assert result["mld"].value == np.inf
    assert np.isnan(result["mld"].lower)
    assert np.isnan(result["mld"].upper)
    assert result["ratio"].value == result["ratio"].upper == np.inf
    half = 1.959963984540054 * 0.5  # MOVER with the reference at 0: no more than 0 + half
    assert result["ratio"].lower == pytest.approx(np.sqrt((4 - half) * (4 + half)) / half)
    turned = inequality([0, 2, 4], [1, 1, 1], se=0.5, better_when="higher", order=[3, 2, 1])
    assert turned["ratio"].value == turned["ratio"].lower == 0
    assert 0 < turned["ratio"].upper < 1


def test_nothing_anywhere_has_no_relative_measure():
    result = inequality([0, 0, 0], [1, 1, 1], se=0.1, better_when="lower")
    for name in RELATIVE:
        assert np.isnan(list(result[name])).all(), name
    assert result["bgv"].value == result["difference"].value == 0
    assert result["bgv"].upper > 0


def test_areas_without_a_value_are_left_out_when_asked():
    value, people = [[2, 5, None], [2, 5, 8], [2, 5, 8]], [[1, 1, 1], [1, 1, 1], [1, 0, 1]]
    options = {"better_when": "higher", "order": [1, 2, 3], "se": 0.1}
    result = inequality(value, people, on_refusal="nan", **options)
    alone = inequality([2, 5, 8], [1, 1, 1], **options)
    for name, estimate in result.items():
        for part, expected in zip(estimate, alone[name], strict=True):
            assert np.isnan(part).tolist() == [True, False, True], name
            assert part[1] == pytest.approx(float(expected)), name


# refusals


A_RANK = (
    "^`order` gives each of the 3 groups a rank of its own: 1 = the most disadvantaged. Leave it out "
    "when the groups have no order.$"
)


def asked(value=(2, 5, 8), population=(1, 1, 1), better_when="higher", **options):
    return inequality(value, population, better_when=better_when, **options)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": [2, -5, 8]}, "`value` is below 0 for group 2"),
        ({"value": [2, np.inf, 8]}, "`value` is not finite for group 2"),
        ({"population": [1, 1, -1]}, "`population` is below 0 for group 3"),
        ({"population": [1, 0, 1]}, "^`population` is 0 for group 2. Leave groups without people out.$"),
        ({"se": [1, -1, 1]}, "`se` is below 0 for group 2"),
        ({"value": 5, "population": 1}, "^Inequality needs at least 2 groups on the last axis.$"),
        ({"value": [5], "population": [1]}, "^Inequality needs at least 2 groups on the last axis.$"),
        ({"better_when": "more"}, "`better_when` is higher or lower; it was 'more'"),
        ({"order": [1, 2]}, A_RANK),
        ({"order": [1, 2, 2]}, A_RANK),
        ({"order": [1, 2, None]}, A_RANK),
        ({"order": ["a", "b", "c"]}, "`order` must hold numbers only"),
        ({"reference": 3}, "^`reference` is the position of a group, from 0 to 2; it was 3.$"),
        ({"reference": -1}, "`reference` is the position of a group"),
        ({"reference": True}, "`reference` is the position of a group"),
        ({"reference": "White British"}, "`reference` is the position of a group"),
        ({"bounds": (0, 100)}, "^`bounds` and `transform` are for ordered groups: give their `order`.$"),
        ({"transform": "log"}, "^`bounds` and `transform` are for ordered groups: give their `order`.$"),
        ({"confidence": 95}, "`confidence` is between 0 and 1"),
        ({"on_refusal": "skip"}, "`on_refusal` is raise or nan"),
        ({"value": [1, 2]}, "must have the same shape"),
    ],
)  # fmt: skip
def test_wrong_use_is_refused(wrong, message):
    with pytest.raises(DataError, match=message):
        asked(**wrong)


@pytest.mark.parametrize("name", ["value", "population"])
def test_a_missing_number_is_not_zero(name):
    with pytest.raises(MissingValues, match=f"`{name}` has no value for group 2"):
        asked(**{name: [1, None, 1]})


def test_polarity_must_be_said():
    with pytest.raises(TypeError, match="better_when"):
        inequality([2, 5, 8], [1, 1, 1])
