"""The reference page says what the definition files say, all of it, and links only to what is there."""

from __future__ import annotations

import re
from pathlib import Path

from evenground import indicators
from evenground.indicators.describing.reference import reference

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "indicators.md"


def test_the_page_is_what_the_files_say_now():
    assert PAGE.read_text(encoding="utf-8") == reference(), (
        "Make it again: evenground indicators docs --out docs/reference/indicators.md"
    )


def test_every_indicator_set_and_item_that_is_not_measurable_yet_is_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    for one in indicators.library().values():
        assert f'<a id="{one.id}"></a>' in page
        assert one.question in page
    for one in indicators.sets().values():
        assert f"### {one.title}" in page
        for item in one.not_yet:
            assert f"not measurable yet: {item.not_yet}" in page


def test_every_link_of_the_page_leads_to_a_part_of_it():
    page = PAGE.read_text(encoding="utf-8")
    headings = {h.lower().replace(" ", "-") for h in re.findall(r"^## (.+)$", page, re.MULTILINE)}
    anchors = set(re.findall(r'<a id="([^"]+)"', page))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings | anchors
