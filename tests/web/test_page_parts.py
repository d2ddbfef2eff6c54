"""The parts that pages are made of, and dates and numbers as the NHS writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from evenground_web.core import audit


def draw(source: str, **context) -> str:
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 5, 1), "1 May 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),  # summer time in London
        (None, ""),
    ],
)
def test_dates(value, words):
    assert draw("{{ value|nhs_date }}", value=value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (time(14, 15), "2:15pm"),
        (time(9, 0), "9am"),
        (time(0, 0), "midnight"),
        (time(12, 0), "midday"),
        (time(0, 5), "12:05am"),
        (datetime(2026, 7, 1, 8, 30, tzinfo=UTC), "9:30am"),
        (None, ""),
    ],
)
def test_times(value, words):
    assert draw("{{ value|nhs_time }}", value=value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1234567, "1,234,567"),
        (0, "0"),
        (3.14159, "3.1"),
        (20.0, "20"),
        (-3.25, "−3.2"),
        (-0.01, "0.0"),
        (Decimal("1234.5"), "1,234.5"),
        (float("nan"), ""),
        (None, ""),
    ],
)
def test_numbers(value, words):
    assert draw("{{ value|number }}", value=value) == words


def test_numbers_to_as_many_decimals_as_asked_for():
    assert draw("{{ value|number:2 }}", value=1234.5) == "1,234.50"


def test_breadcrumbs_begin_at_home_and_end_with_a_way_back(universe):
    html = draw('{% breadcrumbs "Gaps" "/gaps/" board board %}', board=universe.board)
    assert html.index(">Home<") < html.index(">Gaps<") < html.index(">Ambermoor Board<")
    assert f'href="{universe.board.get_absolute_url()}"' in html
    assert "Back to </span>Ambermoor Board" in html


def test_a_tag_has_a_colour_of_the_nhs():
    assert (
        draw('{% tag "Late" "red" %}') == '<strong class="nhsuk-tag nhsuk-tag--red">Late</strong>'
    )
    assert draw("{% tag text %}", text="<b>") == '<strong class="nhsuk-tag">&lt;b&gt;</strong>'
    with pytest.raises(TemplateSyntaxError, match="no colour 'mauve'"):
        draw('{% tag "Late" "mauve" %}')


def test_an_empty_page_says_what_to_do():
    html = draw('{% empty "No gaps yet" "Add data to see gaps." "/gaps/add/" "Add data" %}')
    assert '<a href="/gaps/add/">Add data</a>' in html
    assert "<a" not in draw('{% empty "No gaps yet" "Wait." %}')


def test_history_is_told_newest_first_with_who_and_when(universe):
    now = datetime(2026, 5, 3, 13, 15, tzinfo=UTC)
    audit.record("board.renamed", universe.board, by=universe.alice, sentence="renamed it", now=now)
    html = draw("{% history record %}", record=universe.board)
    assert "Alice renamed it, <time" in html
    assert "3 May 2026 at 2:15pm" in html
    assert html.index("renamed it") < html.index("Evenground ")


def test_a_long_history_is_cut_and_says_so(universe, django_assert_max_num_queries):
    for n in range(25):
        audit.record("board.noted", universe.board, by=universe.alice, sentence=f"noted {n}.")
    total = audit.history(universe.board).count()
    with django_assert_max_num_queries(2):
        html = draw("{% history record %}", record=universe.board)
    assert html.count("<li>") == 20
    assert f"The newest 20 of {total} changes are shown." in html


def test_a_record_without_history_says_so(universe):
    assert "Nothing has been recorded yet" in draw(
        "{% history record %}", record=universe.alice.memberships.first()
    )


def page_links(number: int, *, of: int, address: str = "/?sort=name&page=2") -> str:
    page = Paginator(range(of), 10).page(number)
    return draw("{% pagination page %}", page=page, request=RequestFactory().get(address))


def test_pages_keep_the_rest_of_the_address():
    html = page_links(2, of=30)
    assert 'href="?sort=name&amp;page=1" rel="prev"' in html
    assert 'href="?sort=name&amp;page=3" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_many_pages_are_shortened():
    html = page_links(25, of=500)
    assert html.count("--ellipsis") == 2
    assert html.count("nhsuk-pagination__link") == 5


def test_one_page_needs_no_links():
    assert page_links(1, of=10).strip() == ""
