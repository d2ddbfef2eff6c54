"""Proportions, rates and means are checked by law, by the field's packages, and by misuse."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import poisson

from evenground.errors import DataError, MissingValues
from evenground.measures import mean, mean_of, proportion, rate

LEVELS = [(0.95, "95_0"), (0.998, "99_8")]


@st.composite
def counts(draw):
    denominator = draw(st.integers(1, 5_000))
    return draw(st.integers(0, denominator)), denominator


# laws


@given(counts(), st.sampled_from([0.9, 0.95, 0.998]))
def test_limits_enclose_a_proportion_and_stay_between_nobody_and_everybody(group, confidence):
    value, lower, upper = proportion(*group, confidence=confidence)
    assert 0 <= lower <= value <= upper <= 1


@given(counts())
def test_who_is_in_and_who_is_out_are_mirror_images(group):
    count, denominator = group
    inside, outside = proportion(count, denominator), proportion(denominator - count, denominator)
    assert inside.lower == pytest.approx(1 - outside.upper, abs=1e-12)
    assert inside.upper == pytest.approx(1 - outside.lower, abs=1e-12)


@given(st.integers(0, 10_000), st.sampled_from(["exact", "byar", "mid-p"]))
def test_limits_enclose_a_rate_and_scale_with_the_multiplier(count, limits):
    small = rate(count, 1_000, per=1, limits=limits)
    large = rate(count, 1_000, per=1_000, limits=limits)
    assert 0 <= small.lower <= small.value <= small.upper
    assert large == pytest.approx([1_000 * number for number in small])


@given(st.integers(0, 3_000), st.sampled_from([0.8, 0.95, 0.998]))
def test_mid_p_limits_lie_inside_exact_ones(count, confidence):
    exact = rate(count, 1, per=1, confidence=confidence)
    mid = rate(count, 1, per=1, limits="mid-p", confidence=confidence)
    assert mid.value == exact.value
    assert exact.lower <= mid.lower <= mid.value <= mid.upper < exact.upper


@given(st.integers(1, 500))
def test_half_the_chance_of_the_count_itself_belongs_to_each_mid_p_tail(count):
    _, lower, upper = rate(count, 1, per=1, limits="mid-p", confidence=0.9)
    assert poisson.sf(count, lower) + poisson.pmf(count, lower) / 2 == pytest.approx(0.05)
    assert poisson.cdf(count, upper) - poisson.pmf(count, upper) / 2 == pytest.approx(0.05)


def test_no_events_have_a_mid_p_limit_in_closed_form():
    _, lower, upper = rate(0, 1, per=1, limits="mid-p")
    assert lower == 0
    assert upper == pytest.approx(-np.log(0.05), rel=1e-12)


def test_rates_of_many_areas_at_once_are_those_of_each_alone():
    count, population = np.array([[0, 3], [12, 3]]), np.array([[10, 20], [30, 40]])
    for limits in ("exact", "byar", "mid-p"):
        together = rate(count, population, limits=limits)
        assert together.upper.shape == (2, 2)
        for row, column in np.ndindex(2, 2):
            alone = rate(count[row, column], population[row, column], limits=limits)
            assert [part[row, column] for part in together] == pytest.approx(list(alone))


samples = st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=30)


@given(samples, st.floats(0.1, 50), st.floats(-100, 100))
def test_a_mean_follows_its_unit(values, times, plus):
    plain, changed = mean(values), mean([times * value + plus for value in values])
    np.testing.assert_allclose(changed, [times * part + plus for part in plain], atol=1e-6)
    assert plain.lower <= plain.value <= plain.upper


@given(samples)
def test_a_mean_of_totals_is_the_mean_of_the_values(values):
    squares = sum(value * value for value in values)
    np.testing.assert_allclose(
        mean_of(sum(values), squares, len(values)), mean(values), rtol=1e-6, atol=1e-3
    )


def test_the_last_axis_of_a_mean_is_the_people():
    rows = np.array([[[1.0, 2, 4], [3, 3, 6]], [[0, 1, 8], [5, 5, 5]]])
    together = mean(rows, confidence=0.8)
    assert together.value.shape == (2, 2)
    for row, column in np.ndindex(2, 2):
        alone = mean(rows[row, column], confidence=0.8)
        assert [part[row, column] for part in together] == pytest.approx(list(alone))
    assert together.lower[1, 1] == together.upper[1, 1] == 5


# published examples and the field's packages


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_proportions_agree_with_phe_indicator_methods(shared_data, confidence, suffix):
    expected = pl.read_csv(shared_data / "reference/proportion_expected.csv")
    ours = proportion(expected["x"], expected["n"], confidence=confidence)
    for part, column in zip(ours, ["value", f"lower{suffix}cl", f"upper{suffix}cl"], strict=True):
        np.testing.assert_allclose(100 * part, expected[column], rtol=1e-12, atol=1e-12)


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_rates_agree_with_phe_indicator_methods(shared_data, confidence, suffix):
    """From 10 events on that package uses Byar's limits, below 10 exact ones."""
    expected = pl.read_csv(shared_data / "reference/rate_expected.csv")
    exact = (expected["method"] == "Exact").to_numpy()
    for limits, rows in [("exact", exact), ("byar", ~exact)]:
        part = expected.filter(rows)
        ours = rate(part["x"], part["n"], limits=limits, confidence=confidence)
        columns = ["value", f"lower{suffix}cl", f"upper{suffix}cl"]
        for numbers, column in zip(ours, columns, strict=True):
            np.testing.assert_allclose(numbers, part[column], rtol=1e-9, atol=1e-15)


@pytest.mark.real_data
def test_rates_per_1_000_at_90_percent_agree_with_phe_indicator_methods(shared_data):
    expected = pl.read_csv(shared_data / "reference/rate_expected_conf90_per1000.csv")
    for limits, few in [("exact", True), ("byar", False)]:
        part = expected.filter((pl.col("method") == "Exact") == few)
        ours = rate(part["x"], part["n"], per=1_000, limits=limits, confidence=0.9)
        for numbers, column in zip(ours, ["value", "lowercl", "uppercl"], strict=True):
            np.testing.assert_allclose(numbers, part[column], rtol=1e-9, atol=1e-15)


@pytest.mark.real_data
def test_limits_agree_with_the_exact_tables(shared_data):
    for row in pl.read_csv(shared_data / "reference/poisson_limits.csv").iter_rows(named=True):
        for limits in ("exact", "byar"):
            ours = rate(row["x"], 1, per=1, limits=limits, confidence=row["confidence"])
            assert ours.lower == pytest.approx(max(row[f"{limits}_lower"], 0), rel=1e-9, abs=1e-12)
            assert ours.upper == pytest.approx(row[f"{limits}_upper"], rel=1e-9)
    for row in pl.read_csv(shared_data / "reference/binomial_limits.csv").iter_rows(named=True):
        ours = proportion(row["x"], row["n"], confidence=row["confidence"])
        assert ours.lower == pytest.approx(row["wilson_lower"], abs=1e-12)
        assert ours.upper == pytest.approx(row["wilson_upper"], abs=1e-12)


PACKAGE = "reference/PHEindicatormethods_testdata_"


def published(shared_data, name, *columns):
    """The rows of a test table of that package that have numbers, missing ones left out."""
    rows = pl.read_csv(shared_data / f"{PACKAGE}{name}.csv").drop_nulls("value")
    assert rows.height >= 8
    for row in rows.iter_rows(named=True):
        yield row, [row[column] for column in columns]


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_the_tests_of_that_package_hold(shared_data, confidence, suffix):
    columns = ["value", f"lower{suffix}cl", f"upper{suffix}cl"]
    for row, expected in published(shared_data, "Proportion__testdata_Prop", *columns):
        ours = proportion(row["Numerator"], row["Denominator"], confidence=confidence)
        np.testing.assert_allclose(row["multiplier"] * np.array(ours), expected, rtol=1e-9)
    for row, expected in published(shared_data, "Rate__testdata_Rate", *columns):
        ours = rate_of(row, confidence=confidence)
        np.testing.assert_allclose(ours, expected, rtol=1e-9)


@pytest.mark.real_data
def test_the_tests_of_that_package_hold_for_groups_added_up(shared_data):
    columns = ["value", "lowercl", "uppercl"]
    for row, expected in published(shared_data, "Proportion__testdata_Prop_g", *columns):
        ours = np.array(proportion(row["Numerator"], row["Denominator"]))
        np.testing.assert_allclose(row["multiplier"] * ours, expected, rtol=1e-9)
    for row, expected in published(shared_data, "Rate__testdata_Rate_g", *columns):
        np.testing.assert_allclose(rate_of(row), expected, rtol=1e-9)


def rate_of(row, **given):
    limits = "exact" if row["method"] == "Exact" else "byar"
    return rate(row["Numerator"], row["Denominator"], per=row["multiplier"], limits=limits, **given)


@pytest.mark.real_data
def test_the_limits_that_package_tests_are_ours(shared_data):
    table = pl.read_csv(shared_data / "reference/PHEindicatormethods_testdata_Byars_Wilson.csv")
    for row in table.drop_nulls(["lowercl", "uppercl"]).iter_rows(named=True):
        confidence = float(row["confidence"].rstrip("%")) / 100
        if row["method"] == "Byars":
            ours = rate(row["x"], 1, per=1, limits="byar", confidence=confidence)
        else:
            ours = proportion(row["x"], row["n"], confidence=confidence)
        assert ours[1:] == pytest.approx((row["lowercl"], row["uppercl"]), rel=1e-9)


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.998])
def test_limits_of_a_mean_are_those_of_students_t(confidence):
    values = np.array([[12.0, 15, 9, 20, 11], [1, 1, 2, 3, 5]])
    ours = mean(values, confidence=confidence)
    sums = values.sum(-1), (values**2).sum(-1), 5
    expected = stats.t.interval(confidence, 4, values.mean(-1), stats.sem(values, axis=-1))
    for found in (ours, mean_of(*sums, confidence=confidence)):
        np.testing.assert_allclose(found.value, [13.4, 2.4], rtol=1e-12)
        np.testing.assert_allclose(found[1:], expected, rtol=1e-9)


def test_a_lower_limit_of_byar_is_never_below_0():
    """That package gives no number here: the formula alone would give one below 0."""
    ours = rate(1, 1, per=1, limits="byar", confidence=0.998)
    assert ours.lower == 0
    assert ours.upper == pytest.approx(9.362180217908362, rel=1e-9)


@pytest.mark.real_data
@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
def test_means_agree_with_phe_indicator_methods(shared_data, confidence, suffix):
    values = pl.read_csv(shared_data / f"{PACKAGE}Mean__testdata_Mean.csv")
    expected = pl.read_csv(shared_data / f"{PACKAGE}Mean__testdata_Mean_results.csv")
    columns = ["value", f"lower{suffix}cl", f"upper{suffix}cl"]
    for row in expected.iter_rows(named=True):
        part = values.filter((pl.col("area") == row["area"]) | (row["area"] == "No grouping"))
        published = [row[column] for column in columns]
        ours = mean(part["values"], confidence=confidence)
        np.testing.assert_allclose(ours, published, rtol=1e-9)
        squares = float((part["values"] ** 2).sum())
        cells = mean_of(row["value_sum"], squares, row["value_count"], confidence=confidence)
        np.testing.assert_allclose(cells, published, rtol=1e-9)


# refusals


def test_a_missing_count_is_not_zero():
    with pytest.raises(MissingValues, match="`count` has no value for group 2"):
        proportion([1, None], [10, 10])


def test_a_group_without_people_has_no_proportion():
    with pytest.raises(DataError, match="`denominator` is 0 for group 2. Leave groups without"):
        proportion([1, 0], [10, 0])


def test_more_events_than_people_are_refused():
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for the only group. Check the two columns.$",
    ):
        proportion(11, 10)


def test_a_count_below_0_is_refused():
    with pytest.raises(DataError, match=r"`count` is below 0 for position \(2, 1\)"):
        rate([[1], [-1]], [[10], [10]])


def test_groups_that_do_not_fit_are_refused():
    with pytest.raises(DataError, match="must have the same shape"):
        proportion([1, 2, 3], [10, 10])


def test_limits_of_an_unknown_name_are_refused():
    with pytest.raises(DataError, match="`limits` is exact, byar or mid-p; it was 'wald'"):
        rate(1, 10, limits="wald")


@pytest.mark.parametrize("per", [0, -1_000, np.nan, np.inf, "1000"])
def test_a_rate_for_every_so_many_people_needs_people(per):
    with pytest.raises(DataError, match="`per` is above 0"):
        rate(1, 10, per=per)


@pytest.mark.parametrize("confidence", [0, 1, 95, np.nan, "0.95", None])
def test_a_level_outside_0_and_1_is_refused(confidence):
    with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
        proportion(1, 10, confidence=confidence)


def test_text_is_not_a_number():
    with pytest.raises(DataError, match="`count` must hold numbers only"):
        proportion(["many"], [10])
    with pytest.raises(DataError, match="^`values` must hold numbers only"):
        mean(["many", "few"])


def test_a_rate_of_a_group_without_people_is_refused():
    with pytest.raises(DataError, match="`population` is 0 for group 2. Leave groups without"):
        rate([1, 0], [10, 0])


@pytest.mark.parametrize("values", [[3.0], 3.0, [[1.0], [2.0]], []])
def test_a_mean_of_fewer_than_2_people_has_no_limits(values):
    with pytest.raises(
        DataError, match="^A mean with limits needs at least 2 values. Leave the group out.$"
    ):
        mean(values)


def test_a_missing_value_is_not_left_out_of_a_mean():
    with pytest.raises(MissingValues, match=r"`values` has no value for position \(2, 1\)"):
        mean([[1, 2], [None, 4]])


def test_an_endless_value_has_no_mean():
    with pytest.raises(DataError, match="`values` is not finite for group 2"):
        mean([1, np.inf])


def test_a_mean_needs_a_level():
    for level in (0, 95):
        with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
            mean([1, 2], confidence=level)
        with pytest.raises(DataError, match="`confidence` is between 0 and 1"):
            mean_of(3, 5, 2, confidence=level)


@pytest.mark.parametrize("name", ["total", "total_of_squares", "number"])
def test_a_mean_of_totals_needs_them_all(name):
    given = {"total": [3, 3], "total_of_squares": [5, 5], "number": [2, 2]}
    with pytest.raises(MissingValues, match=f"`{name}` has no value for group 2"):
        mean_of(**given | {name: [given[name][0], None]})
    with pytest.raises(DataError, match=f"`{name}` is not finite for group 1"):
        mean_of(**given | {name: [np.inf, 3]})


def test_a_mean_of_totals_needs_2_people():
    with pytest.raises(
        DataError,
        match="^A mean with limits needs at least 2 values for group 2. Leave the group out.$",
    ):
        mean_of([3, 3], [5, 9], [2, 1])


def test_squares_that_cannot_belong_to_a_total_are_refused():
    words = (
        "^`total_of_squares` is too small for `total` for the only group. Check the two columns.$"
    )
    with pytest.raises(DataError, match=words):
        mean_of(10, 49, 2)


def test_equal_values_have_a_mean_without_spread():
    assert mean_of(0.3, 0.1 * 0.1 * 3, 3).lower == pytest.approx(0.1, abs=1e-8)
    assert mean_of(6, 12, 3) == (2, 2, 2)
    assert mean_of(0, 0, 3) == mean([0, 0, 0]) == (0, 0, 0)
