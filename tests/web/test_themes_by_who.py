"""Each theme by who spoke of it: nobody can be picked out."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from evenground_web.themes import services
from evenground_web.themes.services.who import by_who
from evenground_web.voices.services import About
from tests.web.pages import page
from tests.web.theme_records import both_found, codebook, said


@pytest.fixture
def c(universe, client):
    c = codebook(universe)
    client.force_login(universe.alice)
    c.client = client
    return c


def test_themes_by_who_spoke_hide_what_few_said_and_round_the_rest(c):
    for n in range(12):
        both_found(
            c,
            said(c, f"Nobody believed me, time {n}.",
                 about=About(speaking_as="resident" if n < 9 else "carer")),
            c.disbelief,
        )  # fmt: skip
    table = by_who(c.book, "role")
    assert table.columns == ["Somebody who uses services, or lives here"]
    assert table.hidden
    rows = {str(theme): (total, cells) for theme, total, cells in table.rows}
    assert rows == {
        "Not believed": ("about 10", ["about 10"]),
        "No interpreter": ("fewer than 8", ["fewer than 8"]),
    }
    for way in ("role", "place", "community", "setting", "kind", "nonsense"):
        shown = page(c.client, f"{reverse('themes:who', args=[c.book.pk])}?by={way}")
        assert set(re.findall(r"<td[^>]*>([^<]*)</td>", shown)) <= {"about 10", "fewer than 8"}


def test_the_columns_of_a_theme_hold_its_parts_as_its_total_does(c):
    part = services.add_theme(c.book, by=c.lead, name="Laughed at", parent=c.interpreters)
    for n in range(16):
        resident = About(speaking_as="resident")
        voice = said(c, f"They laughed, time {n}.", about=resident)
        both_found(c, voice, *([part, c.interpreters] if n < 8 else [part]))
    rows = {str(theme): (total, cells) for theme, total, cells in by_who(c.book, "role").rows}
    assert rows["Laughed at"] == rows["No interpreter"] == ("about 15", ["about 15"])
