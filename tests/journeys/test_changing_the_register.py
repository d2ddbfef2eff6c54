"""The register is downloaded, changed in a spreadsheet and loaded again, in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from tests.axe import check_widths
from tests.web.register_files import File, make_register

pytestmark = pytest.mark.browser
LONG = "Everybody who visits people at home is trained, and tells us what they saw. " * 6


def download(page: Page) -> File:
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download an Excel workbook").click()
    return File(Path(kept.value.path()).read_bytes())


def choose(page: Page, file: File, folder: Path) -> None:
    path = folder / "register.xlsx"
    path.write_bytes(file.data)
    page.get_by_label("Changed spreadsheet").set_input_files(path)
    page.get_by_role("button", name="Compare").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_programme_lead_changes_the_register_in_excel(
    request, universe, sign_in, tmp_path, scripts
):
    register = make_register(universe)
    page: Page = request.getfixturevalue("browser_page" if scripts else "page_without_scripts")
    clean = check_widths if scripts else (lambda page: [])
    sign_in(page, register.lead)
    page.goto("/commitments/")
    page.get_by_role("link", name="The register as a spreadsheet").click()
    assert clean(page) == []
    file = download(page)

    page.get_by_role("link", name="Load a changed file").click()
    assert clean(page) == []
    file.set("Commitments", register.action.pk, "Weight", "a lot")
    choose(page, file, tmp_path)
    expect(page.get_by_role("alert")).to_contain_text("‘a lot’ is not a whole number")
    assert clean(page) == []

    file.set("Commitments", register.action.pk, "Weight", 4)
    file.set("Commitments", register.action.pk, "What will be done", LONG)
    file.set("Commitments", register.other.pk, "Title", "Visit every school")
    file.add("Commitments", {
        "Kind": "Action", "Title": "Train all our staff", "Owner": "Hills Housing",
        "Why this should work": LONG, "Priority population": "Adults",
    })  # fmt: skip
    services.edit_commitment(
        register.other, by=register.bob, revision=register.other.revision, title="Visit 4 schools"
    )
    page.get_by_role("link", name="choose it again").click()
    choose(page, file, tmp_path)
    expect(page.get_by_text("Much like", exact=True)).to_be_visible()
    expect(page.get_by_text("You can load the file once you have chosen")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert clean(page) == []
    page.get_by_label("Take what the file says: Visit every school").check()
    page.get_by_role("button", name="Save the choices").click()
    expect(page.get_by_text("Taken from the file")).to_be_visible()
    assert clean(page) == []
    page.get_by_role("button", name="Load 3 rows").click()
    expect(page.get_by_text("register.xlsx is loaded: 1 new, 2 changed")).to_be_visible()
    assert Commitment.objects.get(pk=register.other.pk).title == "Visit every school"

    page.get_by_role("link", name="Load a changed file").click()
    choose(page, File((tmp_path / "register.xlsx").read_bytes()), tmp_path)  # loaded a moment ago
    expect(page.get_by_text("Nothing to change")).to_be_visible()
    assert clean(page) == []
    page.get_by_role("button", name="Put this file aside").click()
    expect(page.get_by_text("Nothing was loaded")).to_be_visible()
