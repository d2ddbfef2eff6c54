"""Where the tables of the register are in a file, however its columns are ordered."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from evenground_web.commitments.services.register.marks import PART
from evenground_web.commitments.services.register.tables import ID, MARK, TABLES, Table
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets.pages import Page
from evenground_web.core.spreadsheets.tables import Line
from evenground_web.core.text import in_a_row, one_line, same_words

HEADINGS_WITHIN = 20  # rows
FEWEST = 3  # headings that are known
COVER = "Read me first"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell, and what to do."""

    sheet: str
    row: int
    column: str  # the letter
    heading: str
    message: str

    def __str__(self) -> str:
        cell = f"cell {self.column}{self.row}" if self.column else f"row {self.row}"
        heading = f" (‘{self.heading}’)" if self.heading else ""
        where = f"Sheet ‘{self.sheet}’, {cell}" if self.sheet else cell.capitalize()
        return f"{where}{heading}: {self.message}"


@dataclass(kw_only=True)
class Layout:
    """One table of the register on one page of a file."""

    table: Table
    page: Page
    heading_row: int
    places: dict[str, int]  # of a column's name, and of ID and MARK
    body: list[Line]
    extra: list[tuple[str, str]] = field(default_factory=list)  # letter and heading
    missing: list[str] = field(default_factory=list)

    def cell(self, values: Sequence[str], name: str) -> str:
        place = self.places.get(name, len(values))
        return values[place] if place < len(values) else ""

    def letter(self, name: str) -> str:
        return get_column_letter(self.places[name] + 1) if name in self.places else ""

    def heading(self, name: str) -> str:
        return name if name in (ID, MARK) else self.table.by_name[name].heading

    def fault(self, row: int, name: str, message: str) -> Fault:
        heading = self.heading(name) if name else ""
        return Fault(self.page.name, row, self.letter(name), heading, message)


def find_tables(pages: Sequence[Page], file_name: str) -> tuple[list[Layout], list[str]]:
    """The tables of a file, in the order in which they are written, and the sheets left unread."""
    found = [(page, _layout(page)) for page in pages]
    layouts = [layout for _, layout in found if layout]
    if not layouts:
        raise RuleBroken(_nothing(pages, file_name))
    for table in TABLES:
        twice = [one.page.name for one in layouts if one.table is table]
        if len(twice) > 1:
            raise RuleBroken(
                f"The sheets {in_a_row([f'‘{name}’' for name in twice])} of ‘{file_name}’ all hold "
                f"the {table.sheet.lower()}. Keep one of them, and choose the file again."
            )
    order = {table.key: number for number, table in enumerate(TABLES)}
    unread = [page.name for page, layout in found if not layout and page.name != COVER]
    return sorted(layouts, key=lambda one: order[one.table.key]), unread


def _nothing(pages: Sequence[Page], file_name: str) -> str:
    sheets = [f"‘{page.name}’" for page in pages if page.name != COVER]
    has = f"has the sheet{'s' if len(sheets) > 1 else ''} {in_a_row(sheets)}, and" if sheets[0:] and pages[0].name else "is a table, and"  # fmt: skip
    return (
        f"‘{file_name}’ {has} none of it is a table of the register: no row has headings such as "
        f"‘{ID}’, ‘{TABLES[0].columns[0].heading}’ and ‘{TABLES[0].columns[2].heading}’. Download "
        "the register, make your changes in that file, and choose it. A plan of your own is loaded "
        "under Action plans."
    )


def _layout(page: Page) -> Layout | None:
    best: tuple[int, int, Table, int] | None = None
    for place, (_, values) in enumerate(page.lines[:HEADINGS_WITHIN]):
        headings = {same_words(value) for value in values if value.strip()}
        for table in TABLES:
            known = headings & set(_known(table))
            sure = _sure(table, page, place)
            fits = (len(known), sure, table, place)
            if len(known) >= FEWEST and (best is None or fits[:2] > best[:2]):
                best = fits
    if best is None:
        return None
    return _laid_out(best[2], page, best[3])


def _sure(table: Table, page: Page, place: int) -> int:
    """How sure it is that rows below these headings are of this table, where headings are alike."""
    values = page.lines[place][1]
    marks = [index for index, value in enumerate(values) if same_words(value) == same_words(MARK)]
    below = page.lines[place + 1 : place + 2]
    kinds = {
        line[1][index].partition(PART)[0]
        for line in below for index in marks if index < len(line[1])
    }  # fmt: skip
    return 2 * (table.shape in kinds) + (page.name == table.sheet)


def _known(table: Table) -> dict[str, str]:
    """The name of each column by its heading."""
    found = {same_words(column.heading): column.name for column in table.columns}
    return {same_words(ID): ID, same_words(MARK): MARK, **found}


def _laid_out(table: Table, page: Page, place: int) -> Layout:
    heading_row, headings = page.lines[place]
    known = _known(table)
    places: dict[str, int] = {}
    extra: list[tuple[str, str]] = []
    for index, heading in enumerate(headings):
        name = known.get(same_words(heading))
        if name is None or name in places:
            if heading.strip():
                extra.append((get_column_letter(index + 1), one_line(heading)))
        else:
            places[name] = index
    missing = [column.heading for column in table.columns if column.name not in places]
    return Layout(
        table=table, page=page, heading_row=heading_row, places=places,
        body=page.lines[place + 1 :], extra=extra, missing=missing,
    )  # fmt: skip


def faults_of(layout: Layout) -> Iterator[Fault]:
    """What is wrong with the headings, and cells that hold no plain value."""
    sheet, row = layout.page.name, layout.heading_row
    for name in (ID, MARK):
        if name not in layout.places:
            message = (
                f"the column ‘{name}’ is missing, so nobody can tell which row is which. Download "
                "the register again, and make your changes there"
            )
            yield Fault(sheet, row, "", "", message)
    yield from _renamed(layout)
    letters = {layout.letter(name): name for name in layout.places}
    for address, what in layout.page.odd.items():
        letter = address.rstrip("0123456789")
        number = int(address[len(letter) :])
        if letter in letters and number > row:
            message = f"the cell holds {what}. Copy it, and paste its value in the same place"
            yield Fault(sheet, number, letter, layout.heading(letters[letter]), message)
    for area in layout.page.merged:
        first, last = (part.rstrip("0123456789") for part in area.split(":"))
        number = int(area.split(":")[1][len(last) :])
        if number > row and _touches(first, last, letters):
            top = int(area.split(":")[0][len(first) :])
            message = f"the cells {area} are merged. Unmerge them, and fill in each"
            yield Fault(sheet, top, first, "", message)


def _touches(first: str, last: str, letters: Iterable[str]) -> bool:
    def place(letter: str) -> tuple[int, str]:
        return len(letter), letter

    return any(place(first) <= place(letter) <= place(last) for letter in letters)


def _renamed(layout: Layout) -> Iterator[Fault]:
    """A heading nobody knows, where one is missing, may be that one under another name."""
    known = set(_known(layout.table))
    for letter, heading in layout.extra:
        if same_words(heading) in known:
            message = f"two columns are headed ‘{heading}’. Take one of them away"
        elif layout.missing:
            near = difflib.get_close_matches(heading, layout.missing, n=1, cutoff=0.3)
            missing = near[0] if near else layout.missing[0]
            message = (
                f"the register has no column ‘{heading}’, and ‘{missing}’ is missing. If this is "
                f"that column, head it ‘{missing}’ again; if not, take it away"
            )
        else:
            continue
        yield Fault(layout.page.name, layout.heading_row, letter, heading, message)
