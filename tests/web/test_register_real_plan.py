"""A real action plan of 88 actions, loaded, goes out with the register and comes back."""

from __future__ import annotations

import pytest

from evenground_web.commitments.models import Commitment
from tests.web.plan_files import Pages
from tests.web.register_files import (
    File,
    csv_file,
    csv_rows,
    differences,
    faults,
    load,
    preview,
)

pytestmark = pytest.mark.real_data
CSV = "smokefree_west_sussex_action_plan_2022.csv"


@pytest.fixture
def lead(client, universe, shared_data):
    pages = Pages(client, universe.lead, plan="Smokefree West Sussex")
    pages.choose((shared_data / "action_plans" / CSV).read_bytes(), CSV)
    pages.columns(achieved="delivery_status", status="")
    pages.words(**{"": str(universe.icb.pk)}).load()
    return universe.lead


def test_88_real_actions_go_out_and_come_back_in_both_formats(lead):
    for data, name in ((File(), "r.xlsx"), (csv_file(csv_rows("commitments")), "r.csv")):
        found = preview(lead, data, name)
        assert (found.unchanged, differences(found), faults(found)) == (88, [], [])


def test_what_was_changed_in_the_file_and_nothing_else_is_changed_here(lead):
    before = {row["Reference"]: row for row in csv_rows("commitments")}
    rows = csv_rows("commitments")
    rows[7]["Title"], rows[40]["Due date"] = "Another title", "1/9/2026"
    rows[60] |= {"Delivery status": "Stopped", "Reason for the delivery status": "No money"}
    found = preview(lead, csv_file(rows), "r.csv")
    assert (len(differences(found)), faults(found)) == (4, [])
    load(lead, csv_file(rows), "r.csv")
    after = {row["Reference"]: row for row in csv_rows("commitments")}
    changed = {
        (reference, heading)
        for reference, row in after.items()
        for heading, cell in row.items()
        if cell != before[reference][heading] and not heading.startswith("Version")
    }
    assert changed == {
        (rows[7]["Reference"], "Title"), (rows[40]["Reference"], "Due date"),
        (rows[40]["Reference"], "Original due date"), (rows[60]["Reference"], "Delivery status"),
        (rows[60]["Reference"], "Reason for the delivery status"),
    }  # fmt: skip
    assert Commitment.objects.count() == 88
