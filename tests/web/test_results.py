"""What became of a promise: the change, what would have been expected, and honest words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.models import Baseline
from evenground_web.commitments.services.proof.comparison import compare
from evenground_web.commitments.services.proof.results import engine_says
from evenground_web.insight.models import Gap, GapPoint, Indicator, Measurement, Release
from evenground_web.people.models import Place
from tests.web.commitment_records import add_figures, add_pledge, make_gap, make_release
from tests.web.pages import page
from tests.web.proof_records import BEFORE, figures, later, result, tied_gap


@pytest.fixture
def baseline(universe):
    return tied_gap(universe)


def test_a_gap_that_narrowed_although_it_had_been_widening(baseline):
    later(baseline, size=12.0)
    found = result(baseline)
    assert found.outcome.verdict == "Narrowed"
    assert found.expected.figure.value == pytest.approx(20.8, abs=0.1)
    trend, around = found.anyway
    assert trend.startswith(
        "The trend before the promise, over 5 periods from 2016/17 to 2020/21, would have led to "
        "20.9 percentage points"
    )
    assert "What was measured, 12.0, is smaller than that. Why, figures do not say." in trend
    assert around == "The same gap was not measured in another place over these periods."
    assert dict(found.verdicts)["Absolute gap"].startswith("Narrowing. A change of 1.4 percentage")
    assert found.how == "Most deprived improved"


def test_a_change_that_the_trend_explains_is_said_to_be_no_more(universe):
    closing = {period: 20 - 1.0 * year for year, period in enumerate(BEFORE)}
    baseline = tied_gap(universe, before=closing)
    later(baseline, size=12.0)
    found = result(baseline)
    assert found.outcome.verdict == "Narrowed"
    assert "is within that: no more than the trend explains" in found.anyway[0]


def test_without_a_trend_nothing_is_expected(universe):
    baseline = tied_gap(universe, before={"2019/20": 17.3, "2020/21": 17.9})
    later(baseline)
    found = result(baseline)
    assert found.expected is None
    assert found.anyway[0].startswith("Only 2 periods had been measured up to the promise.")


def test_two_periods_are_called_a_change_and_no_trend(baseline):
    later(baseline)
    assert result(baseline).also[0] == (
        "This compares 2020/21 with 2024/25. Two periods show a change, not a trend."
    )
    for period, size in (("2021/22", 16.0), ("2022/23", 15.0), ("2023/24", 13.4)):
        later(baseline, period, size)
    assert "Over all 5 periods from 2020/21 to 2024/25: narrowing." in result(baseline).also


def test_a_gap_that_closed_because_others_got_worse_says_so_first(baseline):
    later(baseline, size=9.0, least=25.0)
    found = result(baseline)
    assert found.first[0].startswith(
        "This is not progress: the gap narrowed because the figure for Least deprived got worse, "
        "from 16.0 to 25.0"
    )
    assert found.first[0] not in found.also
    assert found.how == "Least deprived got worse"


def test_a_difference_that_narrowed_while_the_ratio_widened_says_both(universe):
    baseline = tied_gap(universe)
    later(baseline, size=12.0, least=6.0, half=0.2)
    found = result(baseline)
    assert found.outcome.verdict == "Narrowed"
    assert any(note.startswith("As a ratio the gap widened") for note in found.also)
    words = dict(found.verdicts)
    assert words["Absolute gap"].startswith("Narrowing")
    assert words["Relative gap"].startswith("Widening")


def test_no_clear_change_says_what_would_have_been_seen(baseline):
    later(baseline, size=17.4)
    words = dict(result(baseline).verdicts)["Absolute gap"]
    assert words == (
        "No evidence of a change. A change of 1.4 percentage points or more would have been seen"
    )


def test_a_republished_baseline_is_told_with_its_other_number(baseline):
    later(baseline, size=12.0)
    again = make_release(title="Revised survey", digest="9" * 64)
    latest = baseline.gap.latest
    figures(baseline.gap, again, "2020/21", 16.5)
    Gap.objects.filter(pk=baseline.gap_id).update(latest=latest)
    (note,) = [note for note in result(baseline).also if "published again" in note]
    assert "in “Revised survey” on 2 March 2026, with other numbers: the gap is 16.5" in note
    assert "The promise keeps what was known on its day." in note
    assert "the change is −4.5 percentage points" in note


def test_what_happened_around_is_compared(universe, baseline):
    nation = Gap.objects.create(
        indicator=baseline.gap.indicator, place=universe.england, dimension="deprivation",
        group="Most deprived", reference_group="Least deprived",
    )  # fmt: skip
    release = make_release(title="England", digest="e" * 64)
    figures(nation, release, "2020/21", 18.0, half=0.1)
    figures(nation, release, "2024/25", 17.5, half=0.1)
    later(baseline, size=12.0)
    found = result(baseline)
    assert found.elsewhere.place == universe.england
    assert found.elsewhere.beyond.value == pytest.approx(-5.4)
    assert "In England the same gap went from 18.0" in found.anyway[1]
    assert (
        "Ours is 5.4 percentage points smaller than if it had changed as it did there."
        in (found.anyway[1])
    )


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (7.0, "the target is reached, and more than chance would explain"),
        (8.8, "at the target, though its limits reach beyond it"),
        (9.4, "not at the target, though its limits reach it"),
        (12.0, "the target is not reached."),
    ],
)
def test_whether_the_target_is_reached_is_said_with_its_limits(universe, baseline, size, said):
    services.set_target(
        baseline, by=universe.alice, measure="absolute", value=9.0, by_day=date(2025, 3, 31),
        reason="Half",
    )  # fmt: skip
    assert "no newer figure yet" in result(baseline).aim.reached
    later(baseline, size=size)
    reached = result(baseline).aim.reached
    assert said in reached
    assert ("The day has passed" in reached) == (size == 12.0)


@given(
    st.tuples(*[st.floats(4, 60) for _ in range(4)]), st.floats(0.1, 3),
)  # fmt: skip
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_which_direction_is_better_changes_who_improved_and_not_the_verdict(levels, half):
    """A law of the words: better_when turns improvement round, the gap stays what it is."""
    said = {}
    for better_when in ("higher", "lower"):
        outcome = in_memory(levels, half, better_when)
        (absolute, relative), how = engine_says(outcome)
        said[better_when] = (outcome.verdict, outcome.sentence, absolute, relative, how)
    assert said["higher"][:4] == said["lower"][:4]
    turned = said["lower"][4].replace("improved", "X").replace("got worse", "improved")
    assert said["higher"][4] == turned.replace("X", "got worse")


def in_memory(levels, half, better_when):
    """Then and now of a baseline that no database knows."""
    a, b, c, d = levels
    indicator = Indicator(title="Made up", unit="percent", better_when=better_when)
    gap = Gap(indicator=indicator, place=Place(name="Here"), group="Group", reference_group="Rest")
    sizes = {"absolute": a - b, "absolute_lower": a - b - half, "absolute_upper": a - b + half}
    ends = {"group_value": a, "group_lower": a - half, "group_upper": a + half,
            "reference_value": b, "reference_lower": b - half, "reference_upper": b + half}  # fmt: skip
    baseline = Baseline(gap=gap, release=Release(), period="2019/20", **sizes, **ends)
    sides = [
        Measurement(value=v, lower=v - half, upper=v + half, period_start=date(2024, 4, 1))
        for v in (c, d)
    ]
    point = GapPoint(
        gap=gap, release=Release(), period="2024/25", period_end=date(2025, 3, 31),
        group=sides[0], reference=sides[1], absolute=c - d, absolute_lower=c - d - half,
        absolute_upper=c - d + half,
    )  # fmt: skip
    return compare(baseline, point)


def test_the_page_holds_the_figures_the_words_and_the_curve(universe, baseline, client):
    later(baseline, size=9.0, least=25.0)
    shown = page(client, baseline.get_absolute_url(), as_=universe.bob)
    assert shown.index("This is not progress") < shown.index("When this was promised (2020/21)")
    assert "no proof that the promise caused it" in shown
    assert "Gap if nothing had changed" in shown
    curve = client.get(f"{baseline.get_absolute_url()}curve.svg")
    assert (curve.status_code, curve["Content-Type"]) == (200, "image/svg+xml")
    assert "If nothing changes" in curve.content.decode()


def test_the_page_of_a_gap_tells_each_promise(universe, baseline, client):
    later(baseline)
    other = add_pledge(universe, title="Another")
    services.name_gap(other, by=None, gap=Gap.objects.get(), on=date(2026, 1, 1))
    shown = page(client, f"/commitments/gaps/{baseline.gap_id}/result/", as_=universe.bob)
    assert "Since P1 Walking groups" in shown
    assert "Since P2 Another" in shown


def test_figures_without_limits_make_a_page_without_verdicts(universe, client):
    gap, bare = make_gap(universe), (None, None)
    add_figures(gap, make_release(), "2019/20", (33.9, *bare), (16.0, *bare), (17.9, *bare))
    baseline = services.name_gap(add_pledge(universe), by=None, gap=gap, on=date(2020, 6, 1))
    newer = make_release(title="Later", digest="b" * 64)
    add_figures(gap, newer, "2024/25", (34.9, *bare), (14.0, *bare), (20.9, *bare))
    assert result(baseline).verdicts == ()
    page(client, baseline.get_absolute_url(), as_=universe.bob)
