"""The values that a column may have, where they are declared."""

from __future__ import annotations

from evenground.indicators.columns import Column
from evenground.indicators.loader import dimensions


def values_of(column: Column) -> tuple[str, ...] | None:
    """The values of a column, or None when any may stand there.

    The groups of a dimension go by their labels and by the other names that it declares; in a column of
    whole numbers by those that are numbers.
    """
    if column.values:
        return column.values
    dimension = dimensions().get(column.dimension or "")
    if dimension is None:
        return None
    names = [name for group in dimension.groups for name in (group.label, *group.aliases)]
    return tuple(n for n in names if column.kind == "text" or n.isdigit()) or None
