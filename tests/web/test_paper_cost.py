"""What a paper costs to read, with 60 commitments, stays within the marks of the house."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evenground_web.commitments import services as commitments
from evenground_web.reports import services
from tests.web import board


@pytest.fixture
def busy(universe):
    """A board with 60 commitments of which 20 are late, 30 changed and 20 name a gap."""
    scene = board.set_scene(universe)
    board.issue_first(scene)
    gaps = [scene.smoking, scene.inactive, scene.attendances]
    for number in range(57):
        commitment = board.promise(
            universe, f"B{number}", f"Do the thing that number {number} is about, everywhere",
            due=board.PREPARED + timedelta(days=10 * number - 180),
            priority_population=f"Population {number % 8}", created=board.BETWEEN - timedelta(days=200),
        )  # fmt: skip
        if number % 2:
            commitments.change_delivery_status(
                commitment, by=universe.lead, status="at_risk",
                reason="The post is vacant and the training rooms are booked until the summer",
                now=board.at(board.BETWEEN),
            )  # fmt: skip
        if number % 3 == 0:
            commitments.name_gap(
                commitment, by=universe.lead, gap=gaps[number % 2], on=board.BETWEEN
            )
    board.move_on(scene)
    board.ask(scene.second, universe.secretary, "Note the progress")
    return scene


def cost(client, url: str) -> tuple[int, float]:
    """Queries and KB of a page, once it is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(url)
    assert page.status_code == 200
    return len(captured), len(page.content) / 1024


def test_a_draft_and_an_issued_paper_keep_to_their_marks(busy, client):
    client.force_login(busy.universe.secretary)
    queries, size = cost(client, busy.second.get_absolute_url())
    assert (queries <= 21, size <= 60) == (True, True)
    services.issue(busy.second, by=busy.universe.secretary, now=board.at(board.PREPARED))
    queries, size = cost(client, busy.second.get_absolute_url())
    assert (queries <= 8, size <= 60) == (True, True)


def test_the_list_of_papers_keeps_to_its_marks(busy, client):
    client.force_login(busy.universe.secretary)
    queries, size = cost(client, reverse("reports:papers"))
    assert (queries <= 10, size <= 60) == (True, True)
