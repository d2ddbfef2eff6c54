"""Everything Evenground's engine refuses to do, and the words it uses.

    EvengroundError          shown to people as text, never as a traceback
    ├── DefinitionError      a definition file is wrong                exit 10
    ├── DataError            the data cannot answer the question       exit 11
    │   ├── MissingValues    a value is absent where one is needed
    │   └── TooFewEvents     a measure would not be reliable
    └── DisclosureError      a release would leak                      exit 12

A message says what is wrong, where, and what to do next. It may name files, columns, groups
and limits. It never repeats a value from person-level data or a small count.
"""

from __future__ import annotations


class EvengroundError(Exception):
    exit_code = 1


class DefinitionError(EvengroundError):
    exit_code = 10


class DataError(EvengroundError):
    exit_code = 11


class MissingValues(DataError):
    def __init__(self, name: str, position: str) -> None:
        super().__init__(
            f"`{name}` has no value for {position}. A missing value is not zero: "
            "leave it out, or supply the value."
        )


class TooFewEvents(DataError):
    def __init__(self, measure: str, *, needed: int, where: str = "this group") -> None:
        super().__init__(
            f"A {measure} needs at least {needed} events and {where} has fewer. "
            "Combine years, combine places, or show the group as 'too few to report'."
        )


class DisclosureError(EvengroundError):
    exit_code = 12
