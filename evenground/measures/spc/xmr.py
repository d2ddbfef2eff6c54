"""Control charts: what a process usually does, and when it does something else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from evenground.measures.shapes import measured, one_of, refuse
from evenground.measures.spc.chart import Chart, assured, drawn, planned
from evenground.measures.spc.rules import BETTER_WHEN, Labels, Whole


class Latest(NamedTuple):
    """What the last point of each series says: labels, and the same in plain words."""

    variation: Labels
    cause: Labels
    direction: Whole
    assurance: Labels
    words: Labels


def xmr(
    series: ArrayLike,
    *,
    better_when: str | None = None,
    target: ArrayLike | None = None,
    rebase: Sequence[int] = (),
    baseline: int | None = None,
    screen_outliers: bool = True,
    rules: str = "announced",
) -> Chart:
    """What a process usually does, and which of its points are unusual: the XmR chart.

    Reads as `cause` is "common cause" or the first rule that a point breaks: "outside limits",
             "trend" (7 points that rise or fall one after another), "two of three" (near one
             limit, all on one side), "shift" (7 points on one side of the mean). `direction` is
             1 up, -1 down. `variation` is "improvement", "concern", "common cause", or "neither"
             where no polarity is declared.
    Use for  a measure of 13 points or more that were made in one way; not for rolling averages,
             nor for shares and rates of which some rest on many more people than others
             (`p_prime`, `u_prime`).
    Shapes   series: (..., time). `rebase`: positions, counted from 0, of the points at which
             limits begin anew. `baseline`: how many first points of each part set its limits.
             `target`: one number, or one for each series, NaN for a series that has none.
    Units    those of the series. `better_when` is "higher", "lower" or "nearer zero".
    Limits   process limits, mean -/+ 2.66 mean moving ranges: where nearly all points of an
             undisturbed process lie; not confidence limits. `screen_outliers` leaves moving
             ranges above 3.267 times their mean out, once. By the `rules` "announced" points
             beyond a limit count towards "two of three", by "nhsrplotthedots" they do not.
             How often each rule marks a point without a cause: docs/methods/spc.md.
    Raises   DataError for a part with fewer than 2 points, or an option of another name;
             MissingValues for a point that is not there: points are never filled in.
    Source   NHS England, Making Data Count; Nelson 1982, J Qual Technol 14:172-173.
    Checked  NHSRplotthedots 0.2.2, 720 points of 10 trusts in two configurations: limits to 9
             digits, and every label.

    >>> chart = xmr([20, 22, 19, 21, 20, 22, 21, 35], better_when="lower")
    >>> [round(float(side[-1]), 1) for side in (chart.lower, chart.mean, chart.upper)]
    [17.6, 22.5, 27.4]
    >>> str(chart.cause[-1]), str(chart.variation[-1])
    ('outside limits', 'concern')
    """
    (value,) = measured("point", series=series)
    plan = planned(
        value,
        better_when=better_when,
        target=target,
        rebase=rebase,
        baseline=baseline,
        screen_outliers=screen_outliers,
        rules=rules,
    )
    return drawn(value, plan)


def assurance(
    target: ArrayLike, lower: ArrayLike, upper: ArrayLike, *, better_when: str | None
) -> Labels:
    """Whether a process that goes on as it is will meet its target.

    Reads as "pass" = always, "fail" = never, "hit or miss" = by chance, "none" = no target (NaN)
             or no polarity.
    Shapes   target, lower, upper: any shapes that stretch to one; the result has that shape.
    Units    those of the series. Where nearer to zero is better, the target is the size of a gap
             that would do, on either side of zero.
    Limits   the process limits of the last point of a chart. A target that lies on a limit is
             "hit or miss".
    Raises   DataError for limits the wrong way round, or a polarity of another name;
             MissingValues for a limit that is not there.
    Source   NHS England, Making Data Count: assurance icons.
    Checked  each verdict on each side of each limit.

    >>> [str(one) for one in assurance([90, 95, 99], 92, 98, better_when="higher")]
    ['pass', 'hit or miss', 'fail']
    """
    if better_when is not None:
        one_of("better_when", better_when, BETTER_WHEN)
    low, high = measured("series", lower=lower, upper=upper)
    refuse(low > high, "`lower` is above `upper`", "Check the two columns.", "series")
    return assured(target, low, high, better_when)


def latest(chart: Chart) -> Latest:
    """What the last point of a chart says: the two icons of Making Data Count, in words.

    Reads as `variation` and `cause` as in `xmr`; `direction` 1 = unusually high or rising, -1 =
             low or falling, 0 = nothing unusual; `assurance` as in `assurance`.
    Shapes   one of each for each series of the chart.
    Units    labels; `words` is a sentence, or two where there is a target.
    Limits   those of the chart: the words follow from its process limits.
    Raises   nothing of its own.
    Source   NHS England, Making Data Count: variation and assurance icons.
    Checked  every label has its words.

    >>> chart = xmr([20, 22, 19, 21, 20, 22, 21, 35], better_when="lower", target=15)
    >>> str(latest(chart).words)
    'Concern: the last point is above its limit. As things are, the target will not be met.'
    """
    variation, cause = chart.variation[..., -1], chart.cause[..., -1]
    direction = chart.direction[..., -1]
    words = np.vectorize(in_words, otypes=[str])(variation, cause, direction, chart.assurance)[()]
    return Latest(variation, cause, direction, chart.assurance, words)


OPENING = {
    "improvement": "Improvement",
    "concern": "Concern",
    "neither": "Unusual",
    "common cause": "As usual",
}
WHAT = {
    ("common cause", 0): "the last point is within what this process does by itself",
    ("outside limits", 1): "the last point is above its limit",
    ("outside limits", -1): "the last point is below its limit",
    ("trend", 1): "the last 7 points or more rise one after another",
    ("trend", -1): "the last 7 points or more fall one after another",
    ("two of three", 1): "two of the last three points are close to the upper limit",
    ("two of three", -1): "two of the last three points are close to the lower limit",
    ("shift", 1): "the last 7 points or more are above the mean",
    ("shift", -1): "the last 7 points or more are below the mean",
}
OUTLOOK = {
    "none": "",
    "pass": " As things are, the target will be met.",
    "fail": " As things are, the target will not be met.",
    "hit or miss": " As things are, the target will be met at times and missed at times.",
}


def in_words(variation: str, cause: str, direction: int, outlook: str) -> str:
    return f"{OPENING[variation]}: {WHAT[cause, direction]}.{OUTLOOK[outlook]}"
