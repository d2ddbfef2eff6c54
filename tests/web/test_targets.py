"""How far a gap is to close: weighed before it is set, kept when it changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Target
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_figures, add_pledge, make_gap, make_release
from tests.web.pages import page, press, words
from tests.web.proof_records import NOW, tied_gap

DAY = date(2028, 3, 31)


@pytest.fixture
def baseline(universe):
    return tied_gap(universe)


def aim(baseline, by, **given):
    asked = {"measure": "absolute", "value": 9.0, "by_day": DAY, "reason": "Half in seven years"}
    return services.set_target(baseline, by=by, now=NOW, **{**asked, **given})


def weigh(baseline, **given):
    asked = {"measure": "absolute", "value": 9.0, "level": None, "by_day": DAY}
    return services.weigh(baseline, **{**asked, **given})


def test_a_target_is_set_with_its_reason_and_by_whom(universe, baseline):
    target = aim(baseline, universe.alice, level=26.0)
    assert (target.version, target.set_by, target.reason) == (
        1, universe.alice, "Half in seven years",
    )  # fmt: skip
    assert services.target_words(target) == (
        "the gap at most 9.0 percentage points, and the figure for Most deprived at 26.0, by "
        "31 March 2028"
    )
    assert "set a target" in audit.history(baseline.commitment).first().sentence


def test_a_changed_target_keeps_the_old_one(universe, baseline):
    first = aim(baseline, universe.alice)
    again = aim(baseline, universe.alice, measure="percent", value=30, reason="Money was cut")
    assert [one.version for one in baseline.targets.all()] == [2, 1]
    assert again.reason == "Money was cut"
    assert services.target_words(again).startswith("the gap 30% smaller, at most 12.5 percentage")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Target.objects.filter(pk=first.pk).update(value=1)


def test_the_same_target_pressed_twice_is_one(universe, baseline):
    assert aim(baseline, universe.alice) == aim(baseline, universe.alice)
    assert Target.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"by_day": date(2021, 6, 1)}, "1 June 2021 is not after the day of the promise"),
        ({"by_day": date(2019, 1, 1)}, "is not after the day of the promise"),
        ({"value": 17.9}, "would let it grow or stay"),
        ({"value": -1}, "0 means that there is no gap left"),
        ({"measure": "percent", "value": 0}, "above 0 and up to 100"),
        ({"measure": "percent", "value": 101}, "above 0 and up to 100"),
        ({"measure": "ratio", "value": 0.9}, "both groups are equal"),
        ({"measure": "ratio", "value": 3}, "would let it grow or stay"),
        ({"measure": "odds"}, "Choose what the target is about"),
        ({"reason": " "}, "Write why this is the target"),
    ],
)
def test_what_is_no_target_is_refused(universe, baseline, given, said):
    with pytest.raises(RuleBroken, match=said):
        aim(baseline, universe.alice, **given)
    assert not Target.objects.exists()


def test_a_ratio_needs_a_ratio_to_start_from(universe):
    gap = make_gap(universe)
    add_figures(gap, make_release(), "2019/20", (34, 33, 35), (16, 15, 17), (18, 17, 19))
    baseline = services.name_gap(add_pledge(universe), by=None, gap=gap, on=date(2020, 6, 1))
    with pytest.raises(RuleBroken, match="there is no ratio to lower"):
        aim(baseline, universe.alice, measure="ratio", value=1.5)


def test_what_could_not_be_told_from_chance_is_said_before_saving(baseline):
    weighed = weigh(baseline, value=17.0)
    seen = (1.95996 + 0.84162) / 1.95996 * 1.41 * 0.5 * 2**0.5
    assert weighed.detectable == pytest.approx(seen, rel=1e-4)
    assert weighed.words[0] == (
        "A change smaller than 1.4 percentage points could not be told from chance with these "
        "numbers."
    )
    (warning,) = weighed.warnings
    assert warning == (
        "This target asks for a change of 0.9 percentage points. That is within what chance alone "
        "does: if it is met, nobody will be able to say so."
    )
    assert weigh(baseline, value=9.0).warnings == ()


def test_where_the_trend_leads_is_said_with_limits(baseline):
    expected = weigh(baseline).expected
    assert expected.periods == 5
    assert expected.figure.value == pytest.approx(23.0, abs=0.1)
    assert expected.figure.lower < expected.figure.value < expected.figure.upper
    assert (
        "If nothing changes, the trend from 2016/17 to 2020/21 leads to 23.0"
        in (weigh(baseline).words[1])
    )
    assert "led on for more than half its own length" in weigh(baseline).words[1]


def test_a_target_weaker_than_the_trend_is_told_and_not_blocked(universe):
    closing = {period: 20 - year for year, period in enumerate(
        ("2016/17", "2017/18", "2018/19", "2019/20", "2020/21"))}  # fmt: skip
    baseline = tied_gap(universe, before=closing)
    (warning,) = weigh(baseline, value=12.0, by_day=date(2026, 3, 31)).warnings
    assert warning.startswith(
        "This target asks for less than the trend alone would bring: 11.0 percentage points by 31 "
        "March 2026."
    )
    assert aim(baseline, universe.alice, value=12.0, by_day=date(2026, 3, 31)).version == 1


def test_a_ratio_is_weighed_as_a_ratio(baseline):
    weighed = weigh(baseline, measure="ratio", value=2.05)
    assert weighed.words[0].startswith("The ratio must fall by a factor of 1.0")
    assert "within what chance alone does" in weighed.warnings[0]
    assert weighed.expected.figure.value == pytest.approx(2.48, abs=0.03)


def test_two_periods_are_no_trend(universe):
    baseline = tied_gap(universe, before={"2019/20": 17.0, "2020/21": 17.9})
    weighed = weigh(baseline)
    assert weighed.expected is None
    assert weighed.words[1] == (
        "What the trend alone would bring cannot be said: there are 2 periods up to the promise, "
        "and a trend needs at least 3."
    )


def test_a_level_that_is_no_better_is_told(baseline):
    (warning,) = weigh(baseline, level=34.0).warnings
    assert warning.endswith("so a target of 34.0 asks for no improvement.")
    assert weigh(baseline, level=30.0).warnings == ()


def test_a_target_below_nought_is_seen_from_the_side_of_the_promise(universe):
    gap, release = make_gap(universe, better_when="higher"), make_release()
    add_figures(
        gap, release, "2020/21", (40, 39, 41), (58, 57, 59), (-18, -19, -17), (0.69, 0.67, 0.71)
    )
    baseline = services.name_gap(add_pledge(universe), by=None, gap=gap, on=date(2021, 6, 1))
    assert weigh(baseline, measure="percent", value=50).wanted.value == pytest.approx(9.0)
    assert weigh(baseline, measure="ratio", value=1.2).detectable == pytest.approx(1.06, abs=0.02)


def test_on_the_page_a_target_is_weighed_and_then_saved(universe, baseline, client):
    address = f"{baseline.get_absolute_url()}target/"
    assert "A change smaller than 1.4 percentage points" in page(
        client, address, as_=universe.alice
    )
    typed = {"measure": "absolute", "value": "17", "by_day": DAY, "reason": "A start"}
    weighed = press(client, address, **typed)
    assert "within what chance alone does" in words(weighed)
    assert not Target.objects.exists()
    mark = weighed.context["form"]["weighed"].value()
    changed = press(client, address, **{**typed, "value": "9"}, weighed=mark)
    assert "This target asks" not in words(changed)
    assert not Target.objects.exists()
    mark = changed.context["form"]["weighed"].value()
    saved = press(client, address, **{**typed, "value": "9"}, weighed=mark)
    assert "The target was saved" in words(saved)
    assert "The gap at most 9.0 percentage points, by 31 March 2028" in words(saved)


def test_a_refusal_comes_back_with_what_was_typed(universe, baseline, client):
    address = f"{baseline.get_absolute_url()}target/"
    typed = {"measure": "absolute", "value": "99", "by_day": DAY, "reason": "Too high by far"}
    answer = words(press(client, address, as_=universe.alice, **typed))
    assert "would let it grow or stay" in answer
    assert "Too high by far" in answer


def test_somebody_from_another_organisation_finds_no_page(universe, baseline, client):
    page(client, f"{baseline.get_absolute_url()}target/", as_=universe.bob, status=404)
