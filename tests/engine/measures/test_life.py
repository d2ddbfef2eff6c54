"""Life expectancy: the published life table, laws of survival, and areas that have no answer."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import healthy_life_expectancy, life_expectancy

AGES = [0, 1, *range(5, 95, 5)]
WIDTHS = [1, 4, *[5] * 17, None]
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601]
PEOPLE += [50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936]
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
SHARES = [0.97, 0.96, 0.95, 0.95, 0.93, 0.92, 0.9, 0.9, 0.88, 0.85]
SHARES += [0.82, 0.78, 0.74, 0.7, 0.66, 0.6, 0.54, 0.47, 0.4, 0.3]

ANY = {"widths": WIDTHS, "widest": np.inf}
SMALL = {"widths": [20, 40, 20, None]}
FEW_DEATHS, FEW_PEOPLE = [5, 30, 120, 400], [20_000, 40_000, 30_000, 5_000]

populations = st.lists(st.integers(2_000, 50_000), min_size=20, max_size=20)
deaths_of_all_ages = st.lists(st.integers(1, 190), min_size=20, max_size=20)


# laws


@given(deaths_of_all_ages, populations)
def test_limits_enclose_life_expectancy_and_only_their_width_depends_on_the_size(deaths, people):
    once = life_expectancy(deaths, people, **ANY)
    four = life_expectancy(4 * np.array(deaths), 4 * np.array(people), **ANY)
    assert once.lower < once.value < once.upper
    assert four.value == pytest.approx(once.value, rel=1e-12)
    assert once.upper - once.lower == pytest.approx(2 * (four.upper - four.lower), rel=1e-9)


@given(deaths_of_all_ages, populations)
def test_more_confidence_means_wider_limits_around_the_same_value(deaths, people):
    usual = life_expectancy(deaths, people, **ANY)
    sure = life_expectancy(deaths, people, **ANY, confidence=0.998)
    assert sure.value == usual.value
    assert sure.lower < usual.lower
    assert sure.upper - sure.value == pytest.approx(
        (usual.upper - usual.value) * 3.090232306167813 / 1.959963984540054, rel=1e-12
    )


@given(deaths_of_all_ages, populations, st.integers(0, 19))
def test_deaths_at_any_age_make_lives_shorter(deaths, people, band):
    more = [*deaths]
    more[band] += 1
    assert life_expectancy(more, people, **ANY).value < life_expectancy(deaths, people, **ANY).value


@given(deaths_of_all_ages, populations, st.lists(st.floats(0, 1), min_size=20, max_size=20))
def test_healthy_years_and_the_rest_add_up_to_all_years(deaths, people, shares):
    healthy = healthy_life_expectancy(deaths, people, shares, se=0, **ANY, at=AGES)
    rest = 1 - np.array(shares)
    unhealthy = healthy_life_expectancy(deaths, people, rest, se=0, **ANY, at=AGES)
    alive = life_expectancy(deaths, people, **ANY, at=AGES)
    np.testing.assert_allclose(healthy.value + unhealthy.value, alive.value, rtol=1e-12)


def test_with_everybody_healthy_healthy_life_is_life():
    healthy = healthy_life_expectancy(DEATHS, PEOPLE, 1.0, surveyed=50, widths=WIDTHS, at=AGES)
    alive = life_expectancy(DEATHS, PEOPLE, widths=WIDTHS, at=AGES)
    np.testing.assert_allclose(healthy, alive, rtol=1e-12)


def test_a_constant_death_rate_gives_its_inverse_at_every_age():
    """With deaths spread so that the band's average survivor lives as the rate says."""
    rate, width = 0.02, 10.0
    lived = 1 / (rate * width) - 1 / (np.exp(rate * width) - 1)
    people = np.full(6, 50_000)
    years = life_expectancy(
        rate * people, people, widths=[width] * 6, a=[lived] * 6, at=[0, 10, 30, 50]
    )
    np.testing.assert_allclose(years.value, 50.0, rtol=1e-12)


def test_many_areas_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(3)
    deaths = rng.poisson(DEATHS, (4, 3, 20)) + 1
    people = np.array(PEOPLE) * np.array([[[1], [2], [3]]])
    together = life_expectancy(deaths, people, widths=WIDTHS, at=65)
    assert together.value.shape == (4, 3)
    for row, column in np.ndindex(4, 3):
        alone = life_expectancy(deaths[row, column], people[0, column], widths=WIDTHS, at=65)
        assert [part[row, column] for part in together] == pytest.approx(list(alone), rel=1e-12)


def test_several_ages_stand_along_a_last_axis():
    deaths = np.array([DEATHS, DEATHS])
    years = life_expectancy(deaths, PEOPLE, widths=WIDTHS, at=[65, 0])
    assert years.value.shape == (2, 2)
    assert years.value[0, 0] == life_expectancy(DEATHS, PEOPLE, widths=WIDTHS, at=65).value
    assert years.value[1, 1] == life_expectancy(DEATHS, PEOPLE, widths=WIDTHS).value


# published numbers


def test_life_expectancies_agree_with_the_published_table():
    """Test figures of PHEindicatormethods, whose limits use 1.96 for the normal quantile."""
    years = [80.16960813, 79.36245674, 75.44193645, 70.47299936, 65.52909542, 60.67510088]
    years += [55.78835987, 50.92752727, 46.06740425, 41.24505636, 36.49322717, 31.83343842]
    years += [27.26027992, 22.9719144, 18.76856852, 14.95858336, 11.51684445, 8.618849241]
    years += [6.163942934, 6.16210635]
    lower = [79.88268548, 79.0898816, 75.17407307, 70.20675732, 65.26548673, 60.41876577]
    lower += [55.53801579, 50.68279939, 45.82666794, 41.00842831, 36.26223216, 31.60996318]
    lower += [27.04337271, 22.76653134, 18.57570352, 14.77985004, 11.34831778, 8.451134045]
    lower += [5.978358351, 5.887683386]
    ours = life_expectancy(DEATHS, PEOPLE, widths=WIDTHS, at=AGES)
    np.testing.assert_allclose(ours.value, years, atol=1e-8)
    error = (ours.value - ours.lower) / 1.959963984540054
    np.testing.assert_allclose(ours.value - 1.96 * error, lower, atol=1e-8)
    np.testing.assert_allclose(ours.upper - ours.value, ours.value - ours.lower, rtol=1e-9)


def test_healthy_years_agree_with_the_published_example_of_the_sullivan_method():
    """Hauet 1997 (REVES), tables 1 and 3: France 1991 from 65 on, a stationary population.

    Its text says men; 20.0 years of life at 65 are those of women.
    """
    alive = np.array([89_367, 84_968, 78_012, 66_625, 48_532])
    lived = np.array([436_589, 408_793, 364_013, 290_533, 289_068])
    dying = alive - np.append(alive[1:], 0)
    share_lived = (lived[:-1] - 5 * alive[1:]) / (5 * dying[:-1])
    error = np.sqrt([0.000281, 0.000507, 0.000675, 0.000914, 0.000805])
    size = 1e9  # as if everybody's death were known, so that the survey alone is uncertain
    years = healthy_life_expectancy(
        size * dying,
        size * lived,
        [0.8037, 0.7142, 0.6296, 0.4872, 0.2905],
        se=error,
        widths=[5, 5, 5, 5, None],
        a=[*share_lived, None],
        first_age=65,
        at=[65, 70, 75, 80, 85],
    )
    assert years.value.round(1).tolist() == [12.3, 8.8, 5.8, 3.4, 1.7]
    spread = (years.upper - years.lower) / 2 / 1.959963984540054
    assert spread.round(2).tolist() == [0.22, 0.21, 0.2, 0.18, 0.17]


def test_the_survey_and_the_deaths_each_add_their_part_to_the_limits():
    alone = healthy_life_expectancy(DEATHS, PEOPLE, SHARES, se=0, widths=WIDTHS)
    counted = healthy_life_expectancy(DEATHS, PEOPLE, SHARES, surveyed=100, widths=WIDTHS)
    shares = np.array(SHARES)
    error = np.sqrt(shares * (1 - shares) / 100)
    known = healthy_life_expectancy(DEATHS, PEOPLE, SHARES, se=error, widths=WIDTHS)
    assert counted == pytest.approx(known, rel=1e-12)
    width = [float(part.upper - part.lower) for part in (alone, counted)]
    assert width == pytest.approx([0.3558372047510261, 2.6660219169707844], rel=1e-12)


@pytest.mark.real_data
def test_english_lives_of_2013_to_2015_are_nearly_those_published_for_2015_to_2017(shared_data):
    """The first years in the file; lives grew by less than a tenth of a year between."""
    deaths, people = mortality_by_decile(shared_data, range(2013, 2016))
    england = life_expectancy(deaths.sum(1), people.sum(1), widths=WIDTHS)
    years = pl.read_csv(shared_data / "fingertips/life_expectancy_ltla.csv").filter(
        area_code="E92000001", period="2015 - 17"
    )
    published = [years.filter(sex=sex)["value"].item() for sex in ("Female", "Male")]
    assert england.value.round(1).tolist() == pytest.approx(published, abs=0.11)
    by_decile = life_expectancy(deaths, people, widths=WIDTHS)
    assert (np.diff(by_decile.value) > 0).all()
    assert (by_decile.value[0] > by_decile.value[1]).all()


def mortality_by_decile(shared_data, years):
    arrays = []
    for name in ("deaths", "pops"):
        table = pl.read_csv(shared_data / f"mortality/ons_{name}_by_imd_decile_age5_sex_cause.csv")
        table = table.rename({column: column.strip() for column in table.columns})
        bands = [c for c in table.columns if c not in {"year", "imd", "sex", "cause", "All Ages"}]
        table = table.filter(pl.col("year").is_in(list(years)))
        sums = table.group_by("sex", "imd").agg(pl.col(bands).sum()).sort("sex", "imd")
        arrays.append(sums.select(bands).to_numpy().reshape(2, 10, 20))
    return arrays


# what is declared


def test_the_first_year_of_life_alone_has_deaths_at_its_beginning():
    people = [10_000] * 3
    infants = life_expectancy([100, 100, 900], people, widths=[1, 4, None])
    same = life_expectancy([100, 100, 900], people, widths=[1, 4, None], a=[0.1, 0.5, 0.9])
    assert infants == pytest.approx(same, rel=1e-15)
    even = life_expectancy([100, 100, 900], people, widths=[1, 4, None], a=[0.5, 0.5, 0.5])
    assert even.value > infants.value
    older = life_expectancy([100, 100, 900], people, widths=[1, 4, None], first_age=1, at=1)
    assert older == pytest.approx(even, rel=1e-15)
    wide = life_expectancy([100, 100, 900], people, widths=[2, 4, None])
    half = life_expectancy([100, 100, 900], people, widths=[2, 4, None], a=[0.5, 0.5, 0.5])
    assert wide == pytest.approx(half, rel=1e-15)


@pytest.mark.parametrize("last", [None, np.inf, np.nan, 0, 99])
def test_what_stands_for_the_years_of_the_last_band_is_not_read(last):
    years = life_expectancy(FEW_DEATHS, FEW_PEOPLE, widths=[20, 40, 20, last])
    assert [round(float(number), 6) for number in years] == [88.873307, 87.580562, 90.166053]


def test_one_open_band_gives_the_inverse_of_its_rate():
    years = life_expectancy([100], [8_000], widths=[None], first_age=85, at=85, widest=40)
    assert years.value == pytest.approx(80)
    assert years.upper - years.value == pytest.approx(1.959963984540054 * 8.0, rel=1e-12)


def test_bands_without_deaths_are_no_obstacle_before_the_last():
    deaths = [0, 0, *DEATHS[2:]]
    years = life_expectancy(deaths, PEOPLE, widths=WIDTHS)
    assert years.value > life_expectancy(DEATHS, PEOPLE, widths=WIDTHS).value
    assert np.isfinite([*years]).all()


# areas that cannot answer


REFUSED = [
    ([5, 30, 120, 400], [2_000, 2_000, 999, 1], "More deaths than people in a band, for the only"),
    ([5, 30, 120, 400], [20_000, 0, 30_000, 5_000], "`population` is 0 for band 2. Join it"),
    ([5, 30, 120, 0], [20_000, 40_000, 30_000, 5_000], "No deaths in the last band, for the only"),
    ([1, 3, 12, 40], [2_000, 1_000, 999, 1_000], "Fewer than 5,000 person-years, for the only"),
    ([5, 30, 1_000, 400], [20_000, 40_000, 9_999, 5_000], "A death rate that nobody survives"),
    ([0, 0, 0, 1], [20_000, 40_000, 30_000, 100], "95% limits more than 20 years apart"),
]


@pytest.mark.parametrize(("deaths", "people", "words"), REFUSED)
def test_an_area_that_cannot_answer_is_refused_in_words(deaths, people, words):
    with pytest.raises(DataError, match=words):
        life_expectancy(deaths, people, **SMALL)


@pytest.mark.parametrize(("deaths", "people", "words"), REFUSED)
def test_an_area_that_cannot_answer_does_not_stop_the_others(deaths, people, words):
    years = life_expectancy([deaths, FEW_DEATHS], [people, FEW_PEOPLE], **SMALL, on_refusal="nan")
    assert np.isnan(years.value[0])
    assert years.value[1] == life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL).value
    assert np.isfinite(years.lower[0]) == ("apart" in words)


@pytest.mark.parametrize(("name", "place"), [("deaths", 0), ("population", 1)])
def test_a_missing_band_is_not_a_band_without_people_or_deaths(name, place):
    given = [[FEW_DEATHS, FEW_DEATHS], [FEW_PEOPLE, FEW_PEOPLE]]
    given[place] = [given[place][0], [*given[place][1][:2], None, 9]]
    with pytest.raises(MissingValues, match=f"`{name}` has no value for band 3 of group 2"):
        life_expectancy(*given, **SMALL)
    years = life_expectancy(*given, **SMALL, on_refusal="nan")
    assert np.isnan(years.value).tolist() == [False, True]


def test_exactly_the_least_population_is_enough():
    people = [2_000, 1_000, 1_000, 1_000]
    assert np.isfinite(life_expectancy([1, 3, 12, 40], people, **SMALL).value)
    with pytest.raises(DataError, match="Fewer than 5,001 person-years"):
        life_expectancy([1, 3, 12, 40], people, **SMALL, least_population=5_001)
    few = life_expectancy([1, 3, 12, 90], [900] * 4, **SMALL, least_population=0)
    assert np.isfinite(few.value)


def test_as_many_deaths_as_people_are_still_a_rate():
    years = life_expectancy([5, 30, 120, 5_000], FEW_PEOPLE, **SMALL)
    assert years.value == pytest.approx(78.62305774026473, rel=1e-12)


def test_how_wide_limits_may_be_is_a_choice_and_does_not_follow_the_level():
    deaths, people = [0, 0, 0, 9], [20_000, 40_000, 30_000, 100]
    years = life_expectancy(deaths, people, **SMALL, widest=20)
    apart = float(years.upper - years.lower)
    assert 14 < apart < 15
    with pytest.raises(DataError, match="95% limits more than 14 years apart"):
        life_expectancy(deaths, people, **SMALL, widest=14)
    assert np.isfinite(life_expectancy(deaths, people, **SMALL, widest=15, confidence=0.99).value)
    with pytest.raises(DataError, match="more than 14 years"):
        life_expectancy(deaths, people, **SMALL, widest=14, confidence=0.5)


def test_a_missing_share_leaves_healthy_life_alone_unanswered():
    shares = [[0.9, 0.8, 0.7, 0.6], [0.9, None, 0.7, 0.6]]
    with pytest.raises(MissingValues, match="`healthy_share` has no value for band 2 of group 2"):
        healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, shares, surveyed=90, **SMALL)
    years = healthy_life_expectancy(
        FEW_DEATHS, FEW_PEOPLE, shares, surveyed=90, **SMALL, on_refusal="nan"
    )
    assert np.isnan(years.value).tolist() == [False, True]
    later = healthy_life_expectancy(
        FEW_DEATHS, FEW_PEOPLE, shares, surveyed=90, **SMALL, at=[0, 60], on_refusal="nan"
    )
    assert np.isnan(later.value).tolist() == [[False, False], [True, True]]
    sick = healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, [0, 1, 1, 0], se=0, **SMALL)
    assert 0 < sick.value < life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL).value
    with pytest.raises(MissingValues, match="`surveyed or se` has no value for band 4"):
        healthy_life_expectancy(
            FEW_DEATHS, FEW_PEOPLE, shares[0], se=[0.1, 0.1, 0.1, None], **SMALL
        )


# wrong use


@pytest.mark.parametrize("on_refusal", ["raise", "nan"])
def test_wrong_numbers_are_refused_whatever_was_asked_for(on_refusal):
    with pytest.raises(DataError, match="`deaths` is below 0 for band 1"):
        life_expectancy([-1, 30, 120, 400], FEW_PEOPLE, **SMALL, on_refusal=on_refusal)
    with pytest.raises(DataError, match="`population` is not finite for band 2"):
        life_expectancy(FEW_DEATHS, [9, np.inf, 9, 9], **SMALL, on_refusal=on_refusal)


def test_an_age_at_which_no_band_begins_is_refused():
    with pytest.raises(DataError, match="`at` is an age at which a band begins: 0, 20, 60, 80."):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL, at=65)
    with pytest.raises(DataError, match="^`at` is an age at which a band begins: 0, 20, 60, 80.$"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL, at=[0, 65])


@pytest.mark.parametrize("widths", [[20, 40, 20], [20, 40, 20, 5, None], 20])
def test_widths_that_do_not_fit_the_bands_are_refused(widths):
    with pytest.raises(DataError, match="`widths` has one number for each age band: 4 in all"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, widths=widths)


@pytest.mark.parametrize("wrong", [0, -5, None, np.inf])
def test_only_the_last_band_is_open(wrong):
    with pytest.raises(DataError, match="`widths` has no years above 0 for band 2"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, widths=[20, wrong, 20, None])


def test_the_share_of_a_band_that_is_lived_is_a_share():
    with pytest.raises(DataError, match="`a` is not between 0 and 1 for band 3"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL, a=[0, 1, 1.1, 9])
    with pytest.raises(DataError, match="`a` is not between 0 and 1 for band 1"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL, a=[-0.1, 1, 1, 9])
    with pytest.raises(DataError, match="^`a` has one number for each age band: 4 in all.$"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL, a=[0.1, 0.5])


def test_deaths_without_bands_are_refused():
    with pytest.raises(DataError, match="The last axis holds the same bands"):
        life_expectancy(5, 100, widths=[None])


def test_a_survey_says_how_sure_it_is_once():
    for both in ({}, {"se": 0.1, "surveyed": 10}):
        with pytest.raises(
            DataError,
            match="^Give one of `surveyed` and `se`: how sure the survey is of the shares.$",
        ):
            healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, 0.9, **SMALL, **both)


def test_one_person_asked_in_a_band_is_a_survey():
    given = {"healthy_share": 0.5, "widest": 1e9, **SMALL}
    one = healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, surveyed=1, **given)
    assert one == healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, se=0.5, **given)


@pytest.mark.parametrize("name", ["surveyed", "se"])
def test_a_survey_is_numbers(name):
    with pytest.raises(DataError, match=f"^`{name}` must hold numbers only"):
        healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, 0.5, **SMALL, **{name: "many"})


@pytest.mark.parametrize(
    ("share", "survey", "words"),
    [
        ([0.5, 1.1, 0.5, 0.5], {"se": 0.1}, "`healthy_share` is not between 0 and 1 for band 2"),
        ([0.5, 0.5, -0.1, 0.5], {"se": 0.1}, "`healthy_share` is not between 0 and 1 for band 3"),
        (
            0.5,
            {"surveyed": [9, 9, 9, 0]},
            "^`surveyed` is not above 0 for band 4. Join bands in which nobody was asked.$",
        ),
        (0.5, {"se": [0.1, -0.1, 0, 0]}, "`se` is below 0 for band 2"),
    ],
)
def test_a_survey_that_cannot_be_is_refused(share, survey, words):
    with pytest.raises(DataError, match=words):
        healthy_life_expectancy(FEW_DEATHS, FEW_PEOPLE, share, **SMALL, **survey)


def test_what_to_do_on_a_refusal_is_raise_or_nan():
    with pytest.raises(DataError, match="`on_refusal` is raise or nan; it was 'drop'"):
        life_expectancy(FEW_DEATHS, FEW_PEOPLE, **SMALL, on_refusal="drop")
