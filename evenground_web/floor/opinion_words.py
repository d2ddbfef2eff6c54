"""What the votes on a question say together, in words and tables; no database, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evenground_web.core.text import in_a_row, upper_first
from evenground_web.floor.models import Opinions
from evenground_web.floor.models.opinions import is_hidden
from evenground_web.people.services.small_numbers import worded

LETTERS = "ABCDE"
SIDES = {"agree": "agreed", "disagree": "disagreed", "pass": "passed"}
SHARED = {1: "Every group agrees", -1: "Every group disagrees"}


def name_of(group: int) -> str:
    return f"Group {LETTERS[group]}"


@dataclass(frozen=True)
class Line:
    """One statement with what it is listed for, and who voted how."""

    number: int
    words: str
    says: str
    counts: list[tuple[str, str]]


class Reading:
    """One answer about the votes, as its pages show it."""

    def __init__(self, opinions: Opinions) -> None:
        self.opinions, self.found = opinions, opinions.found
        self.has_groups = bool(opinions.groups)
        self.names = [name_of(group) for group in range(len(opinions.groups))]

    @property
    def sentence(self) -> str:
        """What there is to say, before everything else."""
        voters = upper_first(f"{worded(self.found['voters'])} people voted.")
        if not self.has_groups:
            return f"{voters} No groups are shown."
        sizes = [
            f"{name} ({worded(size)} people)"
            for name, size in zip(self.names, self.opinions.groups, strict=True)
        ]
        return f"{voters} They fall into {len(sizes)} groups: {in_a_row(sizes)}."

    @property
    def shared(self) -> list[Line]:
        """What all groups agree with, or disagree with; the strongest first."""
        return [
            self._line(row, self._says(row["shared"]))
            for row in self.opinions.statements
            if row["shared"]
        ]

    def _says(self, side: int) -> str:
        if self.has_groups:
            return SHARED[side]
        return "Most people agree" if side > 0 else "Most people disagree"

    @property
    def apart(self) -> list[tuple[str, list[Line]]]:
        """By group, the statements with which it agrees or disagrees more often than all others.

        Of two groups each says the other way round what the other says: one is enough.
        """
        several = self.names[:1] if len(self.names) == 2 else self.names
        return [(name, self._of_group(group)) for group, name in enumerate(several)]

    def _of_group(self, group: int) -> list[Line]:
        name = self.names[group]
        rows = [row for row in self.opinions.statements if row["groups"][group]["sets_apart"]]
        return [
            self._line(row, f"{name} agrees more" if side > 0 else f"{name} disagrees more")
            for row in rows
            for side in [row["groups"][group]["sets_apart"]]
        ]

    def _line(self, row: dict[str, Any], says: str) -> Line:
        counts = [(name, _counted(one)) for name, one in self._who(row)]
        return Line(row["number"], row["words"], says, counts)

    def _who(self, row: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        return list(zip(self.names, row["groups"], strict=True)) or [("Everybody", row)]

    @property
    def head(self) -> list[str]:
        return ["Number", "Statement", "Who", "Agreed", "Disagreed", "Passed"]

    @property
    def rows(self) -> list[list[str]]:
        """All statements, of everybody and of each group: the table, and the file to take away."""
        return [
            [str(row["number"]), row["words"], name, *(worded(one[side]) for side in SIDES)]
            for row in sorted(self.opinions.statements, key=lambda row: int(row["number"]))
            for name, one in [("Everybody", row), *zip(self.names, row["groups"], strict=True)]
        ]

    @property
    def alternative(self) -> str:
        """What the drawing shows, for those who do not see it."""
        told = [row for row in self.opinions.statements if not is_hidden(row)]
        differ = [str(row["number"]) for row in told if not row["shared"]]
        if not differ:
            return "All groups are on the same side of every statement on which enough people voted. The table has the counts."
        return f"The groups are on different sides of the statements {in_a_row(differ)}. The table has the counts."


def _counted(one: dict[str, Any]) -> str:
    if one["voted"] is None:
        return f"{worded(None)} voted"
    return ", ".join(f"{worded(one[side])} {word}" for side, word in SIDES.items())
