"""Straight lines through a series whose errors follow each other, for many series at once.

Own code, and not statsmodels, because all series share one design: its matrices are made once, and
ten thousand series cost what one costs. statsmodels is what the tests compare it with.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtrit

from evenground.errors import DataError
from evenground.measures.shapes import Estimate, Numbers

ERRORS = ("ar1", "newey-west")
AUTOCORRELATIONS = np.linspace(0, 0.98, 50)


def combinations(
    series: Numbers,
    design: Numbers,
    wanted: Numbers,
    errors: str,
    lag: int | None,
    confidence: float,
) -> Estimate:
    """Limits of combinations (rows of `wanted`) of the coefficients, on a new last axis."""
    if errors not in ERRORS:
        raise DataError(f"`errors` is {' or '.join(ERRORS)}; it was {errors!r}.")
    if lag is not None and (errors != "newey-west" or lag < 0):
        raise DataError("`lag` is 0 or more and belongs to errors='newey-west'. Leave it out.")
    times, terms = design.shape
    if errors == "ar1":
        value, variance = averaged(series, design, wanted)
    else:
        lag = int(4 * (times / 100) ** (2 / 9)) if lag is None else lag
        value, variance = newey_west(series, design, wanted, lag)
    away = stdtrit(times - terms, (1 + confidence) / 2) * np.sqrt(variance)
    return Estimate(value, value - away, value + away)


def newey_west(
    series: Numbers, design: Numbers, wanted: Numbers, lag: int
) -> tuple[Numbers, Numbers]:
    times, terms = design.shape
    inverse = np.linalg.inv(design.T @ design)
    coefficients = series @ design @ inverse
    left = series - coefficients @ design.T
    score = left[..., None] * (design @ inverse @ wanted.T)
    variance = (score**2).sum(-2)
    for back in range(1, lag + 1):
        pairs = (score[..., back:, :] * score[..., :-back, :]).sum(-2)
        variance = variance + 2 * (1 - back / (lag + 1)) * pairs
    return coefficients @ wanted.T, np.maximum(variance, 0) * times / (times - terms)


def averaged(series: Numbers, design: Numbers, wanted: Numbers) -> tuple[Numbers, Numbers]:
    """Generalised least squares averaged over the autocorrelations the series may have.

    Each is weighted by its restricted likelihood; the variance is the mean variance plus the
    variance of the estimates between them, so that not knowing the autocorrelation widens the
    limits. Plugging in one estimate of it makes them too narrow in short series.
    """
    fits = [whitened_fit(series, design, wanted, one) for one in AUTOCORRELATIONS]
    values, variances, likelihoods = (np.stack(part) for part in zip(*fits, strict=True))
    share = np.exp(likelihoods - likelihoods.max(0))
    share = (share / share.sum(0))[..., None]
    value = (share * values).sum(0)
    return value, (share * (variances + (values - value) ** 2)).sum(0)


def whitened_fit(
    series: Numbers, design: Numbers, wanted: Numbers, autocorrelation: float
) -> tuple[Numbers, Numbers, Numbers]:
    times, terms = design.shape
    x, y = whitened(design.T, autocorrelation).T, whitened(series, autocorrelation)
    inverse = np.linalg.inv(x.T @ x)
    coefficients = y @ x @ inverse
    squares = ((y - coefficients @ x.T) ** 2).sum(-1)
    squares = np.maximum(squares, np.finfo(float).tiny)
    variance = (squares / (times - terms))[..., None] * ((wanted @ inverse) * wanted).sum(-1)
    likelihood = (
        np.log(1 - autocorrelation**2) / 2
        + np.linalg.slogdet(inverse)[1] / 2
        - (times - terms) / 2 * np.log(squares)
    )
    return coefficients @ wanted.T, variance, likelihood


def whitened(series: Numbers, autocorrelation: float) -> Numbers:
    first = np.sqrt(1 - autocorrelation**2) * series[..., :1]
    return np.concatenate([first, series[..., 1:] - autocorrelation * series[..., :-1]], -1)


def autocorrelation_of(left: Numbers) -> Numbers:
    """The correlation of each error with the one before it; NaN when there is no error."""
    with np.errstate(invalid="ignore"):
        return (left[..., 1:] * left[..., :-1]).sum(-1) / (left**2).sum(-1)
