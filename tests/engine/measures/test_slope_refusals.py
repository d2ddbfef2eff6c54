"""What is no gradient is refused in words that say why and where."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError
from evenground.measures import slope_index
from tests.engine.measures.ordered_groups import close


def test_two_groups_are_no_gradient():
    with pytest.raises(
        DataError, match="at least 3 groups on the last axis; there were 2. Compare"
    ):
        slope_index([1, 2], [1, 1])
    with pytest.raises(DataError, match="there were 1"):
        slope_index(1, 1)


@pytest.mark.parametrize(
    ("value", "people", "what"),
    [
        ([1, None, 3], [1, 1, 1], "`value` has no value for group 2. A missing value is not zero"),
        ([1, 2, 3], [1, 1, None], "`population` has no value for group 3"),
        ([1, 2, 3], [0, 1, 1], "`population` is 0 for group 1. Leave groups without people out"),
    ],
)
def test_an_area_that_cannot_answer_says_why_or_lets_the_others_go_on(value, people, what):
    with pytest.raises(DataError, match=what):
        slope_index(value, people)
    line = slope_index([[1, 2, 4], value], [[1, 1, 1], people], se=1, on_refusal="nan")
    alone = slope_index([1, 2, 4], [1, 1, 1], se=1)
    for part, whole in zip(alone, line, strict=True):
        close(part, [number[0] for number in whole])
        assert np.isnan([number[1] for number in whole]).all()


@pytest.mark.parametrize("name", ["transform", "error_scale"])
def test_no_value_of_0_has_a_logarithm(name):
    with pytest.raises(
        DataError,
        match=r"group 2\. A log takes numbers above 0\. With counts use `slope_index_of_events`\.$",
    ):
        slope_index([1, 0, 3], [1, 1, 1], **{name: "log"})
    with pytest.raises(
        DataError, match="`value` has no logarithm for group 3. A logit takes shares"
    ):
        slope_index([0.1, 0.5, 1], [1, 1, 1], **{name: "logit"})
    both = slope_index([[1, 2, 3], [1, 0, 3]], [1, 1, 1], on_refusal="nan", **{name: "log"})
    np.testing.assert_array_equal(np.isnan(both.sii.value), [False, True])
    np.testing.assert_array_equal(np.isnan(both.rii.value), [False, True])


@pytest.mark.parametrize("on_refusal", ["raise", "nan"])
@pytest.mark.parametrize(
    ("value", "people", "more", "what"),
    [
        (
            [1, -2, 3],
            [1, 1, 1],
            {"transform": "log"},
            "^`value` is out of range for group 2. A log takes numbers above 0.$",
        ),
        ([30, 20, 10], [1, 1, 1], {"transform": "logit"}, "out of range for group 1.*percentages"),
        ([1, np.inf, 3], [1, 1, 1], {}, "`value` is not finite for group 2"),
        ([1, 2, 3], [1, np.inf, 1], {}, "`population` is not finite for group 2"),
        ([1, 2, 3], [1, -1, 1], {}, "`population` is below 0 for group 2"),
        ([1, 2, 3], [1, 1, 1], {"se": [1, 1, -1]}, "`se` is below 0 for group 3"),
        ([1, 2, 3], [1, 1, 1], {"se": [1, np.inf, 1]}, "`se` is not finite for group 2"),
        ([1, 2, 3], [1, 1], {}, "must have the same shape"),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"transform": "sqrt"},
            "`transform` is None or log or logit; it was",
        ),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"error_scale": "id"},
            "`error_scale` is None or log or logit; it was",
        ),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"limits": "wald"},
            "^`limits` is exact or simulated; it was 'wald'.$",
        ),
        ([1, 2, 3], [1, 1, 1], {"confidence": 95}, "`confidence` is between 0 and 1"),
        ([1, 2, 3], [1, 1, 1], {"limits": "simulated"}, "need a `seed`.* at least 1,000 `draws`"),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"limits": "simulated", "seed": 1, "draws": 999},
            (
                "^Simulated limits need a `seed`, so that they can be repeated, and at least "
                "1,000 `draws`.$"
            ),
        ),
        (
            [1, 2, 3],
            [1, 1, 1],
            {"transform": "log", "error_scale": "log"},
            "^With a `transform` the errors are on its scale: leave out `error_scale`.$",
        ),
    ],
)
def test_wrong_use_is_refused_however_areas_are_treated(value, people, more, what, on_refusal):
    with pytest.raises(DataError, match=what):
        slope_index(value, people, on_refusal=on_refusal, **more)


def test_an_unknown_treatment_of_areas_is_refused():
    with pytest.raises(DataError, match="`on_refusal` is raise or nan"):
        slope_index([1, 2, 3], [1, 1, 1], on_refusal="skip")
