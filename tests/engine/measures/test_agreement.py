"""Agreement of coders: published examples, laws, and what cannot be told from chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from evenground.errors import DataError
from evenground.measures import cohen_kappa, krippendorff_alpha

GONE = np.nan
FLEISS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]  # Fleiss, Levin and Paik 2003, table 18.1
A = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
B = ("aabbdcccedda", "babbbccceddd")
C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, GONE, GONE, GONE],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GONE, 3],
    [GONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GONE],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GONE],
]
codes = arrays(float, (3, 12), elements=st.sampled_from([0.0, 1.0, 2.0, GONE]))


def coded(table) -> tuple[np.ndarray, np.ndarray]:
    """A table of how often each pair of codes was used, as what each coder did."""
    rows, columns = np.indices(np.shape(table))
    return np.repeat(rows.ravel(), np.ravel(table)), np.repeat(columns.ravel(), np.ravel(table))


def test_kappa_of_a_textbook() -> None:
    kappa = cohen_kappa(*coded(FLEISS))
    assert kappa.value == pytest.approx(0.676, abs=0.0005)
    assert (kappa.upper - kappa.value) / 1.959964 == pytest.approx(0.0877, abs=0.0005)


def test_kappa_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(1)
    first, second = rng.integers(0, 4, (2, 5, 40))
    expected = [metrics.cohen_kappa_score(a, b) for a, b in zip(first, second, strict=True)]
    assert cohen_kappa(first, second).value == pytest.approx(expected)


def test_the_error_of_kappa_is_that_of_derivatives_taken_numerically() -> None:
    shares = np.array(FLEISS) / 100
    step = 1e-6

    def kappa(table: np.ndarray) -> float:
        by_chance = table.sum(1) @ table.sum(0) / table.sum() ** 2
        return (np.trace(table) / table.sum() - by_chance) / (1 - by_chance)

    slopes = np.zeros_like(shares)
    for place in np.ndindex(shares.shape):
        moved = shares.copy()
        moved[place] += step
        slopes[place] = (kappa(moved) - kappa(shares)) / step
    variance = (shares * slopes**2).sum() - (shares * slopes).sum() ** 2
    found = cohen_kappa(*coded(FLEISS))
    assert (found.upper - found.value) / 1.959964 == pytest.approx(
        np.sqrt(variance / 100), rel=1e-4
    )


def test_krippendorffs_own_examples() -> None:
    assert krippendorff_alpha(A).value == pytest.approx(0.095, abs=0.0005)
    letters = [[ord(one) for one in row] for row in B]
    assert krippendorff_alpha(letters).value == pytest.approx(0.692, abs=0.0005)
    assert krippendorff_alpha(C).value == pytest.approx(0.743, abs=0.0005)


@given(codes)
def test_alpha_is_that_of_its_pairs_one_by_one(ratings) -> None:
    units = [column[~np.isnan(column)] for column in ratings.T]
    units = [unit for unit in units if len(unit) > 1]
    values = np.concatenate(units) if units else np.array([])
    assume(len(set(values)) > 1)
    n = len(values)
    seen = sum(sum(a != b for a in unit for b in unit) / (len(unit) - 1) for unit in units) / n
    by_chance = sum(a != b for a in values for b in values) / (n * (n - 1))
    assert krippendorff_alpha(ratings).value == pytest.approx(1 - seen / by_chance)


@given(codes, st.permutations([0, 1, 2]))
def test_neither_the_order_of_coders_nor_the_names_of_codes_matter(ratings, order) -> None:
    alpha = krippendorff_alpha(ratings, on_refusal="nan")
    other = krippendorff_alpha(10 - 3 * ratings[order][:, ::-1], on_refusal="nan")
    for one, two in zip(alpha, other, strict=True):
        assert one == pytest.approx(two, nan_ok=True)


@given(codes)
def test_limits_hold_the_value_and_no_agreement_is_more_than_whole(ratings) -> None:
    for found in (
        krippendorff_alpha(ratings, on_refusal="nan"),
        cohen_kappa(ratings[0], ratings[1], on_refusal="nan"),
    ):
        if np.isnan(found.value):
            continue
        assert found.lower - 1e-9 <= found.value <= found.upper + 1e-9
        assert found.upper <= 1


def test_those_who_always_agree_have_1_and_many_at_once_are_as_one_by_one() -> None:
    same = np.array([[1, 2, 1, 2, 3]] * 2)
    assert krippendorff_alpha(same) == (1, 1, 1)
    assert cohen_kappa(*same).value == 1
    many = np.random.default_rng(2).integers(0, 3, (4, 2, 30)).astype(float)
    together = krippendorff_alpha(many)
    apart = [krippendorff_alpha(one) for one in many]
    assert together.value == pytest.approx([float(one.value) for one in apart])
    assert together.lower == pytest.approx([float(one.lower) for one in apart])
    kappas = cohen_kappa(many[:, 0], many[:, 1])
    assert kappas.lower == pytest.approx([float(cohen_kappa(*one).lower) for one in many])


@pytest.mark.parametrize(
    ("ratings", "why"),
    [([[1, GONE], [GONE, 1]], "Nothing was coded by two"), ([[1, 1], [1, 1]], "one code")],
)
def test_agreement_that_cannot_be_told_from_chance_is_refused(ratings, why) -> None:
    for measure in (lambda r, **how: cohen_kappa(*r, **how), krippendorff_alpha):
        with pytest.raises(DataError, match=why):
            measure(ratings)
        assert np.isnan(measure(ratings, on_refusal="nan").value)
