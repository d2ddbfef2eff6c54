"""Whether a process meets its target: always, never or by chance."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.measures import assurance, xmr
from tests.engine.measures.series import QUIET


@pytest.mark.parametrize(
    ("target", "better_when", "verdict"),
    [
        (2.0, "higher", "pass"),
        (5.0, "higher", "hit or miss"),
        (9.0, "higher", "fail"),
        (2.0, "lower", "fail"),
        (5.0, "lower", "hit or miss"),
        (9.0, "lower", "pass"),
        (3.0, "higher", "hit or miss"),
        (3.0, "lower", "hit or miss"),
        (8.0, "higher", "hit or miss"),
        (8.0, "lower", "hit or miss"),
        (8.5, "nearer zero", "pass"),
        (8.0, "nearer zero", "hit or miss"),
        (3.0, "nearer zero", "hit or miss"),
        (2.5, "nearer zero", "fail"),
        (5.0, None, "none"),
        (np.nan, "higher", "none"),
        (np.nan, "nearer zero", "none"),
    ],
)
def test_a_target_is_met_always_or_never_or_by_chance(target, better_when, verdict):
    assert assurance(target, 3, 8, better_when=better_when) == verdict
    if better_when == "nearer zero":
        assert assurance(target, -8, -3, better_when=better_when) == verdict


def test_a_gap_that_goes_from_one_side_to_the_other_needs_a_target_beyond_both():
    verdicts = assurance([1, 6, 7, 9], -6, 2, better_when="nearer zero").tolist()
    assert verdicts == ["hit or miss", "hit or miss", "pass", "pass"]


def test_a_chart_judges_its_target_by_the_last_limits():
    values = [*QUIET, *(100 + np.array(QUIET))]
    chart = xmr(values, target=50, better_when="higher", rebase=[14])
    assert chart.assurance == "pass"
    assert xmr(values[:14], target=50, better_when="higher").assurance == "fail"
    assert xmr(values).assurance == "none"
    assert xmr([QUIET, QUIET], target=[50, np.nan], better_when="lower").assurance.tolist() == [
        "pass",
        "none",
    ]
