"""Why there is no number: a code for machines and words for people, the same in every profile."""

from __future__ import annotations

import polars as pl

OF_A_VALUE = {
    "suppressed": "the figure for {group} is hidden to protect people",
    "missing": "there is no published figure for {group}",
    "not_asked": "nobody was asked in {group}",
    "too_few": "there are too few people or events in {group} to report",
    "nobody": "there is nobody in {group}",
    "absent": "there is no row for {group} in this area and period",
    "too_few_events": "there are fewer than 10 events in {group}",
    "missing_band": "an age band of {group} has no row",
    "empty_band": "an age band of {group} has nobody in it",
}
CODES = {
    **OF_A_VALUE,
    **{
        f"reference_{code}": words.replace("{group}", "{reference}")
        for code, words in OF_A_VALUE.items()
    },
    # of a gap
    "everyone": "everyone together is compared with nobody",
    "is_reference": "this is the group that others are compared with",
    "no_reference": "nobody has declared a reference group",
    "not_compared": "it was declared that {group} is shown and not compared",
    # of a part of a gap
    "no_limits": "no limits were given and none can be made",
    "reference_is_zero": "the reference is 0",
    "below_zero": "a value or limit is below 0",
    # of people to reach, trends, changes and summary measures
    "not_declared": "something it needs has not been declared",
    "no_counts": "there are no counts",
    "not_a_proportion": "the indicator is not a share of people",
    "no_population": "nobody has said how many people each group has",
    "unordered": "the groups have no order",
    "too_few_groups": "fewer than three groups are there",
    "one_group": "only one group is there to compare",
    "group_without_value": "at least one group has no figure",
    "too_few_periods": "there are too few periods",
    "not_yearly": "the period is not a year",
    "not_compared_over_time": "changes are given of other measures",
    "first_period": "this is the first period",
    "overlapping_periods": "the periods overlap",
    "not_defined": "the measure is not defined for these numbers",
}
WITHOUT_VALUE = list(OF_A_VALUE)


def in_words(code: pl.Expr) -> pl.Expr:
    """The sentence of a code, with the names of the group and the reference in it."""
    words = code.replace_strict(CODES, default=None, return_dtype=pl.String)
    for name in ("group", "reference"):
        words = words.str.replace(f"{{{name}}}", pl.col(name).fill_null("a group"), literal=True)
    return words


def first_of(*codes: tuple[pl.Expr, str | pl.Expr]) -> pl.Expr:
    """The code of the first condition that holds; null where none does."""
    found = pl.lit(None, pl.String)
    for condition, code in reversed(codes):
        word = pl.lit(code) if isinstance(code, str) else code
        found = pl.when(condition).then(word).otherwise(found)
    return found
