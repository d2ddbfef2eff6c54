"""Groups recorded wrongly for some people, put right by what is known of the errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.errors import DataError
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    left_out,
    level,
    part_of,
    peopled,
    refuse,
    together,
)

WORST_CONDITION = 1e6


def misclassification_correction(
    count: ArrayLike,
    classification: ArrayLike,
    *,
    validated: ArrayLike | None = None,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """The shares of people who truly belong to each group, from shares as recorded.

    Reads as shares that add up to 1: how the groups would look without errors of recording.
    Use for  groups whose recording was checked against people's own answers. Not with a matrix
             from another place or year without saying so: the correction is only as good.
    Shapes   count: (..., groups), people as recorded; classification: (groups, groups), a row
             for each true group: the chances to be recorded as each. validated: people of
             each true group who were checked, or None for a matrix that is known for sure.
    Units    people in; shares between 0 and 1 out. `classification_matrix` makes the matrix
             from sensitivity and specificity.
    Limits   normal, by the delta method: chance in the records, and in the check when
             `validated` is given; kept within 0 and 1. They hold the truth in 94% to 96%
             of samples of 300 people or more with 30 in each group, less often with fewer.
    Raises   DataError for rows that do not add up to 1, a matrix that cannot be inverted, or
             records that it cannot have made (a share below 0): NaN by `on_refusal="nan"`;
             MissingValues.
    Source   Rogan and Gladen 1978, Am J Epidemiol 107:71-76, for two groups; Barron 1977,
             Biometrics 33:414-418, the matrix method.
    Checked  Rogan and Gladen's formula and variance for two groups; that errors put in come
             out again.

    >>> right = misclassification_correction([300, 700], [[0.9, 0.1], [0.05, 0.95]])
    >>> right.value.round(4).tolist()
    [0.2941, 0.7059]
    """
    (x,) = counted(count=count)
    matrix = chances(classification, x)
    checked = people_checked(validated, x)
    z, total = level(confidence), x.sum(axis=-1, keepdims=True)
    peopled("count", total)
    back = inverse(matrix)
    recorded = x / total
    share = turned(back, recorded)
    none = left_out(on_refusal, (np.asarray((share < 0).any(-1)), does_not_fit))
    share = np.where(none[..., np.newaxis], np.nan, share)
    chance = (turned(back**2, recorded) - share**2) / total
    chance = chance + np.einsum("...l,...il->...i", share**2, doubt(back, matrix, checked))
    half = z * np.sqrt(chance)
    return Estimate(share, np.maximum(share - half, 0.0), np.minimum(share + half, 1.0))


def misclassified_proportions(
    count: ArrayLike,
    denominator: ArrayLike,
    classification: ArrayLike,
    *,
    validated: ArrayLike | None = None,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> Estimate:
    """How common something truly is in each group, when some people's groups are wrong.

    Reads as 0 = nobody, 1 = everybody. Errors of recording make groups look more alike than
             they are; this undoes it.
    Use for  gaps between groups whose recording was checked. Not where people with the event are
             recorded better or worse than others: the errors must be the same for both.
    Shapes   count, denominator: (..., groups), as recorded; classification and validated as for
             misclassification_correction. The result has the shape of the counts.
    Units    people in; shares between 0 and 1 out.
    Limits   normal, by the delta method, kept within 0 and 1. They hold the truth in 94% to 96%
             of samples with 10 or more events in each group, less often with fewer.
    Raises   as misclassification_correction; DataError for a count above its denominator.
    Source   Barron 1977, Biometrics 33:414-418; Greenland 1988, Stat Med 7:745-757, for the
             variance when the check is a sample.
    Checked  that errors put in come out again; the variance by derivatives taken numerically.

    >>> right = misclassified_proportions([66, 119], [300, 700], [[0.9, 0.1], [0.05, 0.95]])
    >>> right.value.round(3).tolist()
    [0.227, 0.168]
    """
    x, n = counted(count=count, denominator=denominator)
    part_of("count", x, "denominator", n)
    matrix = chances(classification, x)
    checked = people_checked(validated, x)
    z, back = level(confidence), inverse(matrix)
    events, others = turned(back, x), turned(back, n - x)
    people = events + others
    wrong = (events < 0) | (others < 0) | (people <= 0)
    none = left_out(on_refusal, (np.asarray(wrong.any(-1)), does_not_fit))
    people = np.where(none[..., np.newaxis], np.nan, people)
    share = events / people
    chance = (1 - share) ** 2 * turned(back**2, x) + share**2 * turned(back**2, n - x)
    moved = people[..., np.newaxis, :] * (share[..., np.newaxis, :] - share[..., :, np.newaxis])
    from_check = (moved**2 * doubt(back, matrix, checked)).sum(axis=-1)
    half = z * np.sqrt(chance + from_check) / people
    return Estimate(share, np.maximum(share - half, 0.0), np.minimum(share + half, 1.0))


def classification_matrix(sensitivity: ArrayLike, specificity: ArrayLike) -> Numbers:
    """The chances to be recorded in each of two groups, from sensitivity and specificity.

    Reads as a row for each true group, a column for each recorded one; the first group is the
             one that sensitivity is about.
    Shapes   any shapes that stretch to one; the result has two more axes of length 2.
    Units    shares in and out.
    Limits   none: it says again what it is given.
    Raises   DataError for shares outside 0 to 1; MissingValues.
    Source   the definitions of sensitivity and specificity.
    Checked  its rows add up to 1.

    >>> classification_matrix(0.9, 0.95).round(2).tolist()
    [[0.9, 0.1], [0.05, 0.95]]
    """
    found, left = counted(sensitivity=sensitivity, specificity=specificity)
    for name, share in (("sensitivity", found), ("specificity", left)):
        refuse(share > 1, f"`{name}` is above 1")
    rows = [np.stack([found, 1 - found], axis=-1), np.stack([1 - left, left], axis=-1)]
    return np.stack(rows, axis=-2)


def does_not_fit(where: str) -> DataError:
    return DataError(
        f"The classification cannot have made these records, for {where}: a group would have no "
        "people, or fewer than none. Use a classification checked on the same records."
    )


def chances(classification: ArrayLike, x: Numbers) -> Numbers:
    (matrix,) = counted(classification=classification)
    groups = x.shape[-1] if x.ndim else 0
    if matrix.shape[-2:] != (groups, groups) or not groups:
        raise DataError("`classification` has a row and a column for each group.")
    refuse(np.abs(matrix.sum(axis=-1) - 1) > 1e-9, "`classification` does not add up to 1")
    return matrix


def people_checked(validated: ArrayLike | None, x: Numbers) -> Numbers:
    if validated is None:
        return np.full(x.shape[-1], np.inf)
    checked = together(validated=validated, count=x)[0]
    refuse(~(checked > 0), "`validated` is not above 0", "A row without people is not known.")
    return np.asarray(checked)


def inverse(matrix: Numbers) -> Numbers:
    """From recorded groups back to true ones."""
    if (np.linalg.cond(matrix) > WORST_CONDITION).any():
        raise DataError(
            "`classification` cannot be inverted: two true groups are recorded alike. Join them."
        )
    return np.asarray(np.linalg.inv(np.swapaxes(matrix, -1, -2)))


def turned(back: Numbers, recorded: Numbers) -> Numbers:
    return np.einsum("...ij,...j->...i", back, recorded)


def doubt(back: Numbers, matrix: Numbers, checked: Numbers) -> Numbers:
    """Variance that each checked row (last axis) gives to each true group (the one before)."""
    spread = np.einsum("...ik,...lk->...il", back**2, matrix) - np.eye(back.shape[-1])
    return spread / checked[..., np.newaxis, :]
