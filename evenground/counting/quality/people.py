"""Is anybody in the table twice in one period?"""

from __future__ import annotations

from collections.abc import Iterator

from evenground.counting.engines.table import Table
from evenground.counting.quality.asked import Asked
from evenground.counting.quality.findings import Finding, finding
from evenground.counting.quality.rules import Rules
from evenground.counting.query import Count, Different, Query
from evenground.indicators.conditions import read_condition

PERSON = "person_id"


def twice(table: Table, asked: Asked, rules: Rules) -> Iterator[Finding | None]:
    """Rows of somebody who has a row in that period already: exact, whatever the engine."""
    if PERSON not in asked.known or asked.period not in asked.known:
        return
    with_number = Count(read_condition(f"{PERSON} IS NOT NULL", asked.known))
    query = Query((asked.period,), {"rows": with_number, "people": Different((PERSON,))})
    for period, rows, people in table.aggregate(query).iter_rows():
        yield finding(
            rules["person-twice"], rows - people, rows, column=PERSON, detail=f"in {period}"
        )
