"""Themes suggested for words: learned from people's coding, judged on what was kept apart."""

import csv
import math
import random

import pytest

from evenground.errors import DataError
from evenground.suggestions import EVERYWHERE, FEW, OFTEN_WRONG, learn

PLACES = "the ward", "reception", "the clinic", "my surgery", "the day centre", "our hospital"
HEARD = (
    "nobody listened to me at {}",
    "they talked over my mother at {}",
    "at {} she did not listen",
)
WAITED = "I waited four hours at {}", "we waited all night at {}", "a long wait at {} again"
OTHER = "the parking at {} was dear", "lunch at {} was cold", "staff at {} were friendly"


def made(n=120):
    """Passages with the theme of their words, each said by somebody else."""
    draw = random.Random(4)
    kinds = [(HEARD, {"Listening"}), (WAITED, {"Waiting"}), (OTHER, set())]
    said = [kinds[k % 3] for k in range(n)]
    passages = [
        f"{draw.choice(words).format(draw.choice(PLACES))} {draw.choice('abcdefgh')}"
        for words, _ in said
    ]
    return passages, [themes for _, themes in said], list(range(n))


def silences(suggester):
    return {each.theme: each.silent for each in suggester.accuracy}


def test_what_people_coded_teaches_what_other_words_are_about():
    suggester = learn(*made(), seed=1)
    assert silences(suggester) == {"Listening": "", "Waiting": ""}
    heard, neither = suggester.suggest(["They never listened to us", "The lift was broken"])
    assert list(heard) == ["Listening"]
    assert 0.5 < heard["Listening"] <= 1
    assert neither == {}
    for each in suggester.accuracy:
        assert each.coded == 40
        assert each.right <= each.suggested
        assert float(each.precision.lower) <= each.right / each.suggested


def test_a_theme_given_too_seldom_or_nearly_everywhere_is_silent():
    passages, themes, people = made(57)
    assert silences(learn(passages, themes, people, seed=1)) == {"Listening": FEW, "Waiting": FEW}
    everywhere = learn(passages, [{"Care"}] * 57, people, seed=1)
    assert silences(everywhere) == {"Care": EVERYWHERE}
    assert everywhere.suggest(["they listened"]) == [{}]
    assert math.isnan(everywhere.accuracy[0].precision.value)


def test_many_passages_of_few_people_are_not_enough():
    passages, themes, people = made()
    few = learn(passages, themes, [person % 9 for person in people], seed=1)
    assert silences(few) == {"Listening": FEW, "Waiting": FEW}


def test_coding_at_random_is_not_learned():
    passages, _, people = made()
    draw = random.Random(9)
    themes = [{"Guess"} if draw.random() < 0.4 else set() for _ in passages]
    suggester = learn(passages, themes, people, seed=1)
    assert silences(suggester) == {"Guess": OFTEN_WRONG}
    assert suggester.suggest(passages) == [{}] * len(passages)


def test_who_says_a_thing_again_and_again_does_not_prove_it():
    """Two dozen people have each one phrase of their own: other people's words teach nothing of it."""
    phrases = [letter * 5 for letter in "abcdefghijklmnopqrstuvwx"]
    passages = [f"{phrase} {phrase} {n}" for phrase in phrases for n in range(4)]
    themes = [{"Even"} if n % 2 else set() for n in range(24) for _ in range(4)]
    people = [n for n in range(24) for _ in range(4)]
    assert silences(learn(passages, themes, people, seed=1)) == {"Even": OFTEN_WRONG}
    alone = learn(passages, themes, list(range(96)), seed=1)
    assert silences(alone) == {"Even": ""}


def test_the_order_of_passages_changes_nothing():
    passages, themes, people = made()
    order = random.Random(2).sample(range(120), 120)
    again = learn(*([each[n] for n in order] for each in (passages, themes, people)), seed=1)
    first = learn(passages, themes, people, seed=1)
    assert again.accuracy == first.accuracy
    assert again.suggest(passages) == first.suggest(passages)


def test_signs_and_any_writing_can_be_learned():
    passages = ["😡" if n % 2 else "没人听我说" for n in range(60)]
    themes = [{"Angry"} if n % 2 else {"Listening"} for n in range(60)]
    suggester = learn(passages, themes, list(range(60)), seed=1)
    assert suggester.suggest(["😡😡", "没人"]) == [
        pytest.approx({"Angry": 1}, abs=0.5),
        pytest.approx({"Listening": 1}, abs=0.5),
    ]


def test_nothing_coded_yet_says_nothing():
    suggester = learn([], [], [], seed=1)
    assert suggester.accuracy == ()
    assert suggester.suggest(["They listened"]) == [{}]


def test_passages_without_their_people_are_refused():
    with pytest.raises(DataError, match="one of each"):
        learn(["a", "b"], [set(), set()], ["one"], seed=1)


def test_of_1500_public_comments_the_large_themes_are_suggested_and_most_are_right(shared_data):
    with (shared_data / "voices/patient_feedback_labelled_1500.csv").open(
        encoding="utf-8-sig"
    ) as file:
        rows = list(csv.DictReader(file))
    suggester = learn(
        [row["comment"] for row in rows],
        [set(row["labels"].split("|")) - {"Not assigned"} for row in rows],
        [row["comment_id"].rpartition(" - ")[0] for row in rows],
        seed=1,
    )
    spoken = {each.theme: each for each in suggester.accuracy if not each.silent}
    assert len(suggester.accuracy) == 36
    assert len(spoken) >= 5
    for theme in ("Staff manner & personal attributes", "Timeliness of care"):
        assert float(spoken[theme].precision.value) > 0.7
        assert float(spoken[theme].recall.value) > 0.8
