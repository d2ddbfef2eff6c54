"""Reading and writing tables that people edit in a spreadsheet. Knows nothing of commitments.

Text that a spreadsheet program would run as a formula is written so that it stays text, and is
restored when it is read: what goes out comes back the same.
"""

from evenground_web.commitments.spreadsheets.cells import read_date
from evenground_web.commitments.spreadsheets.reading import read
from evenground_web.commitments.spreadsheets.tables import Sheet
from evenground_web.commitments.spreadsheets.writing import Cell, write_csv, write_xlsx

__all__ = ["Cell", "Sheet", "read", "read_date", "write_csv", "write_xlsx"]
