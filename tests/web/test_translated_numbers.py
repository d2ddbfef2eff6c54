"""A translation says the same numbers as its original, in the way its language writes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.reports.translations.services import different_numbers

DIGITS = {
    "Arabic-Indic": "٠١٢٣٤٥٦٧٨٩",
    "Urdu": "۰۱۲۳۴۵۶۷۸۹",
    "Bengali": "০১২৩৪৫৬৭৮৯",
    "Gurmukhi": "੦੧੨੩੪੫੬੭੮੯",
}
HUNDREDTHS = st.integers(0, 10**9)


def in_digits(text: str, digits: str) -> str:
    return text.translate({ord("0") + n: sign for n, sign in enumerate(digits)})


@given(HUNDREDTHS, st.sampled_from(sorted(DIGITS)))
def test_any_number_may_be_written_in_the_digits_of_another_script(hundredths, script):
    text = f"{hundredths / 100:,.2f}"
    assert different_numbers(f"It is {text}.", in_digits(text, DIGITS[script])) == ""


@given(HUNDREDTHS)
def test_any_number_may_have_the_signs_of_a_language_with_a_decimal_comma(hundredths):
    text = f"{hundredths / 100:,.2f}"
    theirs = text.translate({ord(","): "\N{NO-BREAK SPACE}", ord("."): ","})
    assert different_numbers(text, f"To jest {theirs}", decimal=",") == ""
    theirs = text.translate({ord(","): ".", ord("."): ","})
    assert different_numbers(text, f"To jest {theirs}", decimal=",") == ""


@given(HUNDREDTHS, HUNDREDTHS)
def test_another_number_is_named_with_the_one_it_should_be(hundredths, other):
    text, another = f"{hundredths / 100:,.2f}", f"{other / 100:,.2f}"
    said = different_numbers(f"It is {text}", f"Es ist {another}")
    assert (said == "") == (hundredths == other)
    if said:
        assert text in said
        assert another in said


@pytest.mark.parametrize(
    ("original", "translation"),
    [
        ("20.9 percentage points higher (19.8 to 22.0)", "22 سے 19.8 تک، 20.9 زیادہ"),
        ("1,234 people", "١٬٢٣٤ شخص"),
        ("12.5%", "٪١٢٫٥"),
        ("1,234,567 people", "12,34,567 ਲੋਕ"),
        ("12,345 people", "12 345 osób"),
        ("by 1 May 2026", "2026年5月1日"),
        ("three of the 7 clinics", "7 میں سے 3 کلینک"),
        ("A gap of −3.2 points", "فرق 3.2− پوائنٹس"),
        ("A gap of −3.2 points", "Bwlch o -3.2 pwynt"),
        ("From 2023-24 to 2024-25", "O 2023-24 i 2024-25"),
        ("A12 is late", "Mae A12 yn hwyr"),
        ("Nothing to count", "Dim i'w gyfrif"),
    ],
)  # fmt: skip
def test_the_same_numbers_are_the_same(original, translation):
    assert different_numbers(original, translation) == ""


@pytest.mark.parametrize(
    ("original", "translation", "named"),
    [
        ("5 of 12 actions", "5 o gamau", "lacks 12"),
        ("12 actions", "12 o 15 cam", "says 15"),
        ("12 actions and 12 risks", "12 cam a risgiau", "lacks 12"),
        ("A gap of −3.2 points", "Bwlch o 3.2 pwynt", "lacks −3.2"),
        ("1.234 points", "1,234 pwynt", "lacks 1.234"),
        ("20.9", "209", "lacks 20.9"),
        ("1 May 2026", "5/2026", "lacks 1"),
    ],
)  # fmt: skip
def test_a_number_that_differs_is_named(original, translation, named):
    assert named in different_numbers(original, translation)


def test_a_number_copied_as_it_was_is_the_same_in_a_language_with_a_decimal_comma():
    assert different_numbers("1,234 people", "1,234 osoby", decimal=",") == ""
    assert "lacks" in different_numbers("1.234 people", "1.234.000", decimal=",")
