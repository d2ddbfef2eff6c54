"""The curve of a gap in a paper: a picture, the same in words, its numbers beneath, all frozen."""

from __future__ import annotations

import io

import docx
import pikepdf
import pytest
from django.urls import reverse

from evenground_web.commitments import services as commitments
from evenground_web.reports import services
from evenground_web.reports.formats.html import as_html
from evenground_web.reports.formats.pdf import as_pdf
from evenground_web.reports.formats.text import as_text
from evenground_web.reports.formats.word import as_word
from tests.web import board


@pytest.fixture
def scene(universe):
    made = board.set_scene(universe)
    commitments.set_target(
        made.stop_smoking.baselines.get(), by=universe.lead, measure="percent", value=50,
        by_day=board.date(2028, 3, 31), reason="What the plan says", now=board.at(board.BEFORE),
    )  # fmt: skip
    board.issue_first(made)
    board.move_on(made)
    board.ask(made.second, universe.secretary, "Note the progress")
    return made


@pytest.fixture
def issued(scene):
    return services.issue(scene.second, by=scene.universe.secretary, now=board.at(board.PREPARED))


def charts(paper) -> list[dict]:
    return [block for block in paper.document if block["kind"] == "chart"]


def test_the_words_of_a_curve_say_where_it_began_where_it_is_and_the_target(issued):
    says = charts(issued)[0]["says"]
    assert says.startswith(
        "Smoking in adults: Most deprived fifth compared with Least deprived fifth"
    )
    assert "In 2024 the gap was 16.0" in says
    assert "Target: the gap 50% smaller, at most 8.0" in says


def test_the_numbers_of_a_curve_stand_in_a_table_beneath_it(issued):
    kinds = [block["kind"] for block in issued.document]
    at = kinds.index("chart")
    assert kinds[at - 1 : at + 2] == ["heading", "chart", "table"]
    table = issued.document[at + 1]
    rows = {row[0][0]["text"]: row[1][0] for row in table["rows"]}
    assert [point["value"] for point in charts(issued)[0]["curve"]["measured"]] == pytest.approx(
        [float(rows[period]["text"].split()[0]) for period in ("2024", "2025")]
    )
    assert rows["2025"]["to"][0] == "insight:release"
    assert "Target" in rows


def test_one_figure_alone_is_no_curve(scene):
    """The first paper knew one period."""
    assert charts(scene.first) == []


def test_every_file_has_the_picture_and_says_what_it_shows(issued):
    reading = services.reading(issued)
    says = charts(issued)[0]["says"]
    assert f'alt="{says}"' in as_html(reading)
    word = docx.Document(io.BytesIO(as_word(reading)))
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [
        chart["says"] for chart in charts(issued)
    ]
    assert says in " ".join(as_text(reading).decode().split())
    for large in (False, True):
        with pikepdf.open(io.BytesIO(as_pdf(reading, large=large))) as pdf:
            assert says in alternatives(pdf.Root.StructTreeRoot)


def alternatives(node) -> set[str]:
    """What a PDF says in place of its pictures."""
    found, nodes = set(), [node]
    while nodes:
        here = nodes.pop()
        if isinstance(here, pikepdf.Array):
            nodes += list(here)
        elif isinstance(here, pikepdf.Dictionary) and here.get("/Type") != "/MCR":
            if "/Alt" in here:
                found.add(str(here.Alt))
            nodes += [here.K] if "/K" in here and not isinstance(here.K, int) else []
    return found


def test_the_picture_of_an_issued_paper_stays_when_newer_figures_come(issued, scene, client):
    client.force_login(scene.universe.secretary)
    address = reverse("reports:chart", args=[issued.pk, 0])
    before = client.get(address)
    assert before["Content-Type"] == "image/svg+xml"
    assert address in client.get(issued.get_absolute_url()).content.decode()
    board.release(scene.universe, 2026, {board.SMOKING: (40.0, 12.0)}, on=board.date(2026, 6, 1))
    assert client.get(address).content == before.content
    assert charts(type(issued).objects.get(pk=issued.pk)) == charts(issued)


def test_a_hidden_figure_is_in_neither_picture_nor_table(scene):
    board.release(scene.universe, 2026, {board.SMOKING: (None, 7.0)}, on=board.BETWEEN)
    content = services.build(scene.second, on=board.PREPARED)
    curve = next(one for one in content["curves"] if one["gap"]["id"] == scene.smoking.pk)
    assert [row["period"] for row in curve["measured"]] == ["2024", "2025"]
    assert [point["day"] for point in curve["drawn"]["measured"]] == ["2024-12-31", "2025-12-31"]


def test_pictures_are_for_those_who_may_read_the_paper(issued, scene, client):
    own, public = (
        reverse("reports:chart", args=[issued.pk, 0]),
        reverse("reports:public_chart", args=[issued.pk, 0]),
    )
    assert client.get(public).status_code == 404
    client.force_login(scene.universe.charlie)
    assert client.get(own).status_code == 404
    client.force_login(scene.universe.secretary)
    assert client.get(reverse("reports:chart", args=[issued.pk, 9])).status_code == 404
    services.publish(issued, by=scene.universe.secretary)
    client.logout()
    assert public in client.get(reverse("reports:public_paper", args=[issued.pk])).content.decode()
    assert client.get(public).content.startswith(b"<svg")


def test_a_draft_shows_the_curve_of_today(scene, client):
    client.force_login(scene.universe.secretary)
    page = client.get(scene.second.get_absolute_url()).content.decode()
    baseline = scene.stop_smoking.baselines.get()
    assert reverse("commitments:curve", args=[baseline.pk]) in page
