"""People to cells: the only code that ever sees people, made or real."""

from evenground.counting.cells import Cells, read_cells
from evenground.counting.combine import combine
from evenground.counting.counting import count
from evenground.counting.roll_up import roll_up

__all__ = ["Cells", "combine", "count", "read_cells", "roll_up"]
