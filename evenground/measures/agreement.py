"""Agreement: do people who code the same words find the same?"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError
from evenground.measures.shapes import Estimate, Numbers, left_out, level, numbers, together


def cohen_kappa(
    first: ArrayLike,
    second: ArrayLike,
    *,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """How far two people who coded the same things agree, beyond chance.

    Reads as 1 = always, 0 = as often as by chance, below 0 = less often than by chance.
    Use for  two coders, each of whom has habits of their own. For more coders, or where some
             coded only a part, `krippendorff_alpha`.
    Shapes   (..., units), which stretch to one shape; the result has the leading shape.
    Units    a number for each code; NaN = not coded. Units that one of them left out do not count.
    Limits   normal, with the large-sample error of Fleiss, Cohen and Everitt; at most 1. They hold
             the truth in 93% to 95% of samples of 300 units, in 91% to 94% of 100, and in as few
             as 69% of 30 where one code is rare.
    Raises   DataError where no unit was coded by both, or both used one code only, so that
             agreement cannot be told from chance: NaN by `on_refusal="nan"`.
    Source   Cohen 1960, Educ Psychol Meas 20:37-46; Fleiss, Cohen and Everitt 1969, Psychol Bull
             72:323-327, for the error.
    Checked  the example of Fleiss, Levin and Paik 2003, table 18.1; scikit-learn's value; the error
             by derivatives taken numerically.

    >>> kappa = cohen_kappa([1, 1, 0, 0, 1, 0, 1, 0], [1, 1, 0, 0, 1, 1, 1, 0])
    >>> round(float(kappa.value), 2)
    0.75
    """
    x, y = together(first=first, second=second)
    both = ~(np.isnan(x) | np.isnan(y))
    n = both.sum(axis=-1)
    used = np.unique(np.concatenate([x[both], y[both]]))
    x_is, y_is = (
        ((one[..., np.newaxis] == used) & both[..., np.newaxis]).astype(float) for one in (x, y)
    )
    shares = np.einsum("...ui,...uj->...ij", x_is, y_is)
    shares = shares / np.maximum(n, 1)[..., np.newaxis, np.newaxis]
    rows, columns = shares.sum(axis=-1), shares.sum(axis=-2)
    by_chance = (rows * columns).sum(axis=-1)
    none = left_out(
        on_refusal, (np.asarray(n == 0), no_pairs), (np.asarray(by_chance >= 1), one_code)
    )
    beyond = np.where(none, np.nan, 1 - by_chance)
    seen = np.trace(shares, axis1=-2, axis2=-1)
    kappa = (seen - by_chance) / beyond
    error = _error(shares, rows, columns, kappa, by_chance) / (np.maximum(n, 1) * beyond**2)
    half = level(confidence) * np.sqrt(np.maximum(error, 0.0))
    return Estimate(kappa, kappa - half, np.minimum(kappa + half, 1.0))


def krippendorff_alpha(
    codes: ArrayLike, *, confidence: float = 0.95, on_refusal: str = "raise"
) -> Estimate:
    """How far any number of people who coded the same things agree, beyond chance.

    Reads as 1 = always, 0 = as often as by chance. Krippendorff asks for 0.8 to draw conclusions,
             and for 0.667 at the least to draw them with care.
    Use for  codes without an order, any number of coders, also where some coded only a part.
    Shapes   (..., coders, units); the result has the leading shape.
    Units    a number for each code; NaN = not coded. Units that fewer than two coded do not count.
    Limits   normal, with the error of the jackknife over units; at most 1. They hold the truth in
             93% to 95% of samples of 300 units, in 91% to 95% of 100, and in as few as 71% of 30
             where one code is rare.
    Raises   DataError where no unit was coded by two, or all used one code only, so that agreement
             cannot be told from chance: NaN by `on_refusal="nan"`.
    Source   Krippendorff 2011, Computing Krippendorff's alpha-reliability; Tukey 1958, Ann Math
             Stat 29:614, for the jackknife.
    Checked  Krippendorff's examples A, B and C; the formula of pairs, one by one.

    >>> alpha = krippendorff_alpha([[1, 1, 2, 2, 3], [1, 1, 2, 2, None]])
    >>> float(alpha.value)
    1.0
    """
    given = np.atleast_2d(numbers("codes", codes))
    used = np.unique(given[~np.isnan(given)])
    counts = (given[..., np.newaxis] == used).sum(axis=-3).astype(float)
    counts = counts * (counts.sum(axis=-1, keepdims=True) > 1)
    size = counts.sum(axis=-1)
    apart = (size**2 - (counts**2).sum(axis=-1)) / np.maximum(size - 1, 1)
    totals, codings = counts.sum(axis=-2), size.sum(axis=-1)
    alpha = _alpha(apart.sum(axis=-1), totals, codings)
    none = left_out(
        on_refusal,
        (np.asarray(codings == 0), no_pairs),
        (np.asarray((totals > 0).sum(axis=-1) < 2), one_code),
    )
    without = _alpha(
        apart.sum(axis=-1, keepdims=True) - apart,
        totals[..., np.newaxis, :] - counts,
        codings[..., np.newaxis] - size,
    )
    half = level(confidence) * _jackknife(without, size > 0)
    value = np.where(none, np.nan, alpha)
    return Estimate(value, value - half, np.minimum(value + half, 1.0))


def _alpha(apart: Numbers, totals: Numbers, codings: Numbers) -> Numbers:
    """1 less the pairs that differ over those that would by chance."""
    by_chance = codings**2 - (totals**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - apart * (codings - 1) / by_chance)


def _jackknife(without: Numbers, counted: NDArray[np.bool_]) -> Numbers:
    """The standard error, from what each unit that counts makes of the whole."""
    units = counted.sum(axis=-1)
    kept = np.where(counted & np.isfinite(without), without, 0.0)
    mean = kept.sum(axis=-1, keepdims=True) / np.maximum(units, 1)[..., np.newaxis]
    spread = np.where(counted, (kept - mean) ** 2, 0.0).sum(axis=-1)
    return np.asarray(np.sqrt(spread * (units - 1) / np.maximum(units, 1)))


def _error(
    shares: Numbers, rows: Numbers, columns: Numbers, kappa: Numbers, by_chance: Numbers
) -> Numbers:
    """The numerator of the variance of kappa, of one unit."""
    left = 1 - kappa
    same = np.diagonal(shares, axis1=-2, axis2=-1)
    on = (same * (1 - (rows + columns) * left[..., np.newaxis]) ** 2).sum(axis=-1)
    pairs = columns[..., :, np.newaxis] + rows[..., np.newaxis, :]
    off = (shares * pairs**2).sum(axis=(-2, -1))
    off = off - (same * (rows + columns) ** 2).sum(axis=-1)
    return np.asarray(on + left**2 * off - (kappa - by_chance * left) ** 2)


def no_pairs(where: str) -> DataError:
    return DataError(f"Nothing was coded by two people, for {where}. Code the same things first.")


def one_code(where: str) -> DataError:
    return DataError(
        f"Everything has one code, for {where}: agreement cannot be told from chance. Report how "
        "often the code was used instead."
    )
