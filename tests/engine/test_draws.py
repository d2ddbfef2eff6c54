"""Panels by lot: the same for everybody who draws again, with the mix that was asked for."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.cli import main
from evenground.draws import Quota, digest, draw, next_in_line
from evenground.errors import DataError

PEOPLE = st.lists(
    st.fixed_dictionaries({"place": st.sampled_from("HC"), "age": st.sampled_from("YOM")}),
    min_size=6, max_size=25,
)  # fmt: skip
MIX = [Quota("place", "H", 1, 3), Quota("place", "C", 1, 3), Quota("age", "Y", 1, 2)]


def pool_of(people):
    return {f"P{number}": said for number, said in enumerate(people)}


@settings(max_examples=15)
@given(PEOPLE, st.text(max_size=5), st.randoms())
def test_a_panel_has_the_mix_and_the_order_of_rows_changes_nothing(people, seed, chance):
    pool = pool_of(people)
    try:
        panel = draw(pool, MIX, places=4, seed=seed)
    except DataError:
        return
    assert len(set(panel)) == 4
    for quota in MIX:
        assert quota.least <= sum(quota.fits(pool[one]) for one in panel) <= quota.most
    rows = list(pool.items())
    chance.shuffle(rows)
    assert draw(dict(rows), MIX, places=4, seed=seed) == panel
    assert digest(dict(rows), salt="a") == digest(pool, salt="a") != digest(pool, salt="b")


@settings(max_examples=15)
@given(PEOPLE, st.data())
def test_who_said_no_is_gone_and_all_others_stay(people, data):
    pool = pool_of(people)
    try:
        panel = draw(pool, MIX, places=4, seed="s")
        no = data.draw(st.sampled_from(panel))
        again = next_in_line(pool, MIX, panel, places=4, seed="s", said_no=[no])
    except DataError:
        return
    assert again[:3] == [one for one in panel if one != no]
    assert panel == next_in_line(pool, MIX, [], places=4, seed="s", said_no=[])
    assert no not in again
    assert len(set(again)) == 4


def test_a_panel_is_found_wherever_there_is_one():
    """Taking the first who fits would end without the only two who complete the mix."""
    pool = {f"A{n}": {"x": "1", "y": "1"} for n in range(40)}
    pool |= {"B": {"x": "0", "y": "1"}, "C": {"x": "1", "y": "0"}}
    mix = [Quota("x", "0", 1, 1), Quota("y", "0", 1, 1)]
    for seed in range(5):
        assert {"B", "C"} <= set(draw(pool, mix, places=3, seed=str(seed)))


def test_people_who_are_alike_have_the_same_chance():
    pool = {f"P{n}": {"place": "H" if n < 6 else "C"} for n in range(18)}
    mix = [Quota("place", "H", 2, 2)]
    drawn = Counter(one for s in range(120) for one in draw(pool, mix, places=6, seed=f"{s}"))
    assert all(18 < drawn[f"P{n}"] < 250 for n in range(6))  # 2 of 6 in 120 draws: 40
    assert all(18 < drawn[f"P{n}"] < 250 for n in range(6, 18))  # 4 of 12


@pytest.mark.parametrize(
    ("mix", "places", "told"),
    [
        ([Quota("place", "Nowhere", 1, 2)], 3, "place: Nowhere"),
        ([], 99, "fewer than 99"),
        ([Quota("place", "H", 2, 1)], 3, "at least 2 and at most 1"),
        ([Quota("place", "H", 3, 3), Quota("age", "Y", 3, 3)], 3, "whole mix at once"),
        ([Quota("place", "H", 0, 1)] * 2, 3, "twice"),
        ([], 0, "at least one place"),
    ],
)
def test_a_panel_that_cannot_be_drawn_is_refused_in_words(mix, places, told):
    pool = {
        f"P{n}": {"place": "H" if n % 2 else "C", "age": "O" if n % 2 else "Y"} for n in range(8)
    }
    with pytest.raises(DataError, match=told):
        draw(pool, mix, places=places, seed="s")


def test_an_id_that_is_not_in_the_pool_is_refused():
    with pytest.raises(DataError, match="Z is not in the pool"):
        draw({"A": {}, "B": {}}, [], places=1, seed="s", out=["Z"])


def files(tmp_path):
    chance = random.Random(1)
    pool, mix = tmp_path / "pool.csv", tmp_path / "mix.csv"
    rows = [f"P{n},{chance.choice(['Hills', 'Harbour'])}" for n in range(30)]
    pool.write_text("\n".join(["id,place", *rows]))
    mix.write_text("characteristic,group,least,most\nplace,Hills,2,2\n")
    return [str(pool), "--mix", str(mix), "--places", "4", "--seed", "dice: 4 2 6"]


def test_the_command_draws_what_was_drawn_and_then_who_comes_next(tmp_path, capsys):
    arguments = ["draw", *files(tmp_path)]
    assert main(arguments) == 0
    first = capsys.readouterr().out.splitlines()[1:]
    assert main([*arguments, "--said-no", first[0]]) == 0
    again = capsys.readouterr().out.splitlines()[1:]
    assert again[:3] == first[1:]
    assert len(again) == 4


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("pool.csv", "place\nHills\n", "no column `id`"),
        ("pool.csv", "id\nA\nA\n", "Line 3"),
        ("mix.csv", "characteristic,group,least,most\na,b,many,2\n", "whole numbers"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_its_line(tmp_path, capsys, name, text, told):
    arguments = ["draw", *files(tmp_path)]
    (tmp_path / name).write_text(text)
    assert main(arguments) == 2
    assert told in capsys.readouterr().err
