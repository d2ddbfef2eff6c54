"""A text message is counted as networks count it, and no sign is cut in two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core.sms import BASIC, EXTENDED, texting

GSM = st.text(alphabet=sorted(BASIC | EXTENDED), max_size=700)
ANY = st.text(max_size=400)


def units(part: str, *, wide: bool) -> int:
    """Counted another way: as UTF-16, or with an escape before each sign of the extension."""
    if wide:
        return len(part.encode("utf-16-le")) // 2
    return len(part) + sum(part.count(sign) for sign in EXTENDED)


@pytest.mark.parametrize(
    ("text", "parts", "counted"),
    [
        ("", 1, 0),
        ("a" * 160, 1, 160),
        ("a" * 161, 2, 161),
        ("a" * 306, 2, 306),
        ("a" * 307, 3, 307),
        ("a" * 460, 4, 460),
        ("€" * 80, 1, 160),
        ("€" * 81, 2, 162),
        ("a" * 159 + "{", 2, 161),
        ("ł" * 70, 1, 70),
        ("ł" * 71, 2, 71),
        ("ł" * 135, 3, 135),
        ("😀" * 35, 1, 70),
        ("😀" * 36, 2, 72),
        ("It’s" + "a" * 66, 1, 70),
        ("It's" + "a" * 66, 1, 70),
    ],
)
def test_known_lengths(text, parts, counted):
    found = texting(text)
    assert (len(found.parts), found.units) == (parts, counted)


def test_a_letter_of_another_alphabet_is_named_and_costs_more_than_half_the_room():
    assert (texting("Zażółć").room, texting("Zażółć").others) == (70, ("ż", "ó", "ł", "ć"))
    assert (texting("naïve café à la £5 {x}").room, texting("é").others) == (70, ())
    assert texting("déjà vu £5 {x}").room == 160


def test_neither_an_escape_nor_an_emoji_is_cut_by_the_end_of_a_part():
    assert texting("a" * 152 + "€" + "b" * 20).parts[0] == "a" * 152
    assert texting("ł" * 66 + "😀" + "b" * 20).parts[0] == "ł" * 66


@given(st.one_of(GSM, ANY))
def test_the_parts_are_the_text_and_each_fits(text):
    found = texting(text)
    wide = any(sign not in BASIC | EXTENDED for sign in text)
    assert "".join(found.parts) == text
    assert found.units == units(text, wide=wide)
    alone, in_a_row = (70, 67) if wide else (160, 153)
    assert (len(found.parts) == 1) == (found.units <= alone)
    if len(found.parts) > 1:
        for part in found.parts:
            assert 0 < units(part, wide=wide) <= in_a_row
        for part, after in zip(found.parts, found.parts[1:], strict=False):
            assert units(part + after[0], wide=wide) > in_a_row


@given(GSM, st.sampled_from(sorted(BASIC | EXTENDED)))
def test_a_longer_text_never_needs_fewer_parts(text, sign):
    assert len(texting(text + sign).parts) >= len(texting(text).parts)
