"""Groups of opinion: found where they were made, not found in noise, and described as they are."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.errors import DataError
from evenground.measures import (
    defining_statements,
    group_aware_consensus,
    opinion_groups,
)
from evenground.measures.opinions.proof import (
    explained_by_a_cut,
    from_their_means,
    stand_apart,
    tendencies,
)
from evenground.measures.opinions.space import (
    agreement,
    distances_between,
    gram,
    in_fixed_order,
    k_means,
    positions,
    product,
    silhouette,
)
from tests.engine.measures.votes import at_random, made

NOISE = "People who voted at random would look the same."
SPREAD = "the line between them is drawn, not found."


# groups that there are


@pytest.mark.parametrize("sizes", [(90, 60), (70, 60, 50), (60, 55, 50, 45), (60, 50, 40, 35, 30)])
def test_made_groups_are_found_again(sizes):
    votes, group = made(1, sizes, statements=40)
    found = opinion_groups(votes, seed=1)
    assert found.real
    assert found.apart
    assert found.over_noise > 1.5
    assert found.stability > 0.9
    assert agreement(found.labels, group) > 0.95
    assert np.bincount(found.labels).tolist() == sorted(np.bincount(found.labels), reverse=True)


def test_groups_are_found_among_more_people_than_are_looked_at_at_once():
    votes, group = made(2, (900, 600), statements=20, strength=3)
    found = opinion_groups(votes, seed=1)
    assert agreement(found.labels, group) > 0.9
    assert np.bincount(found.labels)[0] > 800


def test_groups_are_found_though_everybody_saw_a_part():
    votes, group = made(3, (100, 80), statements=60, seen=0.3)
    found = opinion_groups(votes, seed=1)
    placed = found.labels >= 0
    assert found.real
    assert agreement(found.labels[placed], group[placed]) > 0.9


def test_camps_that_agree_with_everything_or_nothing_are_groups():
    rng = np.random.default_rng(4)
    group = np.repeat([0, 1], [110, 90])
    votes = np.where(rng.random((200, 20)) < np.where(group, 0.85, 0.15)[:, None], 1.0, -1.0)
    found = opinion_groups(votes, seed=1)
    assert found.real
    assert agreement(found.labels, group) > 0.95


def test_a_spectrum_is_cut_but_said_to_be_one():
    rng = np.random.default_rng(5)
    where = rng.uniform(-1, 1, (400, 1))
    chance = 0.5 + 0.3 * where * rng.choice([-1, 1], 30)
    found = opinion_groups(np.where(rng.random(chance.shape) < chance, 1.0, -1.0), seed=1)
    assert found.real
    assert not found.apart
    assert found.why.endswith(SPREAD)
    assert found.why.startswith("The votes go together more than by chance")


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "least"),
    [("15-per-hour-seattle", 0.7), ("brexit-consensus", 0.8), ("vtaiwan.uberx", 0.7)],
)
def test_public_conversations_have_the_groups_that_polis_gave(shared_data, name, least):
    path = shared_data / "polis" / name / "participants-votes.csv"
    table = pl.read_csv(path, infer_schema_length=None)
    theirs = table["group-id"].cast(pl.Float64, strict=False).to_numpy()
    found = opinion_groups(table[:, 6:].cast(pl.Float64, strict=False).to_numpy(), seed=1)
    both = (found.labels >= 0) & ~np.isnan(theirs)
    assert found.real
    assert found.labels.max() == 1
    assert agreement(found.labels[both], theirs[both].astype(int)) > least


# groups that there are not


@pytest.mark.parametrize("agree", [0.5, 0.9])
@pytest.mark.parametrize("seen", [1.0, 0.6])
def test_random_votes_have_no_groups(agree, seen):
    for seed in range(5):
        found = opinion_groups(at_random(seed, agree=agree, seen=seen), seed=seed)
        assert not found.real
        assert found.why == NOISE
        assert found.over_noise <= 1
        assert set(found.labels) <= {-1, 0}
        assert np.isnan([found.stability, found.silhouette]).all()
        assert np.isnan(found.positions).all()
        assert not found.apart


def test_people_who_agree_more_or_less_readily_are_no_groups():
    for seed in range(5):
        rng = np.random.default_rng(seed)
        odds = rng.normal(size=(300, 1)) + 0.7 * rng.normal(size=40)
        votes = np.where(rng.random(odds.shape) < 1 / (1 + np.exp(-odds)), 1.0, -1.0)
        found = opinion_groups(votes, seed=seed)
        assert not found.real
        assert found.why.startswith("People differ in how readily they agree")
        assert not found.labels.any()


def test_people_who_pass_more_or_less_often_are_no_groups():
    rng = np.random.default_rng(6)
    votes = np.where(rng.random((200, 30)) < rng.beta(1, 1, 30), 1.0, -1.0)
    votes[rng.random(votes.shape) < rng.beta(0.7, 0.7, (200, 1))] = 0
    assert not opinion_groups(votes, seed=1).real


def test_groups_that_half_of_the_people_would_not_give_are_not_real():
    votes, _ = made(32, (13, 13, 12, 11, 11), statements=15, strength=1.3)
    found = opinion_groups(votes, seed=1)
    assert found.over_noise > 1
    assert found.stability < 0.5
    assert found.why == "Half of the people, taken at random, would give other groups."
    assert not found.labels.any()
    assert not found.real
    assert np.isfinite(found.positions).all()


@pytest.mark.parametrize(("people", "few"), [(9, True), (10, False)])
def test_fewer_than_ten_people_are_no_groups(people, few):
    votes = np.ones((people, 8))
    votes[people // 2 :] = -1
    votes[:, ::2] *= -1
    found = opinion_groups(votes, seed=1)
    assert found.why.startswith("Fewer than 10 people") is few
    assert found.real is not few


def test_people_who_all_vote_the_same_are_one_group():
    found = opinion_groups(np.ones((30, 8)), seed=1)
    assert found.why == NOISE
    assert found.over_noise == 0
    assert not found.labels.any()


# who is placed


def test_seven_votes_place_a_person_and_so_do_votes_on_every_statement():
    votes, _ = made(1, (30, 30), statements=20)
    votes[0, 6:], votes[1, 7:] = np.nan, np.nan
    labels = opinion_groups(votes, seed=1).labels
    assert labels[0] == -1
    assert (labels[1:] >= 0).all()
    short, _ = made(2, (40, 40), statements=5, strength=4)
    short[0, 4] = None
    assert np.flatnonzero(opinion_groups(short, seed=1).labels < 0).tolist() == [0]


def test_who_is_not_placed_has_no_position():
    votes, _ = made(1, (30, 30), statements=20)
    votes[3, 5:] = np.nan
    found = opinion_groups(votes, seed=1)
    assert found.positions.shape == (60, 2)
    assert np.isnan(found.positions).any(axis=1).nonzero()[0].tolist() == [3]


def test_passing_places_a_person():
    votes, _ = made(1, (30, 30), statements=20)
    votes[0] = 0
    assert opinion_groups(votes, seed=1).labels[0] >= 0


# laws


def test_one_seed_gives_one_answer():
    votes, _ = made(7, (300, 200), statements=12, strength=1)
    one, other = opinion_groups(votes, seed=3), opinion_groups(votes, seed=3)
    np.testing.assert_array_equal(one.labels, other.labels)
    np.testing.assert_array_equal(one.positions, other.positions)
    assert one.stability == other.stability
    assert opinion_groups(votes, seed=4).stability != one.stability


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 1_000))
def test_the_order_of_people_changes_nothing(seed):
    votes, _ = made(8, (260, 240), statements=12, strength=1, seen=0.9)
    order = np.random.default_rng(seed).permutation(len(votes))
    plain, shuffled = opinion_groups(votes, seed=3), opinion_groups(votes[order], seed=3)
    np.testing.assert_array_equal(plain.labels[order], shuffled.labels)
    np.testing.assert_array_equal(plain.positions[order], shuffled.positions)
    assert plain.stability == shuffled.stability


def test_turning_all_statements_round_changes_no_group():
    votes, _ = made(9, (60, 50), statements=20)
    there, back = opinion_groups(votes, seed=1), opinion_groups(-votes, seed=1)
    assert agreement(there.labels, back.labels) == 1


# the parts


def test_products_in_pieces_are_products():
    rng = np.random.default_rng(1)
    off, right = rng.normal(size=(900, 61)), rng.normal(size=(61, 900))
    np.testing.assert_allclose(gram(off), off.T @ off, rtol=1e-9)
    np.testing.assert_allclose(product(off, right), off @ right, rtol=1e-9)


def test_positions_are_principal_components_scaled_by_votes_seen():
    votes, _ = made(1, (30, 20), statements=12)
    off = votes - votes.mean(axis=0)
    u, s, _ = np.linalg.svd(off, full_matrices=False)
    np.testing.assert_allclose(np.abs(positions(votes, 2)), np.abs(u[:, :2] * s[:2]), atol=0.02)
    half = np.vstack([votes, np.where(np.arange(12) < 3, votes[0], np.nan)])
    seen = positions(half, 2)[-1]
    mean = np.nanmean(half, axis=0)
    axes = np.linalg.svd(np.where(np.isnan(half), 0, half - mean))[2][:2]
    expected = np.abs((half[-1] - mean)[:3] @ axes[:, :3].T) * 2
    np.testing.assert_allclose(np.abs(seen), expected, atol=0.02)


def test_positions_are_the_same_whether_people_or_statements_are_fewer():
    votes, _ = made(1, (12, 8), statements=30)
    off = votes - votes.mean(axis=0)
    u, s, _ = np.linalg.svd(off, full_matrices=False)
    np.testing.assert_allclose(np.abs(positions(votes, 2)), np.abs(u[:, :2] * s[:2]), atol=0.02)
    assert np.isfinite(positions(np.ones((12, 30)), 2)).all()


def test_passing_and_not_seeing_say_nothing_of_noise():
    off, weight = from_their_means(np.array([[1, 0, np.nan], [1, 1, 0], [-1, np.nan, np.nan]]))
    np.testing.assert_allclose(off, [[2 / 3, 0, 0], [2 / 3, 0, 0], [-4 / 3, 0, 0]])
    np.testing.assert_allclose(weight, [[8 / 9, 0, 0], [8 / 9, 0, 0], [8 / 9, 0, 0]])


def test_rows_of_the_same_votes_stand_together():
    votes = np.array([[1, np.nan], [-1, 0], [1, np.nan], [0, 1]])
    assert in_fixed_order(votes).tolist() == [1, 3, 0, 2]


def test_the_rand_index_knows_its_ends():
    labels = np.array([0, 0, 1, 1, 2, 2])
    assert agreement(labels, np.array([2, 2, 0, 0, 1, 1])) == 1
    assert agreement(labels, np.array([0, 0, 0, 1, 1, 1])) == pytest.approx(0.24242424)
    assert agreement(np.zeros(6, dtype=int), labels) == 0
    assert agreement(np.zeros(6, dtype=int), np.zeros(6, dtype=int)) == 1


def test_the_silhouette_by_hand():
    points = np.array([[0.0, 0], [1, 0], [10, 0], [11, 0]])
    width = silhouette(distances_between(points), np.array([0, 0, 1, 1]))
    assert width == pytest.approx((1 - 1 / 10.5 + 1 - 1 / 9.5) / 2)
    alone = silhouette(distances_between(points[:3]), np.array([0, 0, 1]))
    assert alone == pytest.approx((1 - 1 / 10 + 1 - 1 / 9 + 0) / 3)
    assert silhouette(distances_between(points), np.zeros(4, dtype=int)) == 0
    assert silhouette(np.zeros((4, 4)), np.array([0, 0, 1, 1])) == 0


def test_k_means_finds_the_smallest_squares():
    points = np.array([[0.0, 0], [0, 1], [9, 0], [9, 1], [4, 20], [5, 20]])
    labels = k_means(points, 3, np.random.default_rng(1))
    assert agreement(labels, np.array([0, 0, 1, 1, 2, 2])) == 1
    assert len(set(k_means(np.zeros((12, 2)), 3, np.random.default_rng(1)))) == 1


def test_a_cut_explains_as_much_as_the_line_is_in_two():
    assert explained_by_a_cut(np.array([3.0, 3, 7, 7, 7])) == pytest.approx(1)
    assert explained_by_a_cut(np.linspace(0, 1, 1_001)) == pytest.approx(0.75, abs=0.001)
    assert explained_by_a_cut(np.array([5.0, 5, 5])) == 0
    assert explained_by_a_cut(np.array([5.0])) == 0


def test_every_two_groups_must_stand_apart():
    rng = np.random.default_rng(1)
    places = np.concatenate([rng.normal(spot, 1, (50, 2)) for spot in ((0, 0), (12, 0), (0, 12))])
    labels = np.repeat([0, 1, 2], 50)
    assert stand_apart(places, labels)
    places[labels == 2] = places[labels == 1] + [0.5, 0.5]
    assert not stand_apart(places, labels)


def test_readiness_to_agree_is_by_what_could_be_said():
    off, weight = np.array([[0.5, 0.5], [0, -1]]), np.array([[0.5, 0.5], [0, 1]])
    np.testing.assert_allclose(tendencies(off, weight), [1, -1])
    assert tendencies(np.zeros((1, 2)), np.zeros((1, 2))).tolist() == [0]


# refusals


@pytest.mark.parametrize("votes", [[1, 0], [], [[]], 1, [[[1]]]])
def test_votes_are_a_table(votes):
    with pytest.raises(
        DataError, match="^`votes` is a table of people by statements; it was no such table.$"
    ):
        opinion_groups(votes, seed=1)


@pytest.mark.parametrize("wrong", [2, 0.5, np.inf, -np.inf, -1.5])
def test_other_votes_are_refused(wrong):
    with pytest.raises(
        DataError, match=r"`votes` is not 1, 0, -1 or missing for position \(2, 1\)"
    ):
        opinion_groups([[1, 0], [wrong, 1]], seed=1)


def test_text_is_no_vote():
    with pytest.raises(DataError, match="`votes` must hold numbers only"):
        opinion_groups([["agree"]], seed=1)


@pytest.mark.parametrize("labels", [[0], [0, 0.5], [0, -2], [0, 9], [0, None], [[0, 1]]])
def test_labels_that_do_not_fit_are_refused(labels):
    for describe in (group_aware_consensus, defining_statements):
        with pytest.raises(
            DataError,
            match="^`labels` is a whole number for each person: a group, or -1 for none.$",
        ):
            describe([[1, 0], [1, 1]], labels)


def test_nobody_in_any_group_leaves_one_group_of_nobody():
    assert group_aware_consensus([[1], [1]], [-1, -1]).tolist() == [0.5]
