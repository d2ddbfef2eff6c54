"""Parts of a gap add up to it: rates and mix, ages and causes."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import arriaga, kitagawa, life_expectancy

Z = 1.959963984540054


@st.composite
def categories(draw, groups=2):
    rows = draw(st.integers(1, 8))
    people = [draw(st.lists(st.integers(5, 900), min_size=rows, max_size=rows)) for _ in "ab"]
    counts = [[draw(st.integers(0, size)) for size in each] for each in people]
    return counts[0], people[0], counts[1], people[1]


# Kitagawa


@given(categories(), st.booleans(), st.sampled_from(["rate", "proportion"]))
def test_rates_and_composition_add_up_to_the_gap(groups, interaction, kind):
    x, n, y, m = groups
    parts = kitagawa(*groups, kind=kind, interaction=interaction, per=100)
    gap = 100 * sum(x) / sum(n) - 100 * sum(y) / sum(m)
    assert parts.gap.value == pytest.approx(gap, abs=1e-10)
    whole = parts.rates.value + parts.composition.value + parts.interaction.value
    assert whole == pytest.approx(gap, abs=1e-10)
    assert parts.rates_by.sum() == pytest.approx(float(parts.rates.value), abs=1e-10)
    assert parts.composition_by.sum() == pytest.approx(float(parts.composition.value), abs=1e-10)
    for part in parts[:4]:
        assert part.lower <= part.value <= part.upper


@given(categories())
def test_swapping_the_groups_turns_every_part_round(groups):
    x, n, y, m = groups
    there, back = kitagawa(*groups, kind="rate"), kitagawa(y, m, x, n, kind="rate")
    for ours, theirs in zip(there[:3], back[:3], strict=True):
        assert ours.value == pytest.approx(-theirs.value, abs=1e-12)
        assert ours.lower == pytest.approx(-theirs.upper, abs=1e-12)


@given(categories(), st.randoms(), st.booleans())
def test_the_order_of_categories_does_not_matter(groups, random, interaction):
    order = random.sample(range(len(groups[0])), len(groups[0]))
    moved = [np.array(each)[order] for each in groups]
    first = kitagawa(*groups, kind="proportion", interaction=interaction)
    again = kitagawa(*moved, kind="proportion", interaction=interaction)
    np.testing.assert_allclose(np.array(again[:4]), np.array(first[:4]), atol=1e-12)
    np.testing.assert_allclose(again.rates_by, first.rates_by[order], atol=1e-12)


@given(categories())
def test_splitting_a_category_of_even_rates_changes_no_effect_of_rates(groups):
    doubled = [np.repeat(np.array(each) / 2, 2) for each in groups]
    first, again = kitagawa(*groups, kind="rate"), kitagawa(*doubled, kind="rate")
    for ours, theirs in zip(first[:2], again[:2], strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_the_same_mix_leaves_rates_alone_and_the_same_rates_leave_the_mix_alone():
    same_mix = kitagawa([30, 80], [300, 200], [40, 20], [600, 400], kind="rate")
    assert same_mix.composition.value == pytest.approx(0, abs=1e-15)
    same_rates = kitagawa([30, 80], [300, 200], [60, 40], [600, 100], kind="rate")
    assert same_rates.rates.value == pytest.approx(0, abs=1e-15)


FOUR_NAMES = ["count", "population", "reference_count", "reference_population"]
FOUR = ([30, 80], [300, 200], [40, 20], [700, 100])


def test_parts_worked_by_hand():
    f, g = np.array([0.6, 0.4]), np.array([0.875, 0.125])
    r, s = np.array([0.1, 0.4]), np.array([40 / 700, 0.2])
    two = kitagawa(*FOUR, kind="proportion")
    np.testing.assert_allclose(two.rates_by, (f + g) / 2 * (r - s), rtol=1e-12)
    np.testing.assert_allclose(two.composition_by, (r + s) / 2 * (f - g), rtol=1e-12)
    assert two.interaction == (0, 0, 0)
    three = kitagawa(*FOUR, kind="proportion", interaction=True)
    np.testing.assert_allclose(three.rates_by, g * (r - s), rtol=1e-12)
    np.testing.assert_allclose(three.composition_by, s * (f - g), rtol=1e-12)
    assert three.interaction.value == pytest.approx(((f - g) * (r - s)).sum(), rel=1e-12)


@pytest.mark.parametrize("kind", ["rate", "proportion"])
def test_limits_worked_by_hand(kind):
    f, g = np.array([0.6, 0.4]), np.array([0.875, 0.125])
    r, s = np.array([0.1, 0.4]), np.array([40 / 700, 0.2])
    n, m = np.array([300, 200]), np.array([700, 100])
    v, w = (r / n, s / m) if kind == "rate" else (r * (1 - r) / n, s * (1 - s) / m)
    two = kitagawa(*FOUR, kind=kind, per=1_000)
    three = kitagawa(*FOUR, kind=kind, per=1_000, interaction=True)
    for part, variance in [
        (two.gap, (f**2 * v + g**2 * w).sum()),
        (two.rates, ((f + g) ** 2 / 4 * (v + w)).sum()),
        (two.composition, ((f - g) ** 2 / 4 * (v + w)).sum()),
        (three.gap, (f**2 * v + g**2 * w).sum()),
        (three.rates, (g**2 * (v + w)).sum()),
        (three.composition, ((f - g) ** 2 * w).sum()),
        (three.interaction, ((f - g) ** 2 * (v + w)).sum()),
    ]:
        half = 1_000 * Z * np.sqrt(variance)
        assert part.upper - part.value == pytest.approx(half, rel=1e-9)
        assert part.value - part.lower == pytest.approx(half, rel=1e-9)
    wide = kitagawa(*FOUR, kind=kind, per=1_000, confidence=0.998)
    assert wide.rates.upper > two.rates.upper


def test_many_gaps_at_once_give_what_each_gives_alone():
    rng = np.random.default_rng(4)
    n, m = rng.integers(50, 900, (2, 5, 3, 6))
    x, y = rng.binomial(n, 0.2), rng.binomial(m, 0.1)
    together = kitagawa(x, n, y, m, kind="rate")
    assert together.gap.value.shape == (5, 3)
    for place in np.ndindex(5, 3):
        alone = kitagawa(x[place], n[place], y[place], m[place], kind="rate")
        for ours, theirs in zip(together, alone, strict=True):
            if isinstance(ours, tuple):
                assert [part[place] for part in ours] == pytest.approx(list(theirs), rel=1e-12)
            else:
                np.testing.assert_allclose(ours[place], theirs, rtol=1e-12)


def test_a_category_that_cannot_answer_is_refused_or_left_out():
    empty = ([30, 80], [300, 200], [40, 0], [700, 0])
    with pytest.raises(DataError, match="`reference_population` is 0 for band 2"):
        kitagawa(*empty, kind="rate")
    with pytest.raises(
        DataError, match="^`population` is 0 for band 1. Join it with the band beside it.$"
    ):
        kitagawa([0, 80], [0, 200], [40, 5], [700, 5], kind="rate")
    for place, name in enumerate(FOUR_NAMES):
        given_ = [np.array([each, each], dtype=float) for each in FOUR]
        given_[place][1, 0] = np.nan
        with pytest.raises(MissingValues, match=f"`{name}` has no value for band 1 of group 2"):
            kitagawa(*given_, kind="proportion")
        parts = kitagawa(*given_, kind="proportion", on_refusal="nan")
        assert np.isnan(parts.gap.value).tolist() == [False, True]
        assert np.isnan(np.array(parts[:3])[..., 1]).all()
        assert np.isfinite(parts.rates_by[0]).all()
    for order in ([0, 1, 2, 3], [2, 3, 0, 1]):
        parts = kitagawa(*(empty[at] for at in order), kind="rate", on_refusal="nan")
        assert np.isnan(parts.rates.upper)


def test_wrong_use_is_refused():
    with pytest.raises(DataError, match="`kind` is rate or proportion; it was 'mean'"):
        kitagawa(*FOUR, kind="mean")
    with pytest.raises(
        DataError, match="^`count` is larger than `population` for group 1. Check the two columns.$"
    ):
        kitagawa([301, 80], [300, 200], [40, 20], [700, 100], kind="proportion")
    with pytest.raises(
        DataError,
        match="^`reference_count` is larger than `reference_population` for group 2. Check "
        "the two columns.$",
    ):
        kitagawa([30, 80], [300, 200], [40, 101], [700, 100], kind="proportion")
    assert kitagawa([301, 80], [300, 200], [40, 101], [700, 100], kind="rate").gap.value > 0
    with pytest.raises(
        DataError,
        match="^The last axis holds the same bands, in the same order: `count` has 2, "
        "`population` has 2, `reference_count` has 3, `reference_population` has 3.$",
    ):
        kitagawa([30, 80], [300, 200], [40, 20, 3], [700, 100, 5], kind="rate")
    with pytest.raises(DataError, match="`per` is above 0"):
        kitagawa(*FOUR, kind="rate", per=0)


# Arriaga


WIDTHS = [1, 4, *[5] * 17, None]
PEOPLE = [7060, 35059, 46974, 48489, 43219, 38561, 46009, 57208, 61435, 55601]
PEOPLE += [50209, 56416, 46411, 39820, 37978, 37039, 33288, 23306, 11936, 11936]
DEATHS = [17, 9, 4, 8, 20, 15, 24, 33, 50, 71, 100, 163, 263, 304, 536, 872, 1390, 1605, 1936, 1937]
FEWER = [12, 9, 1, 0, 15, 19, 20, 28, 44, 75, 80, 120, 200, 290, 480, 800, 1200, 1500, 1800, 1990]

by_age = st.lists(st.integers(1, 1_000), min_size=20, max_size=20)


@given(by_age, by_age, st.booleans())
def test_ages_add_up_to_the_gap_in_life_expectancy(deaths, others, symmetric):
    people = np.full(20, 30_000)
    parts = arriaga(deaths, people, others, people, widths=WIDTHS, symmetric=symmetric)
    gap = [life_expectancy(x, people, widths=WIDTHS, widest=np.inf) for x in (deaths, others)]
    longest = max(float(one.value) for one in gap)  # 30,000 years with one death in the last band
    digits = 1e-12 * longest
    assert parts.gap == pytest.approx(gap[0].value - gap[1].value, abs=digits)
    assert parts.by_age.sum() == pytest.approx(float(parts.gap), abs=digits)
    assert parts.by_cause is None
    fewer = np.array(deaths) < np.array(others)
    assert ((parts.by_age > 0) == fewer).all()


@given(by_age, by_age)
def test_averaged_over_both_orders_the_groups_can_be_swapped(deaths, others):
    people = np.full(20, 30_000)
    there = arriaga(deaths, people, others, people, widths=WIDTHS, symmetric=True)
    back = arriaga(others, people, deaths, people, widths=WIDTHS, symmetric=True)
    np.testing.assert_allclose(there.by_age, -back.by_age, atol=1e-12)
    one = arriaga(deaths, people, others, people, widths=WIDTHS).by_age
    other = arriaga(others, people, deaths, people, widths=WIDTHS).by_age
    np.testing.assert_allclose(there.by_age, (one - other) / 2, atol=1e-12)


@given(st.data())
def test_causes_add_up_to_their_age(data):
    split = data.draw(st.lists(st.floats(0, 1), min_size=20, max_size=20))
    other_split = data.draw(st.lists(st.floats(0, 1), min_size=20, max_size=20))
    x, y = np.array(DEATHS, dtype=float), np.array(FEWER, dtype=float)
    causes, others = [x * split, x - x * split], [y * other_split, y - y * other_split]
    parts = arriaga(x, PEOPLE, y, PEOPLE, widths=WIDTHS, causes=causes, reference_causes=others)
    np.testing.assert_allclose(parts.by_cause.sum(axis=0), parts.by_age, atol=1e-12)


def published_effects(x, n, y, m, widths):
    """Direct and indirect effects as published, from columns of the two life tables."""
    ages = np.concatenate([[0.0], np.cumsum(np.array(widths[:-1], dtype=float))])
    alive, lived, total = {}, {}, {}
    for name, deaths, people in (("old", y, m), ("new", x, n)):
        rate = np.array(deaths) / np.array(people)
        width, a = np.diff(ages), np.where(np.diff(ages) == 1, 0.1, 0.5)
        q = width * rate[:-1] / (1 + width * (1 - a) * rate[:-1])
        alive[name] = np.concatenate([[1.0], np.cumprod(1 - q)])
        died = alive[name][:-1] - alive[name][1:]
        closed = width * alive[name][1:] + a * width * died
        lived[name] = np.append(closed, alive[name][-1] / rate[-1])
        total[name] = np.cumsum(lived[name][::-1])[::-1]
    old, new = alive["old"], alive["new"]
    direct = old[:-1] * (lived["new"] / new - lived["old"] / old)[:-1]
    indirect = total["new"][1:] * (old[:-1] / new[:-1] - old[1:] / new[1:])
    last = old[-1] * (total["new"][-1] / new[-1] - total["old"][-1] / old[-1])
    return np.append(direct + indirect, last)


def test_ages_agree_with_the_published_formula():
    parts = arriaga(DEATHS, PEOPLE, FEWER, PEOPLE, widths=WIDTHS)
    expected = published_effects(DEATHS, PEOPLE, FEWER, PEOPLE, WIDTHS)
    np.testing.assert_allclose(parts.by_age, expected, atol=1e-12)


def test_ages_are_the_change_when_rates_are_exchanged_from_the_oldest_down():
    parts = arriaga(DEATHS, PEOPLE, FEWER, PEOPLE, widths=WIDTHS)
    mixed, years = list(FEWER), []
    for band in range(19, -1, -1):
        before = life_expectancy(mixed, PEOPLE, widths=WIDTHS).value
        mixed[band] = DEATHS[band]
        years.insert(0, float(life_expectancy(mixed, PEOPLE, widths=WIDTHS).value - before))
    np.testing.assert_allclose(parts.by_age, years, atol=1e-12)


def test_equal_rates_add_nothing_and_causes_that_change_places_cancel():
    causes = [np.array(DEATHS) * 0.5, np.array(DEATHS) * 0.5]
    others = [np.array(DEATHS) * 0.2, np.array(DEATHS) * 0.8]
    parts = arriaga(
        DEATHS, PEOPLE, DEATHS, PEOPLE, widths=WIDTHS, causes=causes, reference_causes=others
    )
    assert parts.gap == 0
    assert (parts.by_age == 0).all()
    assert (parts.by_cause[0] < 0).all()
    np.testing.assert_allclose(parts.by_cause[0], -parts.by_cause[1], rtol=1e-12)


def test_the_options_of_a_life_table_reach_both_groups():
    short = {"widths": [20, 40, None]}
    few = ([9, 50, 400], [2_000, 4_000, 900], [5, 30, 350], [1_000, 2_000, 900])
    with pytest.raises(DataError, match="Fewer than 5,000 person-years"):
        arriaga(*few, **short)
    parts = arriaga(*few, **short, least_population=3_000)
    assert parts.by_age.sum() == pytest.approx(float(parts.gap), abs=1e-12)
    early = arriaga(*few, **short, least_population=0, a=[0.1, 0.2, 0.5])
    assert early.gap != parts.gap
    assert early.by_age.sum() == pytest.approx(float(early.gap), abs=1e-12)
    infants = [1, 4, None]
    born = arriaga(*few, widths=infants, least_population=0)
    later = arriaga(*few, widths=infants, least_population=0, first_age=1)
    assert born.by_age[0] != later.by_age[0]


@pytest.mark.parametrize("place", [0, 2])
def test_a_group_without_a_life_table_leaves_the_others(place):
    given_ = [np.array([each, each], dtype=float) for each in (DEATHS, PEOPLE, FEWER, PEOPLE)]
    given_[place][1, -1] = 0
    with pytest.raises(
        DataError,
        match="^No deaths in the last band, for group 2: no life expectancy can be given. "
        "Begin the last band earlier.$",
    ):
        arriaga(*given_, widths=WIDTHS)
    parts = arriaga(*given_, widths=WIDTHS, on_refusal="nan")
    assert np.isnan(parts.gap).tolist() == [False, True]
    assert np.isnan(parts.by_age[1]).all()
    alone = arriaga(DEATHS, PEOPLE, FEWER, PEOPLE, widths=WIDTHS)
    np.testing.assert_allclose(parts.by_age[0], alone.by_age, rtol=1e-12)


def test_causes_that_do_not_fit_are_refused():
    halves = [np.array(DEATHS) / 2, np.array(DEATHS) / 2]
    both = {"causes": halves, "reference_causes": halves}
    same = (DEATHS, PEOPLE, DEATHS, PEOPLE)
    with pytest.raises(DataError, match="^Give `causes` and `reference_causes`, or neither.$"):
        arriaga(*same, widths=WIDTHS, causes=halves)
    with pytest.raises(DataError, match="^Give `causes` and `reference_causes`, or neither.$"):
        arriaga(*same, widths=WIDTHS, reference_causes=halves)
    with pytest.raises(DataError, match="`reference_causes` does not add up to the deaths for gro"):
        arriaga(*same, widths=WIDTHS, **{**both, "reference_causes": [DEATHS, DEATHS]})
    with pytest.raises(
        DataError,
        match="^`causes` does not add up to the deaths for group 1. Give the rest as a cause.$",
    ):
        arriaga(*same, widths=WIDTHS, **{**both, "causes": [halves[0], halves[0] * 0]})
    for wrong in (DEATHS, [DEATHS]):
        for name in both:
            with pytest.raises(
                DataError,
                match="^Causes have an axis before the axis of bands: the same in both groups.$",
            ):
                arriaga(*same, widths=WIDTHS, **{**both, name: wrong})


@pytest.mark.real_data
def test_real_gaps_by_deprivation_add_up_by_age_and_cause(shared_data):
    deaths, people = real(shared_data)
    parts = arriaga(
        deaths[0].sum(0),
        people[0],
        deaths[9].sum(0),
        people[9],
        widths=WIDTHS,
        causes=deaths[0],
        reference_causes=deaths[9],
    )
    assert -10 < parts.gap < -7
    np.testing.assert_allclose(parts.by_age.sum(), parts.gap, atol=1e-11)
    np.testing.assert_allclose(parts.by_cause.sum(0), parts.by_age, atol=1e-12)
    expected = published_effects(deaths[0].sum(0), people[0], deaths[9].sum(0), people[9], WIDTHS)
    np.testing.assert_allclose(parts.by_age, expected, atol=1e-11)
    rest = (deaths[0] / people[0] - deaths[9] / people[9]) / (
        deaths[0].sum(0) / people[0] - deaths[9].sum(0) / people[9]
    )
    np.testing.assert_allclose(parts.by_cause, parts.by_age * rest, atol=1e-10)


def real(shared_data):
    """Deaths of men by decile, cause and band, and men by decile and band, of 2013 to 2015."""
    folder = shared_data / "mortality"
    deaths, people = (
        pl.read_csv(folder / f"ons_{name}_by_imd_decile_age5_sex_cause.csv")
        for name in ("deaths", "pops")
    )
    arrays = []
    for table, keys, shape in (
        (deaths, ["imd", "cause"], (10, 10, 20)),
        (people, ["imd"], (10, 20)),
    ):
        table = table.rename({column: column.strip() for column in table.columns})
        bands = [c for c in table.columns if c not in {"year", "imd", "sex", "cause", "All Ages"}]
        chosen = table.filter((pl.col("sex") == "Male") & (pl.col("year") >= 2013))
        sums = chosen.group_by(keys).agg(pl.col(bands).sum()).sort(keys)
        arrays.append(sums.select(bands).to_numpy().reshape(shape))
    return arrays
