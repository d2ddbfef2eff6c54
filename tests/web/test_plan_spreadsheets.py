"""A spreadsheet is read whoever made it, or refused in words that say what to do."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import read, read_date, write_xlsx
from evenground_web.core.tables import csv_bytes

NOW = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
PLAN = "Reference,Title\nA1,Train staff\nA2,Visit schools\n"

risky_text = st.builds(
    str.__add__,
    st.sampled_from(
        ["", "=", "+", "-", "@", "\t", "\r", "\n", "＝", "'", "'=", "''-", "=cmd|' /C calc'!A0"]
    ),
    st.text(
        st.characters(
            codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="_\ufffe\uffff"
        )
        | st.sampled_from("\n\t\r'=,;\""),
        max_size=30,
    ),
)
tables = st.lists(st.tuples(risky_text, risky_text, risky_text), min_size=1, max_size=5)


def workbook(*rows, **sheets) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "Plan"
    for title, lines in {"Plan": rows, **sheets}.items():
        sheet = book.active if title == "Plan" else book.create_sheet(title)
        for line in lines:
            sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WHOLE = workbook(["Ref", "Title"], ["A1", "Go"], ["A2", "Stay"])


def refusal(data: bytes, name: str = "plan.csv", **where) -> str:
    with pytest.raises(RuleBroken) as refused:
        read(data, name, **where)
    return str(refused.value)


def values(data: bytes, name: str = "plan.csv") -> list[list[str]]:
    return [list(cells.values()) for _, cells in read(data, name).rows]


@given(tables)
@example([("\t", "\r0", "\t")] * 2)  # more lines have a tab than the table has rows
def test_text_that_looks_like_a_formula_comes_back_from_csv_as_it_was(rows):
    rows = [("row", *row) for row in rows]
    assert values(csv_bytes([["=a", "b", "c", "d"], *rows])) == [list(row) for row in rows]


@given(tables)
def test_text_that_looks_like_a_formula_comes_back_from_excel_as_it_was(rows):
    rows = [("row", *row) for row in rows]
    data = write_xlsx(["=a", "b", "c", "d"], rows, title="Plan", notes=["One table."], now=NOW)
    assert values(data, "plan.xlsx") == [list(row) for row in rows]


@given(st.lists(risky_text, min_size=1, max_size=5))
def test_no_cell_we_write_is_a_formula(texts):
    data = write_xlsx(["a"], [[text] for text in texts], title="=Plan", notes=["=1"], now=NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    csv_cells = csv_bytes([["a"], *([text] for text in texts)]).decode("utf-8-sig").split("\r\n")
    starts = ("=", "+", "-", "@", "\t", "\n", "＝")
    assert not any(line.lstrip('"').startswith(starts) for line in csv_cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_however_it_was_saved(encoding, end, separator):
    lines = [["Réf", "Title"], ["A1", "“Café” – it’s open, they said"], ["A2", "Two; three"]]
    text = end.join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert values(text.encode(encoding)) == lines[1:]


def test_rows_have_the_numbers_people_see_in_excel():
    text = 'Our plan\n\nReference,Title\nA1,"Two\nlines"\n\n,\nA2,After blanks,\n'
    sheet = read(text.encode(), "plan.csv")
    assert [number for number, _ in sheet.rows] == [4, 7]
    assert (sheet.columns, sheet.heading_row) == (["Reference", "Title"], 3)


def test_dates_and_numbers_of_a_workbook_are_read_as_people_write_them():
    data = workbook(["Ref", "Due", "Share", "Done"], [12.0, datetime(2026, 3, 31), 0.1, True])  # noqa: DTZ001
    assert values(data, "plan.xlsx") == [["12", "2026-03-31", "0.1", "TRUE"]]


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named():
    data = workbook(
        ["Action plan of the partnership"], Actions=[["Ref", "Title"], ["A1", "Go"]], Old=[["x"]]
    )
    sheet = read(data, "plan.xlsx")
    assert (sheet.name, sheet.other_names) == ("Actions", ("Plan", "Old"))
    assert "headings in row 1 and nothing beneath" in refusal(data, "plan.xlsx", sheet="Old")
    assert "no sheet called ‘Missing’" in refusal(data, "plan.xlsx", sheet="Missing")


def test_a_hidden_sheet_is_not_read():
    book = openpyxl.Workbook()
    book.active.append(["Ref", "Title"])
    book.active.append(["A1", "Secret"])
    book.active.sheet_state = "hidden"
    book.create_sheet("Shown")
    out = io.BytesIO()
    book.save(out)
    assert "nothing in its cells" in refusal(out.getvalue(), "plan.xlsx")


def test_merged_cells_and_trailing_blanks_do_no_harm():
    book = openpyxl.Workbook()
    for line in (
        ["A plan for everyone"],
        ["Ref", "Title", "Owner"],
        ["A1", "Go", "Trust"],
        ["A2", "Stay"],
    ):
        book.active.append(line)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("C3:C4")
    book.active["H900"].font = openpyxl.styles.Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    assert values(out.getvalue(), "plan.xlsx") == [["A1", "Go", "Trust"], ["A2", "Stay", ""]]


def test_a_formula_is_refused_with_its_address():
    one = workbook(["Ref", "Title", "Status"], ["A1", "Go", '=IF(1,"Red","Green")'])
    assert refusal(one, "plan.xlsx").startswith("Cell C2 of the sheet ‘Plan’ holds a formula")
    many = workbook(["Ref", "Title"], *[["=1", "x"]] * 7)
    assert "Cells A2, A3, A4, A5, A6 and 2 more" in refusal(many, "plan.xlsx")


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "plan.csv", "is empty"),
        (b" \r\n ", "plan.csv", "is empty"),
        (b",,\n,,\n", "plan.csv", "nothing in its cells"),
        (b"Reference,Title\n", "plan.csv", "headings in row 1 and nothing beneath"),
        (b"Status,Title,status\na,b,c", "plan.csv", "Columns A and C are both headed ‘status’"),
        (b"Ref,,Title\n1,,b\n2,x,b", "plan.csv", "Column B has no heading in row 1, but cell B3"),
        (b"Ref,Title\n1,b,left over", "plan.csv", "Column C has no heading"),
        (b'Ref,Title\n1,"cut o', "plan.csv", "never closed"),
        (b'Ref,Title\n1,"a"b\n2,c', "plan.csv", "Row 2 of ‘plan.csv’ has a quotation mark"),
        (b"Ref,Title\n1," + b"x" * 200_000, "plan.csv", "Row 2 of ‘plan.csv’ holds more text"),
        (b"Ref,Title\n" + b"1,b\n" * 5_001, "plan.csv", "more than 5,000 rows"),
        (b",".join(b"c%d" % n for n in range(201)) + b"\nx", "p.csv", "more than 200 columns"),
        (b"%PDF-1.7 ...", "plan.pdf", "is a PDF"),
        (b"<html><table>", "plan.xls", "is a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0", "plan.csv", "is not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "plan.xls", "old Excel file"),
        (PLAN.encode(), "plan.xlsx", "is not a whole Excel workbook"),
    ],
)
def test_what_is_not_a_table_is_refused_in_words(data, name, words):
    assert words in refusal(data, name)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/document.xml", "a Word document"),
        ("content.xml", "OpenDocument"),
        ("x", "a ZIP file"),
    ],
)
def test_other_kinds_of_zip_are_named(part, words):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(part, "x")
    assert words in refusal(out.getvalue(), "plan.docx")


def test_a_workbook_cut_off_anywhere_is_refused():
    whole = workbook(["Ref", "Title"], ["A1", "Go"])
    for length in range(10, len(whole) - 1, 150):
        assert "‘plan.xlsx’ is" in refusal(whole[:length], "plan.xlsx")


@given(st.data())
def test_a_workbook_with_wrong_bytes_is_read_or_refused_and_nothing_else(data):
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(RuleBroken):
        assert read(bytes(whole), "plan.xlsx").rows


@given(st.binary(max_size=200) | st.text("a,;\t\n\r\"'=é ", max_size=100).map(str.encode))
def test_any_bytes_are_read_or_refused_and_nothing_else(data):
    with suppress(RuleBroken):
        assert read(data, "plan.csv").rows


def rebuilt(**replaced: bytes) -> bytes:
    out = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(workbook(["Ref", "Title"], ["A1", "Go"])))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            key = name.rsplit("/", 1)[-1].split(".")[0]
            package.writestr(name, replaced.pop(key, None) or source.read(name))
        for name, content in replaced.items():
            package.writestr(name, content)
    return out.getvalue()


ROOT = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "data",
    [
        rebuilt(bomb=b" " * 60_000_000),
        rebuilt(**{f"part{n}": b"x" for n in range(2_100)}),
        rebuilt(
            sheet1=ENTITIES + ROOT + b"<row><c t='str'><v>&b;</v></c></row></sheetData></worksheet>"
        ),
        rebuilt(
            sheet1=ROOT + b'<row r="999999999999"><c><v>1</v></c></row></sheetData></worksheet>'
        ),
        rebuilt(
            sheet1=ROOT
            + b'<row><c r="ZZZ1"><v>1</v></c></row>' * 2_000
            + b"</sheetData></worksheet>"
        ),
    ],
    ids=["huge when unpacked", "too many parts", "entities", "endless rows", "endless columns"],
)
def test_a_bomb_is_refused(data):
    assert "plan.xlsx" in refusal(data, "plan.xlsx")


@pytest.mark.parametrize(
    "text",
    [
        "31/03/2026",
        "31.3.26",
        "31-03-2026",
        "2026-03-31",
        "2026-03-31 00:00",
        "31 March 2026",
        "31 Mar 26",
        "31-Mar-26",
    ],
)
def test_dates_are_read_day_first(text):
    assert read_date(text) == date(2026, 3, 31)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("31/02/2026", "31/02/2026 is not a real date"),
        ("03/31/2026", "03/31/2026 is not a real date"),
        ("2026-13-01", "is not a real date"),
        ("March 2026", "‘March 2026’ is not a date. Write day, month and year"),
        ("ongoing", "is not a date"),
    ],
)
def test_what_is_not_a_date_is_said(text, words):
    with pytest.raises(RuleBroken, match=words):
        read_date(text)


def test_a_workbook_we_write_is_one_marked_table_below_its_title_and_the_same_every_time():
    def written():
        rows = [["A1", date(2026, 3, 31)], ["A2", None]]
        return write_xlsx(["Reference", "Due"], rows, title="Plan A", notes=["One table."], now=NOW)

    book = openpyxl.load_workbook(io.BytesIO(written()))
    sheet = book.active
    assert book.properties.title == "Plan A"
    assert sheet["A1"].value == "Plan A"
    assert [table.ref for table in sheet.tables.values()] == ["A3:B5"]
    assert not sheet.merged_cells.ranges
    assert sheet["B4"].is_date
    assert written() == written()
