"""What leaves is safe: checked by an attacker who solves every sum exactly, in whole numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from evenground.disclosure import policy, protect_counts, read_policy, sums_of
from evenground.errors import DataError, DefinitionError

SAFE = policy("evenground-safe")

group = st.tuples(st.integers(0, 60), st.integers(0, 60)) | st.tuples(
    st.integers(0, 9), st.integers(0, 3_000)
)


def one_way(groups):
    """Groups and their total, as events and people: the total is the last cell."""
    events = [with_event for with_event, _ in groups]
    people = [with_event + without for with_event, without in groups]
    sums = sums_of([(len(groups), list(range(len(groups))))])
    return np.array([*events, sum(events)]), np.array([*people, sum(people)]), sums


def two_way(groups, width):
    """Groups by places with every margin: rows are places, columns groups, the last of each a total."""
    table = np.array(groups).reshape(-1, width, 2)
    table = np.concatenate([table, table.sum(axis=0, keepdims=True)], axis=0)
    table = np.concatenate([table, table.sum(axis=1, keepdims=True)], axis=1)
    cell = np.arange(table[..., 0].size).reshape(table.shape[:2])
    sums = sums_of(
        [(row[-1], list(row[:-1])) for row in cell]
        + [(column[-1], list(column[:-1])) for column in cell.T]
    )
    events = table[..., 0].ravel()
    return events, events + table[..., 1].ravel(), sums


def attack(events, people, sums, shown, shown_events, shown_people):
    """For every small count, the least and the most it can be for whoever solves all sums at once.

    The attacker knows the rules, knows which cells are hidden for their own sake and which of their
    counts is small, and everything displayed.
    """
    cells = len(events)
    low, high = np.zeros(2 * cells), np.full(2 * cells, 1e6)
    without = people - events
    for cell in range(cells):
        for position, count in ((cell, events[cell]), (cells + cell, without[cell])):
            if shown[cell]:
                low[position] = 8
            elif count < 8:
                high[position] = 7
        if shown[cell]:
            low[cell] = max(8, shown_events[cell] - 2)
            high[cell] = shown_events[cell] + 2
    rows, least, most = [], [], []
    for number, total in enumerate(sums.total):
        for first in (0, cells):
            row = np.zeros(2 * cells)
            row[first + sums.part[sums.of == number]] = 1
            row[first + total] -= 1
            rows, least, most = [*rows, row], [*least, 0], [*most, 0]
    for cell in range(cells):
        row = np.zeros(2 * cells)
        row[[cell, cells + cell]] = 1
        if shown[cell]:
            rows, least = [*rows, row], [*least, max(20, shown_people[cell] - 2)]
            most = [*most, shown_people[cell] + 2]
        elif people[cell] < 20:
            rows, least, most = [*rows, row], [*least, 0], [*most, 19]
    constraints = LinearConstraint(np.array(rows), least, most)
    targets = [c for c in range(cells) if events[c] < 8]
    targets += [cells + c for c in range(cells) if without[c] < 8]
    learned = {}
    for target in targets:
        aim = np.zeros(2 * cells)
        aim[target] = 1
        ends = [
            milp(
                sign * aim,
                integrality=np.ones(2 * cells),
                bounds=Bounds(low, high),
                constraints=constraints,
            ).fun
            * sign
            for sign in (1, -1)
        ]
        learned[target] = (round(ends[0]), round(ends[1]))
        truth = events[target] if target < cells else without[target - cells]
        assert learned[target][0] <= truth <= learned[target][1]
    return learned


def values_left(events, people, sums, protected):
    learned = attack(
        events, people, sums, protected.shown, protected.numerator, protected.denominator
    )
    return [most - least + 1 for least, most in learned.values()]


@settings(max_examples=60)
@given(st.lists(group, min_size=2, max_size=7))
@example([(7, 100), (102, 100)])
@example([(100, 100), (7, 100), (203, 100)])
def test_a_hidden_group_cannot_be_got_back_from_its_total(groups):
    events, people, sums = one_way(groups)
    protected = protect_counts(events, people, SAFE, sums=sums)
    assert all(left == 8 for left in values_left(events, people, sums, protected))


@settings(max_examples=25)
@given(st.integers(2, 4), st.data())
def test_a_hidden_cell_cannot_be_got_back_from_the_margins(width, data):
    groups = data.draw(st.lists(group, min_size=2 * width, max_size=2 * width))
    events, people, sums = two_way(groups, width)
    protected = protect_counts(events, people, SAFE, sums=sums)
    assert all(left >= 5 for left in values_left(events, people, sums, protected))


def events_left(events, shown, shown_events):
    """For every small number of events, how many values are left to whoever knows the total: what
    follows from one sum is worked out exactly by adding up the ends."""
    low = [max(8, at - 2) if seen else 0 for seen, at in zip(shown, shown_events, strict=True)]
    high = [at + 2 if seen else 7 if exact < 8 else 10**9
            for seen, at, exact in zip(shown, shown_events, events, strict=True)]  # fmt: skip
    *parts, total = range(len(events))
    left = []
    for part in parts:
        others = [one for one in parts if one != part]
        least = max(low[part], low[total] - sum(high[one] for one in others))
        most = min(high[part], high[total] - sum(low[one] for one in others))
        left += [most - least + 1] if events[part] < 8 else []
    return left


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(20, 300)), min_size=2, max_size=7))
@example([(7, 20), (102, 100)])
def test_a_hidden_number_of_events_cannot_be_got_back_from_the_total(groups):
    """Of events one person can have several, so that there may be more of them than people."""
    events, people = (np.array([*column, sum(column)]) for column in zip(*groups, strict=True))
    sums = sums_of([(len(groups), list(range(len(groups))))])
    protected = protect_counts(events, people, SAFE, sums=sums, share=False)
    assert all(left == 8 for left in events_left(events, protected.shown, protected.numerator))
    assert not protected.shown[events < 8].any()
    assert (protected.numerator[protected.shown] % 5 == 0).all()


def test_of_events_nobody_is_without():
    """49 events among 50 people leave nobody small in a rate, and one person in a share."""
    assert protect_counts([49], [50], SAFE, share=False).shown.all()
    assert not protect_counts([49], [50], SAFE).shown.any()


def test_without_the_second_step_the_attacker_finds_the_count():
    """So the attacker above is one that can win: 102 is shown as 100, 109 as 110, and 7 is what is left."""
    events, people, sums = one_way([(7, 100), (102, 100)])
    alone = protect_counts(events, people, SAFE)
    assert list(alone.shown) == [False, True, True]
    assert min(values_left(events, people, sums, alone)) == 2
    together = protect_counts(events, people, SAFE, sums=sums)
    assert not together.shown[1]


@given(st.lists(group, min_size=1, max_size=30))
def test_small_counts_and_small_remainders_are_hidden_and_the_rest_rounded(groups):
    events, people, _ = one_way(groups)
    protected = protect_counts(events, people, SAFE)
    small = (events < 8) | (people - events < 8) | (people < 20)
    assert (protected.shown == ~small).all()
    for shown, exact in ((protected.numerator, events), (protected.denominator, people)):
        assert np.isnan(shown[small]).all()
        assert (shown[~small] % 5 == 0).all()
        assert (abs(shown - exact)[~small] <= 2).all()
        assert (shown[~small] >= 10).all()


@given(st.lists(group, min_size=2, max_size=6), st.randoms())
def test_the_order_of_groups_does_not_matter(groups, random):
    shuffled = list(range(len(groups)))
    random.shuffle(shuffled)
    first = protect_counts(*one_way(groups)[:2], SAFE, sums=one_way(groups)[2])
    again = [groups[position] for position in shuffled]
    second = protect_counts(*one_way(again)[:2], SAFE, sums=one_way(again)[2])
    # equal sizes are interchangeable, so what is compared is how much of each size is shown
    sizes = np.array([sum(one) for one in groups])
    assert sorted(zip(sizes, first.shown, strict=False)) == sorted(
        zip(sizes[shuffled], second.shown, strict=False)
    )


def test_a_policy_may_show_zeros_and_then_they_are_exact():
    shows_zero = SAFE.model_copy(update={"zero_hidden": False, "candidates": 2})
    protected = protect_counts([0, 3, 50], [100, 100, 100], shows_zero)
    assert list(protected.shown) == [True, False, True]
    assert protected.numerator[0] == 0


def test_big_tables_keep_nearly_all_that_is_not_small():
    random = np.random.default_rng(1)
    people = random.integers(20, 3_000, (40, 6))
    events = random.binomial(people, 0.12)
    groups = np.stack([events, people - events], axis=-1).reshape(-1, 2)
    counts, sizes, sums = two_way(groups, 6)
    protected = protect_counts(counts, sizes, SAFE, sums=sums)
    fine = (counts >= 8) & (sizes - counts >= 8) & (sizes >= 20)
    assert protected.shown[fine].mean() > 0.95
    assert not protected.shown[~fine].any()


@pytest.mark.parametrize(
    ("events", "people", "said"),
    [
        ([1, np.nan], [9, 9], "missing"),
        ([5], [4], "up to their denominator"),
        ([-1], [4], "from 0"),
        ([1.5], [4], "whole numbers"),
        ([1, 2], [4], "as many"),
    ],
)
def test_counts_that_are_no_counts_are_refused(events, people, said):
    with pytest.raises(DataError, match=said):
        protect_counts(events, people, SAFE)


def test_parts_that_do_not_add_up_are_refused_without_saying_what_they_are():
    with pytest.raises(DataError, match="do not add up") as refusal:
        protect_counts([37, 41, 79], [100, 100, 200], SAFE, sums=sums_of([(2, [0, 1])]))
    assert not any(number in str(refusal.value) for number in ("37", "41", "79"))


def test_a_policy_says_all_its_mistakes_at_once():
    with pytest.raises(DefinitionError) as refusal:
        read_policy('name = "x"\ntitle = "x"\nthreshold = 1\nround_to = 5\n', where="x.toml")
    assert all(word in str(refusal.value) for word in ("x.toml", "threshold", "zero_hidden"))
    with pytest.raises(DefinitionError, match="evenground-safe"):
        policy("no-such-policy")
