"""What sets a group of opinions off from the others, and what all groups agree on."""

from __future__ import annotations

import numpy as np
import pytest

from evenground.errors import DataError
from evenground.measures import (
    defining_statements,
    false_discovery,
    gap_p_value,
    group_aware_consensus,
    opinion_groups,
)
from tests.engine.measures.votes import at_random, made


def test_consensus_is_the_product_over_groups():
    votes = [[1, 1, None], [1, 0, None], [-1, 1, 1], [1, 1, None]]
    consensus = group_aware_consensus(votes, [0, 0, 1, -1])
    np.testing.assert_allclose(consensus, [3 / 4 * 1 / 3, 2 / 4 * 2 / 3, 1 / 2 * 2 / 3])


def test_the_consensus_of_groups_comes_with_them():
    votes, _ = made(1, (40, 30), statements=20)
    found = opinion_groups(votes, seed=1)
    np.testing.assert_array_equal(found.consensus, group_aware_consensus(votes, found.labels))


def test_a_small_group_weighs_as_much_as_a_large_one():
    votes = np.array([[1, 1]] * 90 + [[-1, 1]] * 10)
    consensus = group_aware_consensus(votes, [0] * 90 + [1] * 10)
    assert consensus[0] < 0.1 < 0.9 < consensus[1]


def test_statements_that_set_a_group_off_are_named_with_their_side():
    votes = np.zeros((60, 4))
    votes[:30, 0], votes[30:, 0] = 1, -1
    votes[:30, 1], votes[30:, 1] = 0, -1
    votes[:, 2] = 1
    found = defining_statements(votes, np.repeat([0, 1], 30))
    assert found.defining.tolist() == [[1, 0, 0, 0], [-1, -1, 0, 0]]
    assert found.agreed.tolist() == [[30, 0, 30, 0], [0, 0, 30, 0]]
    assert found.disagreed.tolist() == [[0, 0, 0, 0], [30, 30, 0, 0]]
    assert found.seen.tolist() == [[30] * 4] * 2


def test_a_group_is_tested_against_everybody_else_and_for_all_statements_together():
    votes, group = made(3, (40, 30, 30), statements=6, strength=0.5)
    found = defining_statements(votes, group)
    p = np.ones((2, 3, 6))
    for side, said in enumerate((1, -1)):
        for one in range(3):
            ours, rest = votes[group == one] == said, votes[group != one] == said
            both = gap_p_value(ours.sum(axis=0), len(ours), rest.sum(axis=0), len(rest))
            more = ours.mean(axis=0) > rest.mean(axis=0)
            p[side, one] = np.where(more, both / 2, 1 - both / 2)
    expected = false_discovery(p, method="benjamini-yekutieli").adjusted.min(axis=0)
    np.testing.assert_allclose(found.adjusted, expected, rtol=1e-9)
    np.testing.assert_array_equal(found.defining != 0, expected <= 0.05)


def test_of_random_groups_few_statements_are_named():
    rng = np.random.default_rng(2)
    named = 0
    for seed in range(100):
        votes = at_random(seed, people=80, statements=15)
        named += bool(defining_statements(votes, rng.integers(0, 3, 80)).defining.any())
    assert named <= 8


def test_a_stricter_rate_names_fewer():
    votes, group = made(3, (40, 30, 30), statements=20, strength=0.7)
    plain = defining_statements(votes, group).defining
    strict = defining_statements(votes, group, rate=0.001).defining
    assert 0 < np.count_nonzero(strict) < np.count_nonzero(plain)


def test_a_statement_as_rare_as_the_rate_is_named():
    votes, group = [[1]] * 6 + [[-1]] * 6, [0] * 6 + [1] * 6
    rate = float(defining_statements(votes, group).adjusted[0, 0])
    assert defining_statements(votes, group, rate=rate).defining.tolist() == [[1], [-1]]
    with pytest.raises(DataError, match="^`rate` is between 0 and 1, such as 0.05; it was 5.$"):
        defining_statements(votes, group, rate=5)


def test_one_person_who_saw_a_statement_is_enough_to_be_compared():
    for votes in ([[1], [-1], [-1]], [[-1], [1], [1]]):
        for group in ([0, 1, 1], [1, 0, 0]):
            assert np.isfinite(defining_statements(votes, group).adjusted).all()


def test_a_statement_that_a_group_did_not_see_cannot_define_it():
    votes = [[1, 1], [1, 1], [-1, None], [-1, None]]
    found = defining_statements(votes, [0, 0, 1, 1])
    assert np.isnan(found.adjusted).tolist() == [[False, True], [False, True]]
    assert found.defining[:, 1].tolist() == [0, 0]


def test_who_is_in_no_group_is_not_counted():
    found = defining_statements([[1], [1], [-1]], [0, -1, 1])
    assert found.seen.tolist() == [[1], [1]]
