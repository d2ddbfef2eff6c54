"""A file that cannot be right is refused by its cells, in words, and nothing of it is written."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from django.test import override_settings

from evenground_web.commitments.models import Commitment, RegisterUpload
from evenground_web.commitments.services.register.layout import find_tables
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import Page
from tests.web.register_files import (
    ID,
    MARK,
    TOP,
    File,
    csv_file,
    csv_rows,
    faults,
    make_register,
    preview,
    upload,
)


@pytest.fixture
def register(universe):
    return make_register(universe)


def refusal(register, data, name: str = "register.xlsx") -> str:
    with pytest.raises(RuleBroken) as refused:
        upload(register.lead, data, name)
    assert not RegisterUpload.objects.exists()
    return str(refused.value)


def only_fault(register, file) -> str:
    found = preview(register.lead, file)
    (fault,) = faults(found)
    return fault


CELLS = [
    ("Due date", "31/02/2027", "31/02/2027 is not a real date"),
    ("Due date", "soon", "‘soon’ is not a date. Write day, month and year, such as 31/03/2026"),
    ("Due date", None, "a due date is moved, not removed. Write a later date"),
    ("Weight", "a lot", "‘a lot’ is not a whole number from 1 to 100. Write one"),
    ("Weight", 101, "‘101’ is not a whole number from 1 to 100. Write one"),
    ("Owner", "Hils Housing", "is not an organisation known here. Did you mean ‘Hills Housing’?"),
    ("Owner", None, "a commitment needs an owner. Write the name of an organisation"),
    ("Person who leads on it", "Zoë", "‘Zoë’ is not somebody known here"),
    ("Puts into practice", "Z9", "no commitment has the reference ‘Z9’. Look it up in the list"),
    ("Title", "x" * 301, "the text has 301 characters. Shorten it to 300 or fewer"),
    ("Title", None, "a commitment needs a title. Write one"),
    ("Reference", "A99", "this is given when a row is added, and stays. Write ‘A1’ again"),
    ("Kind", "Pledge", "this is given when a row is added, and stays. Write ‘Action’ again"),
    ("Times the due date moved", 0, "Evenground keeps this itself, and a file does not change it"),
    ("Verified on", "1/1/2026", "a file does not change it. Write nothing here"),
    ("Pledge: level", "System", "only a pledge has this, and this is a action. Empty the cell"),
    ("Why the due date moves", "Rain", "this goes with a change of ‘Due date’, and nothing changes"),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "value", "words"), CELLS)
def test_a_wrong_cell_is_named_by_sheet_row_and_column(register, heading, value, words):
    file = File().set("Commitments", register.action.pk, heading, value)
    cell = file.cell("Commitments", register.action.pk, heading).coordinate
    fault = only_fault(register, file)
    assert fault.startswith(f"Sheet ‘Commitments’, cell {cell} (‘{heading}’): ")
    assert words in fault


def test_a_rule_of_the_house_is_named_by_its_cell_too(register):
    file = File().set("Commitments", register.action.pk, "Why this should work", None)
    assert "(‘Why this should work’): write why this should work" in only_fault(register, file)
    file = File().set("Commitments", register.action.pk, "Start date", "1/1/2028")
    assert "(‘Start date’): the due date, 1 December 2026, is before the start" in only_fault(
        register, file
    )


def test_a_new_status_needs_a_new_reason(register):
    file = File().set("Commitments", register.action.pk, "Delivery status", "At risk")
    assert "the delivery status changes, so its reason does too" in only_fault(register, file)


def test_a_moved_due_date_needs_its_reason(register):
    file = File().set("Commitments", register.action.pk, "Due date", "1/1/2027")
    assert "(‘Why the due date moves’): write why the due date moves" in only_fault(register, file)


def test_a_score_outside_its_scale_and_one_without_what_was_seen_are_refused(register):
    file = File().write("Risks", register.risk.pk, Likelihood_now=9)
    file.set("Risks", register.risk.pk, "What you saw, when a score changes", "More")
    assert "the likelihood of the score is 9, and" in only_fault(register, file)
    file = File().write("Risks", register.risk.pk, Likelihood_now=2)
    assert "write what you saw: why the score moved" in only_fault(register, file)


def test_a_formula_is_named_by_its_cell_and_one_in_a_column_of_ones_own_is_not_read(register):
    file = File().set("Commitments", register.action.pk, "Weight", "=1+1")
    cell = file.cell("Commitments", register.action.pk, "Weight").coordinate
    found = preview(register.lead, file)
    assert faults(found)[0].startswith(
        f"Sheet ‘Commitments’, cell {cell} (‘Weight’): the cell holds a formula. Copy it"
    )
    file = File()
    last = file.book["Commitments"].max_column
    file.book["Commitments"].cell(TOP, last + 1).value = "Days left"
    file.book["Commitments"].cell(TOP + 1, last + 1).value = "=TODAY()"
    assert faults(preview(register.lead, file)) == []


def test_merged_cells_are_named(register):
    file = File()
    file.book["Risks"].merge_cells("D4:E4")
    found = preview(register.lead, file)
    assert any("the cells D4:E4 are merged. Unmerge them, and fill in each" in one
               for one in faults(found))  # fmt: skip


def test_a_renamed_column_is_named_with_the_one_that_it_probably_is(register):
    file = File()
    column = file.column("Commitments", "Due date")
    file.book["Commitments"].cell(TOP, column).value = "Due date (new)"
    fault = only_fault(register, file)
    assert "the register has no column ‘Due date (new)’, and ‘Due date’ is missing" in fault


def test_a_row_copied_with_its_id_and_one_with_the_version_of_another_are_refused(register):
    rows = csv_rows("commitments")
    copied = [*rows, {**rows[0], "Title": "A copy"}]
    assert "row 2 has the same id. To add a new commitment, empty the id" in only_fault(
        register, csv_file(copied)
    )
    rows[0][MARK], rows[1][MARK] = rows[1][MARK], rows[0][MARK]
    found = preview(register.lead, csv_file(rows), "a.csv")
    assert [one.heading for one in found.faults] == [MARK, MARK]
    assert "the version mark is not that of this row" in faults(found)[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({ID: "999999"}, "there is no commitment with the id ‘999999’ here"),
        ({ID: "one"}, "there is no commitment with the id ‘one’ here"),
        ({ID: ""}, "the id of this row is missing. Write it again"),
        ({MARK: ""}, "the version mark is not that of this row"),
        ({MARK: "abc123.zz.00"}, "before the register had the columns it has now"),
    ],
)
def test_an_id_or_a_version_that_somebody_changed_is_refused(register, change, words):
    rows = csv_rows("commitments")
    rows[0] |= change
    found = preview(register.lead, csv_file(rows), "a.csv")
    assert words in faults(found)[0]
    assert found.rows == []


def test_the_file_of_another_partnership_is_refused_row_by_row(register):
    with override_settings(SECRET_KEY="another partnership"):
        rows = csv_rows("commitments")
    found = preview(register.lead, csv_file(rows), "theirs.csv")
    assert len(found.faults) == len(rows)
    assert "another partnership’s file" in faults(found)[0]


def test_a_file_that_is_no_register_is_refused_with_what_to_do(register):
    words = refusal(register, b"Reference,Title\nA1,Go\n", "plan.csv")
    assert words.startswith("‘plan.csv’ is a table, and none of it is a table of the register")
    assert words.endswith("A plan of your own is loaded under Action plans.")
    book = openpyxl.Workbook()
    book.active.title = "Budget"
    out = io.BytesIO()
    book.save(out)
    assert "has the sheet ‘Budget’, and none of it" in refusal(register, out.getvalue())


def test_a_sheet_that_is_there_twice_is_refused(register):
    file = File()
    copy = file.book.copy_worksheet(file.book["Commitments"])
    copy.title = "Commitments old"
    assert "all hold the commitments. Keep one of them" in refusal(register, file)


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO(File().data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def test_macros_are_refused_and_never_run(register):
    words = refusal(register, packed(xl__vbaProject_dot_bin=b"Sub AutoOpen()"), "register.xlsm")
    assert "carries macros, which are programs. None of them was run" in words


def test_what_unpacks_to_something_huge_is_refused_unopened(register):
    bomb = packed(xl__media__bomb_dot_xml=b"0" * (60 * 1024 * 1024))
    assert len(bomb) < 1_000_000
    assert "unpacks to more than Evenground reads" in refusal(register, bomb)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "is empty"),
        (b"PK\x03\x04 cut off", "a.xlsx", "is not a whole Excel workbook"),
        (b"%PDF-1.4", "a.csv", "is a PDF"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "is an old Excel file"),
        (b'"', "a.csv", "never closed"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(register, data, name, words):
    assert words in refusal(register, data, name)


def test_an_entity_that_grows_without_end_is_refused(register):
    bomb = b'<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]><worksheet>&c;</worksheet>'
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(File().data)) as old, zipfile.ZipFile(data, "w") as new:
        for part in old.namelist():
            evil = part.endswith("sheet2.xml")
            new.writestr(part, bomb if evil else old.read(part))
    assert "is not a whole Excel workbook" in refusal(register, data.getvalue())


def test_a_file_of_too_many_rows_is_refused_before_it_is_compared(register):
    line = b"x\n" * 20_002
    assert "has more than 20,000 rows in one table" in refusal(register, line, "long.csv")


def test_somebody_who_may_not_change_a_record_is_told_so_by_cell(register):
    file = File().set("Commitments", register.other.pk, "Weight", 5)
    file.set("Risks", register.risk.pk, "Cause", "Something")
    file.set("Commitments", register.pledge.pk, "Owner", "Ambermoor ICB")
    found = preview(register.bob, file)  # of Hills Housing, a partner of the pledge
    words = faults(found)
    assert len(words) == 2
    assert "who owns and who shares it is for Harbour NHS Trust to change" in words[0]
    assert "the words of a risk are changed by a programme lead" in words[1]
    assert Commitment.objects.get(pk=register.other.pk).weight == 1


def test_a_row_is_not_added_for_another_organisation(register):
    file = File()
    file.add("Commitments", {"Kind": "Action", "Title": "Go", "Owner": "ZH1",
                             "Why this should work": "So", "Priority population": "All"})  # fmt: skip
    assert "you may not add what Harbour NHS Trust owns" in faults(preview(register.bob, file))[0]


def test_new_rows_that_lack_something_or_say_too_much_are_refused(register):
    file = File()
    number = file.add("Commitments", {"Title": "Go", "Verified on": "1/1/2026"})
    file.add("Targets", {"Target: number": 3})
    found = preview(register.lead, file)
    said = {(one.row, one.heading) for one in found.faults if one.sheet == "Commitments"}
    assert said == {(number, "Kind"), (number, "Owner"), (number, "Verified on")}
    assert "a named gap is not added by spreadsheet" in faults(found)[-1]


def test_two_rows_that_put_each_other_into_practice_are_refused(register):
    file = File()
    for one, other in (("R7", "R8"), ("R8", "R7")):
        file.add("Commitments", {
            "Reference": one, "Kind": "Recommendation", "Title": f"Say {one}", "Owner": "ZH1",
            "Puts into practice": other, "Priority population": "Adults",
        })  # fmt: skip
    found = preview(register.lead, file)
    assert found.faults
    assert not Commitment.objects.filter(reference__in=["R7", "R8"]).exists()


def test_a_new_row_that_says_otherwise_than_the_one_that_is_here_is_refused(register):
    file = File()
    file.add("Commitments", {
        "Reference": "a1", "Kind": "Action", "Title": "Something else", "Owner": "ZH1",
    })  # fmt: skip
    assert "A1 Train all staff is in the register already, and says" in only_fault(register, file)


def test_headings_far_down_a_sheet_are_not_looked_for():
    lines = [(n, ["x"]) for n in range(1, 40)] + [(41, [ID, "Weight", MARK])]
    page = Page(name="", lines=lines, odd={}, merged=[])
    with pytest.raises(RuleBroken, match="none of it is a table of the register"):
        find_tables([page], "a.csv")
