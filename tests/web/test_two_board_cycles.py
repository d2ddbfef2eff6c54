"""A real action plan through two meetings of a board: two papers, and the difference is right."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment
from evenground_web.reports import services
from evenground_web.reports.formats.text import as_text
from tests.web import board
from tests.web.plan_files import Pages

pytestmark = pytest.mark.real_data
CSV = "smokefree_west_sussex_action_plan_2022.csv"


@pytest.fixture
def first(client, universe, shared_data):
    """The plan loaded for the board, as it came, and the paper of the first meeting."""
    pages = Pages(client, universe.lead, plan="Smokefree West Sussex")
    data = (shared_data / "action_plans" / CSV).read_bytes()
    pages.choose(data, CSV, group=universe.board.pk)
    pages.columns(achieved="delivery_status", status="")
    pages.words(**{"": str(universe.icb.pk)}).load()
    universe.pages = pages
    return issue(universe, board.FIRST, on=board.ISSUED)


def issue(universe, meeting: date, *, on: date):
    paper = board.start(universe, meeting)
    board.ask(paper, universe.secretary, "Note the progress")
    return services.issue(paper, by=universe.secretary, now=board.at(on))


def at_work(universe) -> None:
    """What partners did to the real actions between the two meetings."""
    on, lead = board.at(board.BETWEEN), universe.lead
    one, two, three, four = (Commitment.objects.get(reference=str(n)) for n in (1, 2, 3, 4))
    commitments.add_update(
        one, by=lead, text="Signed off", evidence_link="https://example.org/joined", now=on
    )
    commitments.change_delivery_status(
        one, by=lead, status="complete", reason="All services joined up", now=on
    )
    before = "off_track" if two.delivery_status != "off_track" else "at_risk"
    commitments.change_delivery_status(two, by=lead, status=before, reason="No money", now=on)
    commitments.move_due_date(three, by=lead, due=date(2026, 6, 1), now=on)
    commitments.move_due_date(three, by=lead, due=date(2026, 9, 1), reason="Late start", now=on)
    commitments.edit_commitment(
        four, by=lead, revision=four.revision, title="Another title", now=on
    )
    board.promise(universe, "N1", "Visit vape shops", created=board.BETWEEN)


def test_the_first_paper_lists_the_plan_as_it_was_loaded(first, shared_data):
    rows = list(
        csv.DictReader(io.StringIO((shared_data / "action_plans" / CSV).read_text("utf-8")))
    )
    content = first.content
    assert content["commitments"] == len(rows) == 88
    assert len(first.seen["commitments"]) == 88
    assert content["difference"] is None
    status = Counter(row["delivery"] for row in first.seen["commitments"].values())
    assert status == {"on_track": 52, "at_risk": 6, "off_track": 30}
    assert len(content["at_risk"]) == 36


def test_the_second_paper_tells_what_was_done_and_nothing_else(first, universe):
    before = {row.reference: row.delivery_status for row in Commitment.objects.all()}
    at_work(universe)
    second = issue(universe, board.SECOND, on=board.PREPARED)
    differs, changes = second.content["difference"]["commitments"], second.content["changes"]
    assert second.content["since"]["paper"] == first.pk
    by_reference = {
        second.seen["commitments"][key]["reference"]: change
        for key, change in differs["changed"].items()
    }
    assert set(by_reference) == {"1", "2", "3", "4"}
    assert by_reference["1"]["delivery"] == [before["1"], "complete"]
    assert by_reference["3"] == {"due": ["", "2026-09-01"]}
    assert by_reference["4"]["title"][1] == "Another title"
    assert [row["reference"] for row in changes["added"]] == ["N1"]
    assert [row["commitment"]["reference"] for row in changes["closed"]] == ["1"]
    assert [row["commitment"]["reference"] for row in second.content["kept"]] == ["1"]
    assert {row["commitment"]["reference"] for row in changes["delivery"]} == {"1", "2"}
    assert [row["path"][-1] for row in changes["due_dates"]] == ["1 September 2026"]
    assert differs["gone"] == {}


def test_a_third_paper_after_a_quiet_time_says_that_nothing_changed(first, universe):
    at_work(universe)
    issue(universe, board.SECOND, on=board.PREPARED)
    third = board.start(universe, date(2026, 8, 4))
    content = services.build(third, on=date(2026, 7, 28))
    assert not any(content["difference"]["commitments"].values())
    said = as_text(services.live(third, on=date(2026, 7, 28))[0]).decode()
    assert "No commitment was added, changed or updated with evidence." in said
