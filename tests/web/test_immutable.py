"""What was frozen stays as it was: the database itself refuses, whoever asks."""

import pytest
from django.db import IntegrityError, connection, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Baseline
from evenground_web.reports import services as reports
from evenground_web.reports.models import Paper
from tests.web import board
from tests.web.commitment_records import add_pledge, measured_gap


@pytest.fixture
def baseline(universe):
    pledge = add_pledge(universe)
    return services.name_gap(pledge, by=universe.alice, gap=measured_gap(universe))


@pytest.fixture
def paper(universe):
    return board.start(universe, board.FIRST)


def issue(paper, universe):
    board.ask(paper, universe.secretary, "Note the progress")
    return reports.issue(paper, by=universe.secretary, now=board.at(board.ISSUED))


@pytest.mark.parametrize("field", ["absolute", "group_value", "relative_upper"])
def test_a_baseline_never_changes(baseline, field):
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Baseline.objects.filter(pk=baseline.pk).update(**{field: 1.0})
    setattr(baseline, field, 1.0)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        baseline.save()
    assert getattr(Baseline.objects.get(), field) != 1.0


def test_a_draft_paper_changes_and_an_issued_one_never(paper, universe):
    Paper.objects.filter(pk=paper.pk).update(title="Progress on race")
    content = issue(paper, universe).content
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(content={"gaps": [1.0]})
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Paper.objects.filter(pk=paper.pk).update(issued_at=None, issued_by=None)
    assert Paper.objects.get().content == content


@pytest.mark.parametrize("table", ["commitments_baseline", "reports_paper"])
def test_plain_sql_is_refused_too(baseline, paper, universe, table):
    issue(paper, universe)
    with (
        pytest.raises(IntegrityError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET id = id")
