"""The mistakes of a table, gathered so that they are told all at once, with their rows."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from evenground.errors import DataError

SHOWN = 5  # rows named for one mistake
MOST = 20  # mistakes told at once


class Mistakes:
    def __init__(self, name: str, rows: str) -> None:
        self.name, self.rows = name, rows
        self.found: list[str] = []

    def add(self, what: str) -> None:
        self.found.append(what)

    def where(self, frame: pl.DataFrame, wrong: pl.Expr, column: str, what: str) -> None:
        """A mistake of `column` in the rows where `wrong` holds, if there are any."""
        rows = frame.filter(wrong.fill_null(value=False))["row"]
        if rows.len():
            self.at(rows, column, what)

    def at(self, rows: Iterable[int], column: str, what: str) -> None:
        self.found.append(f"column `{column}`, {self.numbers(sorted(rows))}: {what}")

    def numbers(self, rows: list[int]) -> str:
        told = ", ".join(f"{row:,}" for row in rows[:SHOWN])
        more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
        return f"{self.rows}{'' if len(rows) == 1 else 's'} {told}{more}"

    def refuse(self) -> None:
        """Raise what was found so far."""
        if not self.found:
            return
        listed = "\n".join(f"- {line}" for line in self.found[:MOST])
        left = len(self.found) - MOST
        if len(self.found) == 1:
            count = "a mistake. Correct it"
        else:
            count = f"{len(self.found)} kinds of mistake. Correct them"
        more = f"\n- and {left} more of other kinds" if left > 0 else ""
        raise DataError(f"{self.name} has {count} and try again.\n{listed}{more}")
