"""p' and u' charts are checked against qicharts2, by law, and by misuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.errors import DataError, MissingValues
from evenground.measures import p_prime, u_prime, xmr

# 40 months of patients harmed out of 20, and of bed days that passed until 20 harms
HARMED = [5, 10, 7, 9, 8, 9, 12, 8, 8, 12, 14, 10, 9, 13, 12, 10, 9, 10, 11, 9]
HARMED += [7, 11, 12, 11, 10, 11, 15, 11, 8, 11, 8, 13, 10, 13, 10, 12, 12, 8, 6, 7]
DAYS = [737.8683, 1067.4747, 830.2434, 972.6019, 1121.8021, 1105.0561, 1004.3137, 834.1721]
DAYS += [1304.0684, 1192.9697, 1001.8606, 863.774, 1030.0695, 936.6907, 1108.9906, 1016.5784]
DAYS += [960.2955, 1023.7361, 1038.5822, 1120.4896, 949.8779, 1017.2637, 1029.9783, 1119.8615]
DAYS += [1063.1936, 1059.1008, 1113.4688, 946.8055, 859.9026, 1140.3477, 1202.8721, 793.7579]
DAYS += [843.5205, 1006.4433, 930.4589, 969.4379, 1142.0449, 1196.4191, 1094.5909, 900.9855]

shares = st.lists(
    st.integers(20, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=25,
)


# qicharts2


def test_limits_of_shares_agree_with_qicharts2():
    chart = p_prime(HARMED, 20)
    assert chart.mean == pytest.approx([0.50125] * 40, abs=1e-15)
    assert chart.lower == pytest.approx([0.18755660120021822] * 40, rel=1e-14)
    assert chart.upper == pytest.approx([0.8149433987997817] * 40, rel=1e-14)
    assert chart.plain_lower == pytest.approx([0.16584085153353373] * 40, rel=1e-14)
    assert chart.plain_upper == pytest.approx([0.8366591484664663] * 40, rel=1e-14)


def test_limits_of_rates_agree_with_qicharts2():
    chart = u_prime([20] * 40, DAYS)
    assert chart.mean == pytest.approx([0.01967924358104278] * 40, rel=1e-14)
    upper = {0: 0.027740712356521507, 8: 0.025743162936024282, 39: 0.02697456954877536}
    plain = {0: 0.03517226170679415, 8: 0.03133325044956704, 39: 0.03369984213439182}
    lower = {0: 0.01161777480556405, 8: 0.013615324226061275, 39: 0.012383917613310199}
    plain_lower = {0: 0.004186225455291414, 8: 0.008025236712518518, 39: 0.00565864502769374}
    for month in upper:
        assert chart.upper[month] == pytest.approx(upper[month], rel=1e-12)
        assert chart.lower[month] == pytest.approx(lower[month], rel=1e-12)
        assert chart.plain_upper[month] == pytest.approx(plain[month], rel=1e-12)
        assert chart.plain_lower[month] == pytest.approx(plain_lower[month], rel=1e-12)
    assert chart.sigma_z == pytest.approx([0.5203291385865961] * 40, rel=1e-12)


# laws


@given(shares)
def test_limits_of_shares_enclose_the_mean_and_stay_possible(groups):
    count, denominator = np.array(groups).T
    chart = p_prime(count, denominator)
    assert (chart.lower >= 0).all()
    assert (chart.lower <= chart.mean).all()
    assert (chart.mean <= chart.upper).all()
    assert (chart.upper <= 1).all()
    assert chart.mean[0] == pytest.approx(count.sum() / denominator.sum())


@given(shares)
def test_those_in_and_those_out_are_mirror_images(groups):
    count, denominator = np.array(groups).T
    inside = p_prime(count, denominator, better_when="higher")
    outside = p_prime(denominator - count, denominator, better_when="lower")
    assert inside.lower == pytest.approx(1 - outside.upper, abs=1e-12)
    assert inside.sigma_z == pytest.approx(outside.sigma_z)
    assert (inside.cause == outside.cause).all()
    assert (inside.variation == outside.variation).all()


@given(shares, st.sampled_from([10, 1_000]))
def test_the_multiplier_of_a_rate_changes_the_numbers_and_no_label(groups, per):
    count, exposure = np.array(groups).T
    small, large = u_prime(count, exposure), u_prime(count, exposure, per=per)
    assert large.upper == pytest.approx(per * small.upper)
    assert large.plain_lower == pytest.approx(per * small.plain_lower)
    assert large.sigma_z == pytest.approx(small.sigma_z)
    assert (large.cause == small.cause).all()


@given(st.lists(st.integers(0, 50), min_size=2, max_size=25))
def test_with_equal_denominators_the_chart_is_an_xmr_chart(count):
    """But for the published constants: 2.66 there, 3 / 1.128 here."""
    ours, theirs = u_prime(count, 50), xmr(np.array(count) / 50, screen_outliers=False)
    width, reach = theirs.upper - theirs.mean, ours.upper - ours.mean
    assert reach == pytest.approx(width * 3 / 1.128 / 2.66)


def test_chance_alone_gives_a_sigma_z_near_1_and_more_variation_a_larger_one():
    rng = np.random.default_rng(5)
    chance = p_prime(rng.binomial(5_000, 0.3, (200, 40)), 5_000)
    more = p_prime(rng.binomial(5_000, rng.uniform(0.25, 0.35, (200, 40))), 5_000)
    assert np.mean(chance.sigma_z) == pytest.approx(1, abs=0.03)
    assert np.mean(more.sigma_z) > 3
    assert np.mean(more.upper > more.plain_upper) == 1
    events = u_prime(rng.poisson(80, (200, 40)), 1_000)
    assert np.mean(events.sigma_z) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("make", [p_prime, u_prime])
def test_many_series_at_once_give_what_each_gives_alone(make):
    rng = np.random.default_rng(3)
    size = rng.integers(100, 900, (2, 2, 30))
    count = rng.binomial(size, 0.2)
    options = {
        "baseline": 10,
        "rebase": [14],
        "better_when": "lower",
        "target": 0.3,
        "screen_outliers": True,
        "rules": "nhsrplotthedots",
    }
    together = make(count, size, **options)
    for here in np.ndindex(2, 2):
        alone = make(count[here], size[here], **options)
        for field in ("mean", "lower", "upper", "sigma_z", "plain_lower", "plain_upper"):
            np.testing.assert_array_equal(getattr(together, field)[here], getattr(alone, field))
        assert (together.cause[here] == alone.cause).all()
        assert (together.variation[here] == alone.variation).all()
        assert together.assurance[here] == alone.assurance


# one by one


@pytest.mark.parametrize("make", [p_prime, u_prime])
def test_a_point_on_more_people_has_closer_limits_and_weighs_more(make):
    chart = make([10, 20, 300], [100, 100, 1_000])
    assert chart.mean == pytest.approx([330 / 1_200] * 3)
    widths = chart.plain_upper - chart.mean
    assert widths[0] == widths[1]
    assert widths[0] / widths[2] == pytest.approx(np.sqrt(10))


def test_limits_stop_at_nobody_and_at_everybody():
    few, most = u_prime([1, 0, 2, 0, 1], 10, per=100), p_prime([9, 10, 8, 10, 9], 10)
    assert few.lower.tolist() == few.plain_lower.tolist() == [0] * 5
    assert most.upper.tolist() == most.plain_upper.tolist() == [1] * 5
    assert u_prime([15, 5, 20, 1, 9], 10).upper.max() > 1


def test_the_moving_ranges_are_those_of_standardised_values():
    chart = p_prime([10, 20, 300], [100, 100, 1_000])
    p = 330 / 1_200
    z = (np.array([0.1, 0.2, 0.3]) - p) / np.sqrt(p * (1 - p) / np.array([100, 100, 1_000]))
    assert chart.moving_range[1:] == pytest.approx(np.abs(np.diff(z)))
    assert chart.sigma_z == pytest.approx([np.abs(np.diff(z)).mean() / 1.128] * 3)
    assert chart.upper == pytest.approx(p + (chart.plain_upper - p) * chart.sigma_z[0])
    assert chart.moving_range_upper == pytest.approx(3.267 * 1.128 * chart.sigma_z)
    assert chart.value == pytest.approx([0.1, 0.2, 0.3])


def test_a_point_on_the_mean_is_no_standard_error_away():
    chart = p_prime([10, 20, 30], 100)
    assert chart.moving_range[1] == pytest.approx(chart.moving_range[2])
    assert chart.moving_range[1] == pytest.approx(0.1 / np.sqrt(0.2 * 0.8 / 100))


def test_a_baseline_and_a_new_part_set_their_own_means_and_widths():
    count, size = [10, 14, 9, 60, 20, 24, 22, 90], [100] * 8
    chart = p_prime(count, size, baseline=3, rebase=[4])
    assert chart.mean == pytest.approx([0.11] * 4 + [0.22] * 4)
    assert chart.sigma_z[:4] == pytest.approx(p_prime(count[:3], size[:3]).sigma_z[[0] * 4])
    assert chart.sigma_z[4:] == pytest.approx(p_prime(count[4:7], size[:3]).sigma_z[[0] * 4])
    assert chart.cause[[3, 7]].tolist() == ["outside limits"] * 2
    assert chart.short.all()


def test_a_moving_range_far_above_the_others_stays_in_unless_asked():
    count = [50, 52, 50, 52, 95, 52, 50, 52, 50, 52, 50, 52, 50, 52]
    for make in (p_prime, u_prime):
        whole, screened = make(count, 100), make(count, 100, screen_outliers=True)
        assert whole.sigma_z[0] > 3 * screened.sigma_z[0]


@pytest.mark.parametrize("make", [p_prime, u_prime])
def test_a_series_without_events_has_no_special_cause(make):
    chart = make([0] * 20, [50, 60] * 10)
    assert (chart.cause == "common cause").all()
    assert (chart.upper == 0).all()


def test_everybody_every_time_has_no_special_cause():
    chart = p_prime([50, 60] * 10, [50, 60] * 10)
    assert (chart.cause == "common cause").all()
    assert (chart.lower == 1).all()


def test_events_after_a_baseline_without_any_are_outside_its_limits():
    chart = u_prime([0] * 12 + [1, 2], 50, baseline=12)
    assert chart.cause.tolist() == ["common cause"] * 12 + ["outside limits"] * 2
    assert np.isnan(chart.moving_range[-1])


@pytest.mark.parametrize("make", [p_prime, u_prime])
def test_options_reach_the_chart(make):
    count = [10, 12] * 10 + [40]
    chart = make(count, 100, better_when="lower", target=0.5)
    assert chart.variation[-1] == "concern"
    assert chart.assurance == "pass"
    values = [20, 24] * 10 + [44, 36]
    beyond = {rules: make(values, 100, rules=rules).cause[-1] for rules in ("announced",
                                                                            "nhsrplotthedots")}  # fmt: skip
    assert beyond == {"announced": "two of three", "nhsrplotthedots": "common cause"}


# refusals


def test_shares_and_rates_need_people():
    with pytest.raises(
        DataError, match="^`denominator` is 0 for point 2. Leave points without people out.$"
    ):
        p_prime([1, 0], [10, 0])
    with pytest.raises(
        DataError, match="^`exposure` is 0 for point 2. Leave points without people out.$"
    ):
        u_prime([1, 0], [10, 0])


def test_a_missing_count_is_not_zero():
    with pytest.raises(MissingValues, match="`count` has no value for point 2"):
        p_prime([1, None], 10)
    with pytest.raises(MissingValues, match="`exposure` has no value for point 1"):
        u_prime([1, 2], [None, 10])


def test_a_share_cannot_be_above_everybody():
    with pytest.raises(
        DataError,
        match="^`count` is larger than `denominator` for point 2. Check the two columns.$",
    ):
        p_prime([1, 11], 10)
    assert u_prime([1, 11], 10).value[1] == 1.1


@pytest.mark.parametrize("per", [0, -1, np.inf])
def test_a_rate_for_every_so_many_people_needs_people(per):
    with pytest.raises(DataError, match="`per` is above 0"):
        u_prime([1, 2], 10, per=per)
