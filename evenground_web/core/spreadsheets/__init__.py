"""Reading and writing tables that people edit in a spreadsheet.

Text that a spreadsheet program would run as a formula is written so that it stays text, and is
restored when it is read: what goes out comes back the same.
"""

from evenground_web.core.spreadsheets.books import Heading, Leaf, write_book
from evenground_web.core.spreadsheets.cells import read_date
from evenground_web.core.spreadsheets.pages import Page
from evenground_web.core.spreadsheets.reading import read, read_pages
from evenground_web.core.spreadsheets.tables import Sheet
from evenground_web.core.spreadsheets.writing import Cell, write_xlsx

__all__ = [
    "Cell", "Heading", "Leaf", "Page", "Sheet", "read", "read_date", "read_pages", "write_book",
    "write_xlsx",
]  # fmt: skip
