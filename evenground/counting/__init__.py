"""People to cells: the only code that ever sees people, made or real."""

from evenground.counting.cells import count
from evenground.counting.made import make_people

__all__ = ["count", "make_people"]
