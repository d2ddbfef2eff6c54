"""Recent trends are checked against Fingertips' own markers, against statsmodels, and by law."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import Estimate, proportion, rate, trend, trend_of

SIZE = [3454, 3195, 3256, 3227, 3121]
FALLING = [621, 599, 556, 535, 447]
RISING = [*reversed(FALLING)]
FLAT = [600, 605, 598, 602, 600]

shares = st.lists(
    st.integers(10, 3_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=5,
    max_size=8,
).map(np.array)
values = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 9)), min_size=5, max_size=8).map(
    np.array
)
OPPOSITE = {
    "increasing": "decreasing",
    "decreasing": "increasing",
    "no significant change": "no significant change",
}


def around(points):
    middle, half = points.T
    return Estimate(middle, middle - half, middle + half)


# laws


@given(shares)
def test_of_those_in_and_those_out_one_rises_as_the_other_falls(points):
    x, n = points.T
    inside, outside = trend(x, n), trend(n - x, n)
    assert outside.direction == OPPOSITE[str(inside.direction)]
    assert inside.chi_squared == pytest.approx(outside.chi_squared, abs=1e-9)
    assert inside.slope == pytest.approx(-outside.slope, abs=1e-12)
    assert inside.reason == outside.reason


@given(shares)
def test_time_turned_round_turns_the_trend_round(points):
    x, n = points[-5:].T
    for kind in ("proportion", "rate"):
        there, back = trend(x, n, kind=kind), trend(x[::-1], n[::-1], kind=kind)
        assert back.direction == OPPOSITE[str(there.direction)]
        assert back.chi_squared == pytest.approx(there.chi_squared, abs=1e-9)


@given(shares, st.sampled_from(["proportion", "rate"]))
def test_what_was_before_the_last_five_points_does_not_matter(points, kind):
    x, n = points.T
    whole, lately = trend(x, n, kind=kind), trend(x[-5:], n[-5:], kind=kind)
    assert whole.direction == lately.direction
    assert whole.chi_squared == lately.chi_squared


@given(values, st.sampled_from([0.5, 4]), st.integers(-3, 3))
def test_another_unit_changes_the_slope_and_nothing_else(points, factor, more):
    there = trend_of(around(points))
    moved = trend_of(Estimate(*(factor * (part + more) for part in around(points))))
    assert moved.direction == there.direction
    assert moved.chi_squared == pytest.approx(there.chi_squared, rel=1e-6, abs=1e-9)
    assert moved.slope == pytest.approx(factor * there.slope, rel=1e-6, abs=1e-9)


@given(values)
def test_limits_of_another_level_give_the_same_trend(points):
    value, lower, upper = around(points)
    wider = Estimate(value, value + (lower - value) * 3.0902323061678132 / 1.959963984540054,
                     value + (upper - value) * 3.0902323061678132 / 1.959963984540054)  # fmt: skip
    there, same = trend_of(around(points)), trend_of(wider, limits_at=0.998)
    assert same.chi_squared == pytest.approx(there.chi_squared, rel=1e-9)
    assert same.slope == pytest.approx(there.slope, rel=1e-9, abs=1e-12)


@given(shares)
def test_one_polarity_is_the_opposite_of_the_other(points):
    higher, lower, none = (trend(*points.T, better_when=way) for way in ("higher", "lower", None))
    verdicts = {
        "increasing": ("improvement", "concern", "neither"),
        "decreasing": ("concern", "improvement", "neither"),
        "no significant change": ("no significant change",) * 3,
    }
    assert (higher.verdict, lower.verdict, none.verdict) == verdicts[str(higher.direction)]
    assert higher.direction == lower.direction == none.direction


def test_many_series_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(4)
    n = rng.integers(50, 5_000, (3, 4, 7))
    x = rng.binomial(n, np.linspace(0.1, 0.2, 7))
    x[0, 0, -1] = 0
    for kind in ("proportion", "rate"):
        together = trend(x, n, kind=kind, better_when="lower")
        assert together.direction.shape == (3, 4)
        for here in np.ndindex(3, 4):
            alone = trend(x[here], n[here], kind=kind, better_when="lower")
            assert [part[here] for part in together] == [*alone]


def test_by_chance_alone_few_series_have_a_trend():
    rng = np.random.default_rng(6)
    x = rng.binomial(2_000, 0.2, (20_000, 5))
    for kind in ("proportion", "rate"):
        found = trend(x, 2_000, kind=kind).direction != "no significant change"
        assert 0.0002 < found.mean() < 0.003


# published numbers and other packages


def test_the_chi_squared_is_that_of_rs_prop_trend_test():
    """R's own example: smokers among patients in four studies, X-squared = 8.2249."""
    recent = trend([83, 90, 129, 70], [86, 93, 136, 82], periods=4)
    assert round(float(recent.chi_squared), 4) == 8.2249
    assert recent.direction == "no significant change"


def test_the_test_is_at_998_percent_unless_asked():
    studies = ([83, 90, 129, 70], [86, 93, 136, 82])
    assert trend(*studies, periods=4, confidence=0.99).reason == "significant"
    assert trend(*studies, periods=4).reason == "not significant"
    assert trend(FALLING, SIZE).direction == "decreasing"
    assert trend(FALLING, SIZE, confidence=0.999999).direction == "no significant change"


def test_slopes_and_tests_of_values_are_weighted_least_squares():
    import statsmodels.api as sm

    value, lower, upper = [30.6, 30.2, 28, 24.6, 24.67], [28, 29, 26, 24, 22], [33, 32, 30, 25, 27]
    error = (np.array(upper) - np.array(lower)) / 2 / 1.959963984540054
    fitted = sm.WLS(value, sm.add_constant(np.arange(5)), weights=error**-2).fit()
    recent = trend_of(Estimate(value, lower, upper))
    assert recent.slope == pytest.approx(fitted.params[1], rel=1e-12)
    variance = fitted.normalized_cov_params[1, 1]
    assert recent.chi_squared == pytest.approx(fitted.params[1] ** 2 / variance, rel=1e-12)
    assert recent.direction == "decreasing"


def test_the_slope_of_a_share_is_that_of_its_log_odds():
    x, n = np.array(FALLING), np.array(SIZE)
    slope = np.polyfit(np.arange(5), np.log(x / (n - x)), 1)[0]
    assert trend(x, n).slope == pytest.approx(slope, rel=1e-12)


def test_a_half_is_added_only_where_nobody_or_everybody_would_make_odds_endless():
    for x in ([0, 5, 9, 14, 20], [30, 25, 22, 16, 10]):
        x = np.array(x)
        slope = np.polyfit(np.arange(5), np.log((x + 0.5) / (30 - x + 0.5)), 1)[0]
        assert trend(x, 30).slope == pytest.approx(slope, rel=1e-12)


def test_rates_are_tested_with_the_limits_that_fingertips_publishes():
    """Exact below 10 events, Byar's from 10 on."""
    few, many = [2, 5, 9, 7, 3], [10, 14, 30, 25, 12]
    for count, limits in [(few, "exact"), (many, "byar")]:
        ours = trend(count, 100_000, kind="rate")
        theirs = trend_of(rate(count, 100_000, per=1, limits=limits))
        assert ours.chi_squared == pytest.approx(theirs.chi_squared, rel=1e-12)
        assert ours.slope == pytest.approx(theirs.slope, rel=1e-12)
    mixed = trend([9, 10, 9, 10, 9], 1_000, kind="rate")
    parts = [rate([9, 10, 9, 10, 9], 1_000, per=1, limits=one) for one in ("exact", "byar")]
    odd = np.array([True, False, True, False, True])
    lower, upper = (np.where(odd, parts[0][i], parts[1][i]) for i in (1, 2))
    expected = trend_of(Estimate(parts[0].value, lower, upper))
    assert mixed.chi_squared == pytest.approx(expected.chi_squared, rel=1e-12)


def test_without_any_event_there_is_no_trend():
    for kind in ("proportion", "rate"):
        recent = trend([0] * 5, [100, 200, 100, 200, 100], kind=kind)
        assert recent.direction == "no significant change"
    assert trend([0] * 5, 100).chi_squared == 0
    assert trend([100] * 5, 100).chi_squared == 0


POLARITY = {200: None, 93014: "higher", 93015: "lower", 93982: "higher"}
POLARITY |= {93088: "lower", 93881: "lower", 93930: None}
FILES = {
    "fingertips_api_200_learning_disability_qof.csv": (36, 36),
    "fingertips_api_93930_ae_attendances_0_4.csv": (33, 0),
    "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv": (470, 40),
}
SERIES = ["Parent Code", "Indicator ID", "Area Code", "Sex", "Age", "Category Type", "Category"]


def published(shared_data, file):
    """Each series of a Fingertips file that has a marker, and the marker."""
    table = pl.read_csv(shared_data / "fingertips" / file, infer_schema_length=None)
    table = table.sort("Time period Sortable")
    for key, points in table.group_by(SERIES, maintain_order=True):
        if (marker := points["Recent Trend"][-1]) is not None:
            yield key[1], points, marker


@pytest.mark.real_data
@pytest.mark.parametrize("file", FILES)
def test_markers_agree_with_those_that_fingertips_published(shared_data, file):
    """Periods without a count are left out; where fewer than five have one there is no marker.

    The counts of physically active people by deprivation cannot be counts of people, and the
    markers in that file follow from them; we compute what was computed.
    """
    seen = calculated = 0
    for indicator, points, marker in published(shared_data, file):
        points = points.filter(pl.col("Count").is_not_null())
        count, size = points["Count"].to_numpy(), points["Denominator"].to_numpy()
        ours = trend(count, size, better_when=POLARITY[indicator])
        assert ours.words == marker
        seen += 1
        calculated += marker != "Cannot be calculated"
    assert (seen, calculated) == FILES[file]


@pytest.mark.real_data
def test_markers_from_published_limits_agree_too(shared_data):
    file = "fingertips_api_200_learning_disability_qof.csv"
    columns = ["Value", "Lower CI 95.0 limit", "Upper CI 95.0 limit"]
    markers = []
    for _, points, marker in published(shared_data, file):
        assert trend_of(Estimate(*(points[column] for column in columns))).words == marker
        markers.append(marker)
    assert len(markers) == 36


# labels


def test_a_trend_is_told_in_labels_and_in_words():
    recent = trend([FALLING, RISING, FLAT], [SIZE, SIZE[::-1], [3200] * 5], better_when="lower")
    assert recent.direction.tolist() == ["decreasing", "increasing", "no significant change"]
    assert recent.verdict.tolist() == ["improvement", "concern", "no significant change"]
    assert recent.reason.tolist() == ["significant", "significant", "not significant"]
    assert recent.words.tolist() == [
        "Decreasing and getting better",
        "Increasing and getting worse",
        "No significant change",
    ]
    assert trend(FALLING, SIZE).words == "Decreasing"
    falling = Estimate(
        [9, 8, 7, 6, 5, 4, 3],
        [8.9, 7.9, 6.9, 5.9, 4.9, 3.9, 2.9],
        [9.1, 8.1, 7.1, 6.1, 5.1, 4.1, 3.1],
    )
    assert trend_of(falling, better_when="lower").words == "Decreasing and getting better"
    assert trend_of(falling, better_when="higher").verdict == "concern"


def test_a_trend_that_one_point_decides_is_none():
    recent = trend([200, 201, 199, 200, 320], 1_000, better_when="lower")
    assert recent.chi_squared > 9.55
    assert recent.reason == "one point decides"
    assert recent.direction == recent.verdict == "no significant change"
    assert (
        trend_of(Estimate([1.1, 1.1, 1, 1, 9], [0.5] * 4 + [8], [1.5] * 4 + [10])).reason
        == "one point decides"
    )


def test_fewer_points_than_five_have_no_trend():
    for short in (
        trend([[1, 2, 3, 4]] * 3, 10),
        trend_of(Estimate([[1]] * 3, [[0]] * 3, [[2]] * 3)),
    ):
        assert short.direction.tolist() == ["cannot be calculated"] * 3
        assert short.verdict.tolist() == ["cannot be calculated"] * 3
        assert short.reason.tolist() == ["too few points"] * 3
        assert short.words.tolist() == ["Cannot be calculated"] * 3
        assert np.isnan(short.slope).all()
        assert np.isnan(short.chi_squared).all()
    assert trend(5, 10).direction == "cannot be calculated"
    assert trend([1, 5, 9], 10, periods=3).direction != "cannot be calculated"
    assert trend([1, 5], 10, periods=3).direction == "cannot be calculated"


# missing values


def test_a_missing_count_among_the_last_five_is_not_filled_in():
    with pytest.raises(MissingValues, match=r"`count` has no value for position \(2, 3\)"):
        trend([[1, 2, 3, 4, 5, 6], [1, 2, None, 4, 5, 6]], 100)
    with pytest.raises(MissingValues, match="`upper` has no value for period 5"):
        trend_of(Estimate([1] * 5, [0] * 5, [2, 2, 2, 2, None]))


def test_one_series_with_a_missing_count_does_not_stop_the_others():
    count = [FALLING, [621, None, 556, 535, 447], RISING]
    recent = trend(count, [SIZE, SIZE, SIZE[::-1]], on_refusal="nan", better_when="lower")
    assert recent.direction.tolist() == ["decreasing", "cannot be calculated", "increasing"]
    assert recent.verdict.tolist() == ["improvement", "cannot be calculated", "concern"]
    assert recent.reason.tolist() == ["significant", "missing value", "significant"]
    assert recent.words[1] == "Cannot be calculated"
    assert np.isnan(recent.slope).tolist() == [False, True, False]
    assert np.isnan(recent.chi_squared).tolist() == [False, True, False]
    for limits in [([0] * 5, [2] * 4 + [None]), ([None] + [0] * 4, [2] * 5)]:
        assert trend_of(Estimate([1] * 5, *limits), on_refusal="nan").reason == "missing value"


def test_a_count_that_was_missing_before_the_last_five_does_not_matter():
    older = trend([None, *FALLING], [None, *SIZE])
    assert older.chi_squared == trend(FALLING, SIZE).chi_squared
    assert trend([99, *FALLING], [0, *SIZE]).direction == "decreasing"


# refusals


def test_shares_and_rates_need_people():
    with pytest.raises(
        DataError, match="^`denominator` is 0 for period 4. Leave periods without people out.$"
    ):
        trend([1, 2, 3, 0, 5], [9, 9, 9, 0, 9])


def test_a_share_cannot_be_above_everybody_and_a_rate_can():
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for period 5. Check the two columns.$",
    ):
        trend([1, 2, 3, 4, 11], 10)
    assert trend([1, 2, 3, 4, 11], 10, kind="rate").slope > 0


def test_counts_below_0_are_refused():
    with pytest.raises(DataError, match="`count` is below 0 for period 1"):
        trend([-1, 2, 3, 4, 5], 10)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ({"kind": "mean"}, "`kind` is proportion or rate; it was 'mean'"),
        ({"better_when": "up"}, "`better_when` is higher or lower; it was 'up'"),
        ({"periods": 2}, "^`periods` is a number of points, 3 or more; it was 2.$"),
        ({"periods": 5.0}, "`periods` is a number of points, 3 or more; it was 5.0"),
        ({"confidence": 99.8}, "`confidence` is between 0 and 1"),
        ({"on_refusal": "skip"}, "`on_refusal` is raise or nan; it was 'skip'"),
    ],
)
def test_options_of_another_name_are_refused(option, words):
    with pytest.raises(DataError, match=words):
        trend(FALLING, SIZE, **option)


def test_limits_must_enclose_their_value_and_have_a_width():
    with pytest.raises(DataError, match="The value is outside its own limits for period 2"):
        trend_of(Estimate([1, 5, 1, 1, 1], [0] * 5, [2] * 5))
    with pytest.raises(
        DataError, match="^`upper` equals `lower` for period 5. Supply the limits before rounding.$"
    ):
        trend_of(Estimate([1] * 5, [0] * 4 + [1], [2] * 4 + [1]))
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        trend_of(Estimate([1] * 5, [0] * 5, [2] * 5), limits_at=95)


def test_a_published_proportion_and_its_counts_tell_much_the_same():
    shares_of = trend_of(proportion(FALLING, SIZE))
    assert shares_of.direction == trend(FALLING, SIZE).direction
    assert shares_of.chi_squared == pytest.approx(trend(FALLING, SIZE).chi_squared, rel=0.1)
