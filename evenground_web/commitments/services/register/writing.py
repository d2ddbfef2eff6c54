"""Writing what a file changes, each change through the service that a page would use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import Error, transaction

from evenground_web.commitments.models import Commitment, Risk
from evenground_web.commitments.services.register.layout import Fault
from evenground_web.commitments.services.register.rows import RowChange
from evenground_web.commitments.services.register.tables import Writer
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person

GONE = "somebody took away what this row names, a moment ago. Look at the file again"


def write(rows: Sequence[RowChange], *, by: Person, now: datetime) -> list[Fault]:
    """Write all rows; what services refuse comes back by cell. The caller takes everything back
    when there is anything."""
    writer = Writer(by=by, now=now)
    return [fault for row in in_order(rows) for fault in _written(row, writer)]


def _written(row: RowChange, writer: Writer) -> Iterator[Fault]:
    values = row.values
    steps = (
        row.table.change(row.found.record, values, writer)
        if row.found
        else row.table.add(values, writer)
    )
    name, made = "", None
    while True:
        try:
            with transaction.atomic():
                name, do = steps.send(made)
                made = do()
        except StopIteration:
            return
        except RuleBroken as rule:
            yield _refused(row, name, str(rule))
        except (Commitment.DoesNotExist, Risk.DoesNotExist):
            yield _refused(row, name, GONE)
        except Error as error:  # a rule that stands in the database alone
            yield _refused(row, name, f"the database refuses this: {error}")
        else:
            continue
        if row.found is None:
            return
        made = None


def _refused(row: RowChange, name: str, message: str) -> Fault:
    return row.layout.fault(row.row, name, message[:1].lower() + message[1:].rstrip("."))


def in_order(rows: Sequence[RowChange]) -> list[RowChange]:
    """Table after table, what is added before what is changed, what others name before those."""
    place: dict[str, int] = {}
    for row in rows:
        place.setdefault(row.table.key, len(place))
    new = {str(row.said.get("reference", "")).casefold(): row for row in rows if not row.found}
    depth: dict[int, int] = {}

    def height(row: RowChange, above: int = 0) -> int:
        """How many rows that are added too it follows from; a circle ends at the number of rows."""
        if id(row) not in depth and above <= len(new):
            parents = [str(row.said.get(name, "")) for name in ("parent", "carried_from")]
            found = [new[one.casefold()] for one in parents if one and one.casefold() in new]
            depth[id(row)] = 1 + max((height(one, above + 1) for one in found), default=0)
        return depth.get(id(row), 0)

    return sorted(
        rows, key=lambda row: (place[row.table.key], bool(row.found), height(row), row.row)
    )
