"""Cells to protected numbers: shares, rates, standardised rates, and what is too few to report."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from evenground import measures, profile
from evenground.counting import Cells
from evenground.counting.provenance import Defined, Input, Provenance
from evenground.disclosure import policy
from evenground.errors import DefinitionError
from evenground.indicators.definitions.indicator import Minimum
from tests.engine.counting.small_tables import indicator, visits

SAFE = policy()
BANDS = ["0 to 39", "40 to 64", "65 and over"]
WEIGHTS = measures.standard("esp2013", starts=[0, 40, 65]).weights


def standardised(**minimum):
    method = {"measure": "directly_standardised_rate", "standard": "esp2013", "by": ["age_band"]}
    made = indicator("visits", method, numerator=None, events="visits", places=["town"])
    return made.model_copy(update={"minimum": Minimum(**minimum)})


def cells_of(definition, rows) -> Cells:
    """Cells as (town, group, band of age, events, people), finest and alone."""
    columns = ["town", "group", "age_band", f"{definition.id} numerator", f"{definition.id} denominator"]  # fmt: skip
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(period=pl.lit("2025"))
    people = frame.get_column(columns[-1])
    about = Provenance(
        indicators={
            definition.id: Defined(
                version=definition.version, digest="0", groups=("group",), places=("town",)
            )
        },
        places=("town",),
        groups=("group", "age_band"),
        periods=("2025",),
        inputs=(Input(name="made", digest=None, rows=int(people.sum()), engine="duckdb"),),
        rows_read=int(people.sum()),
        rows_used=int(people.sum()),
        set_aside={"in the denominator of no indicator": 3},
    )
    return Cells(frame.with_columns(people=people), about)


def measured(definition, rows, **options) -> pl.DataFrame:
    return profile.measure(cells_of(definition, rows), definitions={definition.id: definition}, **options)  # fmt: skip


def of_group(table: pl.DataFrame, group: str) -> dict:
    return table.filter(group=group).row(0, named=True)


def banded(events, people, *, town="A", group="x"):
    return [(town, group, *row) for row in zip(BANDS, events, people, strict=True)]


exact_policy = SAFE.model_copy(update={"round_to": 1, "name": "exact"})


def test_a_standardised_rate_is_the_measure_of_its_bands_where_counts_are_not_rounded():
    events, people = [30, 60, 110], [5_000, 4_000, 1_000]
    rows = banded(events, people) + banded([50, 80, 60], [9_000, 2_000, 900], group="y")
    found = of_group(measured(standardised(), rows, policy=exact_policy), "x")
    expected = measures.directly_standardised_rate(events, people, WEIGHTS)
    step = 2 * 100_000 / 10_000  # one event at 65 and over counts as 1.95 of the whole
    assert found["value"] == pytest.approx(np.rint(expected.value / step) * step)
    assert found["lower"] == pytest.approx(np.floor(expected.lower / step) * step)
    assert found["upper"] == pytest.approx(np.ceil(expected.upper / step) * step)
    assert (found["count"], found["denominator"]) == (200, 10_000)


counts = st.lists(st.tuples(st.integers(8, 400), st.integers(500, 9_000)), min_size=3, max_size=3)


@settings(max_examples=60)
@given(counts)
def test_a_standardised_rate_comes_in_steps_of_its_rounded_count(bands):
    events, people = zip(*bands, strict=True)
    found = of_group(measured(standardised(), banded(events, people)), "Everyone")
    heaviest = max(w / sum(WEIGHTS) * sum(people) / n for w, n in zip(WEIGHTS, people, strict=True))
    step = 5 * max(1, math.ceil(heaviest / 5)) * 100_000 / found["denominator"]
    steps = np.array([found[name] for name in ("value", "lower", "upper")]) / step
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-6)
    assert steps[1] <= steps[0] <= steps[2]
    exact = measures.directly_standardised_rate(events, people, WEIGHTS)
    assert found["value"] == pytest.approx(exact.value * found["count"] / sum(events), abs=step)


def test_people_of_the_ages_of_the_standard_tell_their_rounded_count_and_no_more():
    """Where standardising changes nothing, the rate is the crude one of the counts shown, whatever
    the exact count behind them."""
    people = [int(weight) for weight in WEIGHTS]
    told = {
        of_group(measured(standardised(), banded([400, 300, 300 + more], people)), "Everyone")[name]
        for more in range(-2, 3)
        for name in ("value", "count")
    }
    assert told == {1_000}


def test_where_every_age_has_one_rate_equal_shown_counts_give_equal_standardised_rates():
    people = [4_000, 4_000, 2_000]
    alike = [banded([40 * k, 40 * k, 20 * k], people) for k in (1, 2, 3)]
    for rows, k in zip(alike, (1, 2, 3), strict=True):
        found = of_group(measured(standardised(), rows), "Everyone")
        assert found["value"] == pytest.approx(k * 1_000)


@pytest.mark.parametrize("band", range(3))
def test_one_event_moves_a_standardised_rate_by_a_step_at_most(band):
    """Also in the oldest band of a young group, where one event counts as 13 of the whole."""
    people = [9_000, 850, 150]
    told = []
    for more in range(6):
        events = [300, 60, 40]
        events[band] += more
        found = of_group(measured(standardised(), banded(events, people)), "Everyone")
        told.append((found["count"], found["value"] / (15 * 100_000 / 10_000)))
    steps = [value for count, value in told if count == 400]
    assert len(steps) == 3
    assert np.ptp(np.rint(steps)) <= 2
    assert all(abs(one - other) <= 1 + 1e-9 for one, other in pairwise(steps))
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-6)


def test_limits_of_a_standardised_rate_hold_it_after_rounding_as_often_as_they_say():
    random = np.random.default_rng(7)
    people, rates = np.array([6_000, 3_000, 1_500]), np.array([0.004, 0.02, 0.06])
    truth = 100_000 * (rates * WEIGHTS).sum() / np.sum(WEIGHTS)
    groups = [f"group {number}" for number in range(400)]
    drawn = random.poisson(rates * people, (len(groups), 3))
    rows = [row for group, events in zip(groups, drawn, strict=True)
            for row in banded([int(n) for n in events], [int(n) for n in people], group=group)]  # fmt: skip
    table = measured(standardised(), rows).filter(dimension="group", status="value")
    held = table.select(pl.col("lower") <= truth, pl.col("upper") >= truth)
    share = held.select(pl.all_horizontal(pl.all()).mean()).item()
    assert table.height > 390
    assert 0.94 <= share <= 0.995


def test_hidden_counts_have_no_standardised_rate():
    rows = banded([30, 60, 110], [5_000, 4_000, 1_000]) + banded(
        [3, 2, 2], [900, 500, 300], group="y"
    )
    table = measured(standardised(), rows)
    hidden = of_group(table, "y")
    assert hidden["status"] == "suppressed"
    assert [hidden[name] for name in ("value", "lower", "upper", "count")] == [None] * 4


def test_too_few_to_report_is_told_apart_from_hidden_and_keeps_its_counts():
    rows = banded([10, 15, 10], [5_000, 4_000, 1_000]) + banded([300] * 3, [9_000] * 3, group="y")
    found = of_group(measured(standardised(events=50), rows), "x")
    assert (found["status"], found["value"], found["count"]) == ("too_few", None, 35)
    assert found["note"] == "too few people or events to report"
    assert of_group(measured(standardised(events=20), rows), "x")["status"] == "value"
    many = measured(standardised(denominator=20_000), rows)
    assert of_group(many, "x")["status"] == "too_few"


def test_too_few_is_judged_by_the_counts_shown():
    """32 to 34 are shown as 30 or 35: 35 may stand for 33, so that 34 asked for is never sure."""
    for events in (33, 34, 35, 36, 37):
        rows = banded([events - 20, 10, 10], [5_000, 4_000, 1_000])
        assert of_group(measured(standardised(events=34), rows), "Everyone")["status"] == "too_few"
        assert of_group(measured(standardised(events=33), rows), "Everyone")["status"] == "value"


def test_a_band_without_people_gives_too_few():
    rows = banded([30, 60, 110], [5_000, 4_000, 1_000])
    rows += [("A", "y", BANDS[0], 90, 900), ("A", "y", BANDS[1], 90, 900)]
    assert of_group(measured(standardised(), rows), "y")["status"] == "too_few"


def test_a_row_about_one_band_of_age_has_the_rate_of_that_band():
    rows = banded([30, 60, 110], [5_000, 4_000, 1_000])
    made = cells_of(standardised(), rows)
    by_age = made.about.indicators["visits"].model_copy(update={"groups": ("age_band",)})
    about = made.about.model_copy(update={"indicators": {"visits": by_age}})
    table = profile.measure(Cells(made.frame, about), definitions={"visits": standardised()})
    assert of_group(table, "40 to 64")["value"] == pytest.approx(60 / 4_000 * 100_000)


def test_bands_that_leave_ages_out_fit_no_standard():
    rows = [("A", "x", "0 to 39", 50, 900), ("A", "x", "65 and over", 50, 900)]
    with pytest.raises(DefinitionError, match="`age_band` do not follow each other"):
        measured(standardised(), rows)


@settings(max_examples=40)
@given(st.integers(10, 3_000), st.integers(200, 5_000))
def test_a_rate_has_exact_limits_of_the_count_shown_and_a_little_more(events, people):
    rows = [("A", "x", BANDS[0], events, people)]
    found = of_group(measured(visits(places=["town"]), rows), "Everyone")
    shown, around = found["count"], found["denominator"]
    assert found["value"] == pytest.approx(shown / around * 100_000)
    lower, upper = (found[name] / 100_000 * around for name in ("lower", "upper"))
    assert poisson.sf(shown - 1, lower) <= 0.025
    assert poisson.cdf(shown, upper) <= 0.025
    assert lower > shown - 2.7 * np.sqrt(shown) - 6
    assert upper < shown + 2.7 * np.sqrt(shown) + 8


def test_each_indicator_is_protected_by_its_own_policy_unless_another_is_chosen():
    rows = [("A", "x", BANDS[0], 33, 444)]
    chosen = measured(visits(places=["town"]), rows, policy=exact_policy)
    assert of_group(chosen, "Everyone")["count"] == 33
    assert of_group(measured(visits(places=["town"]), rows), "Everyone")["count"] == 35


def test_cells_of_another_version_are_not_measured():
    newer = visits(places=["town"]).model_copy(update={"version": "2"})
    cells = cells_of(visits(places=["town"]), [("A", "x", BANDS[0], 33, 444)])
    with pytest.raises(DefinitionError, match=r"version 1 of visits, .* here is version 2"):
        profile.measure(cells, definitions={"visits": newer})
    with pytest.raises(DefinitionError, match="no definition here"):
        profile.measure(cells, definitions={})


def test_a_profile_says_what_it_was_made_from_without_small_or_exact_numbers():
    definition = visits(places=["town"])
    cells = cells_of(definition, [("A", "x", BANDS[0], 33, 442)])
    about = profile.provenance(cells, definitions={"visits": definition})
    assert about.policies == {"evenground-safe": ("visits",)}
    assert (about.cells.rows_read, about.cells.inputs[0].rows) == (440, 440)
    assert about.cells.set_aside == {"in the denominator of no indicator": None}
    assert about.cells.indicators["visits"].version == "1"


def test_a_rate_has_the_limits_that_its_definition_names():
    """Exact ones, or those of Byar where the published method has them."""
    for limits in (None, "byar"):
        method = {"measure": "rate"} | ({"limits": limits} if limits else {})
        one = indicator("visits", method, numerator=None, events="visits", places=["town"])
        rows = banded([10, 5, 10], [500, 400, 100])
        found = of_group(measured(one, rows, policy=exact_policy), "Everyone")
        expected = measures.rate(25, 1_000, limits=limits or "exact")
        assert (found["value"], found["lower"], found["upper"]) == pytest.approx(expected)
