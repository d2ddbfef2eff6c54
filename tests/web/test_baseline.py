"""The gap as it stood on the day of the promise, and honest words about what became of it."""

from datetime import date

import pytest
from django.db import IntegrityError

from evenground_web.commitments import services
from evenground_web.commitments.models import Baseline
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.services.series import changes
from tests.web.commitment_records import (
    add_figures,
    add_pledge,
    make_gap,
    make_release,
    measured_gap,
)

NOW = "2024/25"


@pytest.fixture
def gap(universe):
    return measured_gap(universe)


@pytest.fixture
def pledge(universe):
    return add_pledge(universe)


def tie(universe, pledge, gap):
    return services.name_gap(pledge, by=universe.alice, gap=gap, on=date(2020, 6, 1))


def later(gap, group, reference, figures, relative=None):
    release = make_release(title="Later", digest="b" * 64)
    return add_figures(gap, release, NOW, group, reference, figures, relative)


def outcome(pledge):
    (result,) = services.then_and_now(pledge)
    return result


def test_the_baseline_holds_all_that_was_known_that_day(universe, pledge, gap):
    baseline = tie(universe, pledge, gap)
    baseline.refresh_from_db()
    assert (baseline.group_value, baseline.group_lower, baseline.group_upper) == (33.9, 33.2, 34.6)
    assert (baseline.reference_value, baseline.reference_lower) == (16.0, 15.4)
    assert (baseline.absolute, baseline.absolute_lower, baseline.absolute_upper) == (17.9, 17, 18.8)
    assert (baseline.relative, baseline.relative_lower, baseline.relative_upper) == (
        2.12,
        2.03,
        2.21,
    )
    assert (baseline.period, baseline.definition_version) == ("2019/20", "1")
    assert (baseline.release, baseline.frozen_on) == (gap.latest.release, date(2020, 6, 1))
    sentence = audit.history(pledge).first().sentence
    assert "froze its baseline: 17.9 percentage points (17.0 to 18.8) in 2019/20" in sentence


def test_newer_figures_leave_the_baseline_alone(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (34.9, 34.1, 35.8), (14.0, 13.6, 14.5), (20.9, 19.9, 21.8))
    assert Baseline.objects.get().absolute == 17.9


def test_the_database_refuses_to_change_a_baseline(universe, pledge, gap):
    tie(universe, pledge, gap)
    with pytest.raises(IntegrityError, match="frozen"):
        Baseline.objects.update(absolute=1)


def test_a_gap_is_named_once(universe, pledge, gap):
    tie(universe, pledge, gap)
    with pytest.raises(
        RuleBroken, match="already names this gap. Its baseline was frozen on 1 June"
    ):
        tie(universe, pledge, gap)
    assert Baseline.objects.count() == 1


def test_a_gap_without_a_figure_cannot_be_promised(universe, pledge):
    gap = make_gap(universe)
    with pytest.raises(RuleBroken, match="no figure yet"):
        tie(universe, pledge, gap)
    later(gap, (33.9, 33.2, 34.6), None, None)
    with pytest.raises(RuleBroken, match="Least deprived in 2024/25 is hidden to protect people"):
        tie(universe, pledge, gap)
    assert not Baseline.objects.exists()


def test_before_anything_newer(universe, pledge, gap):
    tie(universe, pledge, gap)
    result = outcome(pledge)
    assert result.verdict == "No newer figure yet"
    assert result.sentence == (
        "When this was promised (2019/20) the gap was 17.9 percentage points (17.0 to 18.8). "
        "There is no newer figure yet."
    )
    assert result.absolute_now.value is None


def test_a_gap_that_widened(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(
        gap, (34.9, 34.1, 35.8), (14.0, 13.6, 14.5), (20.9, 19.9, 21.8), (2.49, 2.39, 2.6)
    )  # fmt: skip
    result = outcome(pledge)
    assert result.sentence == (
        "When this was promised (2019/20) the gap was 17.9 percentage points (17.0 to 18.8). "
        "It is now 20.9 (19.9 to 21.8) in 2024/25: it widened by 3.0 percentage points, more than "
        "chance would explain."
    )
    change = result.absolute_change
    assert change.value == pytest.approx(3.0)
    assert change.lower == pytest.approx(3.0 - (1.0**2 + 0.9**2) ** 0.5)
    assert change.upper == pytest.approx(3.0 + (0.9**2 + 0.9**2) ** 0.5)
    assert result.relative_change.value == pytest.approx(0.37)
    assert result.group_now.value == 34.9
    assert result.notes == ()


def test_a_change_that_may_be_chance(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (34.1, 33.3, 34.9), (15.6, 15.0, 16.2), (18.5, 17.5, 19.5))
    result = outcome(pledge)
    assert result.verdict == "No clear change"
    assert "no clear change, because a change of 0.6 percentage points may be chance" in (
        result.sentence
    )


def test_a_gap_that_narrowed_because_the_worse_off_gained(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (26.0, 25.3, 26.7), (15.9, 15.3, 16.5), (10.1, 9.2, 11.0))
    result = outcome(pledge)
    assert result.verdict == "Narrowed"
    assert "it narrowed by 7.8 percentage points" in result.sentence
    assert result.notes == ()


def test_a_gap_that_closed(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (16.3, 15.6, 17.0), (16.0, 15.4, 16.6), (0.3, -0.6, 1.2))
    assert outcome(pledge).sentence.endswith("The two groups can no longer be told apart.")


def test_a_gap_that_narrowed_the_wrong_way(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (34.0, 33.3, 34.7), (23.0, 22.4, 23.6), (11.0, 10.1, 11.9))
    (note,) = outcome(pledge).notes
    assert note == (
        "This is not progress: the gap narrowed because the figure for Least deprived got worse, "
        "from 16.0 to 23.0, while the figure for Most deprived did not clearly improve."
    )


def test_a_gap_that_narrowed_partly_the_wrong_way(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (30.0, 29.3, 30.7), (20.0, 19.4, 20.6), (10.0, 9.1, 10.9))
    (note,) = outcome(pledge).notes
    assert note.startswith("Part of this is because the figure for Least deprived got worse")


def test_without_a_declared_polarity_nothing_is_judged(universe, pledge):
    gap = measured_gap(universe, better_when="")
    tie(universe, pledge, gap)
    later(gap, (34.0, 33.3, 34.7), (23.0, 22.4, 23.6), (11.0, 10.1, 11.9))
    result = outcome(pledge)
    assert result.verdict == "Narrowed"
    assert result.notes == ()
    assert not {"better", "worse", "progress"} & set(result.sentence.replace(",", " ").split())


def test_a_gap_below_zero_is_told_the_same_way(universe, pledge):
    gap = make_gap(universe, better_when="higher", title="Active adults")
    release = make_release()
    add_figures(gap, release, "2019/20", (50, 49, 51), (70, 69, 71), (-20.0, -21.4, -18.6))
    tie(universe, pledge, gap)
    later(gap, (45, 44, 46), (70, 69, 71), (-25.0, -26.5, -23.6))
    result = outcome(pledge)
    assert result.verdict == "Widened"
    assert "the gap was 20.0 percentage points (18.6 to 21.4)" in result.sentence
    assert "It is now 25.0 (23.6 to 26.5) in 2024/25: it widened by 5.0" in result.sentence
    assert result.absolute_change.value == -5.0


def test_a_gap_that_turned_round(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (15.0, 14.4, 15.6), (20.0, 19.4, 20.6), (-5.0, -5.9, -4.1))
    result = outcome(pledge)
    assert result.verdict == "Turned round"
    assert "In 2024/25 it is 5.0 (4.1 to 5.9) the other way round" in result.sentence


@pytest.mark.parametrize(
    ("then", "now", "verdict", "said"),
    [
        ((2, -1, 5), (-6, -9, -3), "Widened", "it widened, a change of 8.0"),
        ((6, 3, 9), (-2, -5, 1), "Narrowed", "The two groups can no longer be told apart"),
        ((2, -1, 5), (-3, -6, 0.5), "No clear change", "the gap is clear on neither day"),
    ],
)
def test_a_gap_that_crossed_nought_is_told_by_what_is_clear(
    universe, pledge, then, now, verdict, said
):
    gap = make_gap(universe)
    levels = (20, 18, 22), (20, 18, 22)
    first = add_figures(gap, make_release(), "2019/20", *levels, then)
    tie(universe, pledge, gap)
    gap.first = first
    gap.latest = later(gap, *levels, now)
    result = outcome(pledge)
    assert result.verdict == verdict
    assert said in result.sentence
    assert changes([gap])[0].label == verdict


def test_periods_that_overlap_or_differ_in_length_are_not_compared(universe, pledge):
    gap = make_gap(universe)
    add_figures(gap, make_release(), "2019/20 - 21/22", (34, 33, 35), (16, 15, 17), (18, 17, 19))
    tie(universe, pledge, gap)
    later(gap, (34, 33, 35), (24, 23, 25), (10, 9, 11))
    result = outcome(pledge)
    assert result.verdict == "No newer figure yet"
    assert result.sentence.endswith("2024/25 overlaps 2019/20 - 21/22, or is not as long.")
    assert result.absolute_now.value is None


def test_a_gap_that_narrowed_in_points_and_widened_as_a_ratio_says_both(universe, pledge):
    gap = make_gap(universe)
    release, levels = make_release(), ((20, 19.5, 20.5), (10, 9.5, 10.5))
    add_figures(gap, release, "2019/20", *levels, (10, 9.3, 10.7), (2, 1.9, 2.1))
    tie(universe, pledge, gap)
    later(gap, (10, 9.5, 10.5), (4, 3.8, 4.2), (6, 5.5, 6.5), (2.5, 2.35, 2.65))
    result = outcome(pledge)
    assert result.verdict == "Narrowed"
    assert result.notes == (
        "As a ratio the gap widened, from 2.00 (1.90 to 2.10) to 2.50 (2.35 to 2.65) times.",
    )


def test_figures_without_limits_are_not_told_from_chance(universe, pledge):
    gap = make_gap(universe)
    bare = (None, None)
    add_figures(gap, make_release(), "2019/20", (33.9, *bare), (16.0, *bare), (17.9, *bare))
    tie(universe, pledge, gap)
    later(gap, (34.9, *bare), (14.0, *bare), (20.9, *bare))
    result = outcome(pledge)
    assert result.verdict == "Cannot be told from chance"
    assert "the gap was 17.9 percentage points. It is now 20.9 in 2024/25" in result.sentence


def test_a_hidden_newer_figure_is_neither_zero_nor_no_gap(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (34.9, 34.1, 35.8), None, None)
    result = outcome(pledge)
    assert result.verdict == "No newer figure yet"
    assert result.sentence.endswith("the one for 2024/25 is hidden to protect people.")


def test_a_revised_figure_of_the_same_period_is_no_newer_figure(universe, pledge, gap):
    tie(universe, pledge, gap)
    release = make_release(title="Revised", digest="c" * 64)
    add_figures(gap, release, "2019/20", (33.0, 32, 34), (16.0, 15, 17), (17.0, 16, 18))
    result = outcome(pledge)
    assert result.verdict == "No newer figure yet"
    assert "A later release revised the figure for 2019/20 to 17.0" in result.sentence


def test_a_changed_definition_is_said(universe, pledge, gap):
    tie(universe, pledge, gap)
    later(gap, (34.9, 34.1, 35.8), (14.0, 13.6, 14.5), (20.9, 19.9, 21.8))
    gap.indicator.definition_version = "2"
    gap.indicator.save()
    assert "changed from version 1 to version 2" in outcome(pledge).notes[0]


def test_orphans_on_both_ends(universe, pledge, gap):
    other = add_pledge(universe, title="Another", kind="action")
    assert list(services.gaps_nobody_owns()) == [gap]
    assert set(services.commitments_without_gap()) == {pledge, other}
    tie(universe, pledge, gap)
    assert list(services.gaps_nobody_owns()) == []
    assert list(services.commitments_without_gap()) == [other]
    services.change_delivery_status(pledge, by=None, status="stopped", reason="No money")
    assert list(services.gaps_nobody_owns()) == [gap]


@pytest.mark.parametrize(
    ("better_when", "figures", "orphan"),
    [
        ("", (5, 3, 7), True),
        ("", (5, -1, 11), False),
        ("", (5, None, None), False),
        ("lower", (5, 3, 7), True),
        ("higher", (5, 3, 7), False),
    ],
)
def test_a_gap_nobody_owns_is_clear_and_not_to_the_groups_advantage(
    universe, better_when, figures, orphan
):
    gap = make_gap(universe, better_when=better_when)
    add_figures(gap, make_release(), "2019/20", (25, 24, 26), (20, 19, 21), figures)
    assert list(services.gaps_nobody_owns()) == [gap] * orphan
