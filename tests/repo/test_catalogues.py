"""Every text of the pages for everybody has its translation, with the same places for names and numbers."""

from __future__ import annotations

import re

import pytest

from evenground_web.core.tongues import LOCALE, tongues
from scripts import catalogue

PLACES = re.compile(r"%\(\w+\)s|%%|\{\w+\}")
CODES = [code for code, tongue in tongues().items() if not tongue.is_english]


@pytest.mark.parametrize("code", CODES)
def test_every_text_has_its_translation_and_nothing_else_is_kept(code, db):
    """After a change: python scripts/catalogue.py write, and translate what it names."""
    assert catalogue.mistakes(code) == []


@pytest.mark.parametrize("code", CODES)
def test_a_translation_has_the_places_of_its_original(code):
    for message in catalogue.catalogue(code):
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple | list) else [message.string]
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        for text in texts:
            assert sorted(PLACES.findall(text)) == sorted(PLACES.findall(ids[-1])), ids[-1]


@pytest.mark.parametrize("code", CODES)
def test_the_compiled_catalogue_is_that_of_the_texts(code):
    kept = (LOCALE / code / "LC_MESSAGES" / "django.mo").read_bytes()
    assert kept == catalogue.compiled(code)


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_says_whether_somebody_who_speaks_it_checked_it(code):
    text = (LOCALE / code / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
    tongue = tongues()[code]
    assert ("Not checked yet" in text) == (not tongue.checked_by)
    assert bool(tongue.checked_by) == bool(tongue.checked_on)
