"""Finding the organisations that a plan names, however it writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from evenground_web.core.text import one_line, same_words
from evenground_web.people.services import organisations_by_name

ADD = "add:"
LONGEST_NAME = 200
MOST_COMMAS = 5  # in the name of one organisation


class Named(NamedTuple):
    """An organisation that a plan names; without a key it is added when the plan is loaded."""

    name: str
    pk: int | None
    sector: str = ""

    @property
    def key(self) -> int | str:
        return self.pk or self.name.casefold()


class Directory:
    """All organisations by name, code and other names, and what was chosen for names not found.

    A choice is the key of an organisation, or “add:” and a sector for one to be added.
    """

    def __init__(self, choices: Mapping[str, str]) -> None:
        found = organisations_by_name()
        self.known = {name: Named(one.name, one.pk) for name, one in found.items()}
        self.by_pk = {str(named.pk): named for named in self.known.values()}
        self.choices = choices

    def is_known(self, name: str) -> bool:
        return same_words(name) in self.known

    def find(self, name: str) -> Named | None:
        """The organisation with this name, or the one chosen for it, or None."""
        if known := self.known.get(same_words(name)):
            return known
        return self.choice(name)

    def choice(self, name: str) -> Named | None:
        """What was chosen for a name that is not found."""
        choice = self.choices.get(name.casefold(), "")
        if choice.startswith(ADD):
            fits = len(name) <= LONGEST_NAME
            return Named(name, None, choice.removeprefix(ADD)) if fits else None
        return self.by_pk.get(choice)

    def names(self, cell: str) -> list[str]:
        """The names in a cell, cut at semicolons and new lines, or else at commas.

        A name of an organisation that holds a comma itself stays whole.
        """
        separator = r"[;\n\r]" if re.search(r"[;\n\r]", cell.strip()) else ","
        pieces = re.split(f"({separator})", cell)
        names: list[str] = []
        start = 0
        while start < len(pieces):
            end = self._longest(pieces, start)
            names.append(one_line("".join(pieces[start:end])))
            start = end + 1
        return list(dict.fromkeys(name for name in names if name))

    def _longest(self, pieces: list[str], start: int) -> int:
        furthest = min(len(pieces), start + 2 * MOST_COMMAS + 1)
        for end in range(furthest, start + 1, -2):
            if self.find(one_line("".join(pieces[start:end]))):
                return end
        return start + 1

    def find_all(self, names: Iterable[str]) -> tuple[list[Named], list[str]]:
        """The organisations found, each once, and the names that were not."""
        found: dict[int | str, Named] = {}
        missing = []
        for name in names:
            if organisation := self.find(name):
                found.setdefault(organisation.key, organisation)
            else:
                missing.append(name)
        return list(found.values()), missing
