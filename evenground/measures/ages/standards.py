"""Standard populations: the ages at which groups are compared, from files that say their source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from evenground.errors import DataError, DefinitionError
from evenground.measures.shapes import Numbers

HERE = Path(__file__).with_name("standard_populations")


@dataclass(frozen=True)
class Standard:
    """A standard population: the ages at which its bands start, and what each band weighs.

    It can be given wherever a measure asks for a `standard`, which then sees its weights.
    """

    name: str
    source: str
    starts: tuple[int, ...]
    weights: tuple[float, ...]
    until: int | None = None  # the age before which the last band ends; None = it has no end

    @property
    def bands(self) -> tuple[str, ...]:
        """What the bands are called: 0-4, 5-9, 90+."""
        ends = [*self.starts[1:], self.until]
        return tuple(called(start, end) for start, end in zip(self.starts, ends, strict=True))

    def __len__(self) -> int:
        return len(self.weights)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Numbers:
        return np.array(self.weights, dtype=dtype)


def standard(
    name: str | Path, *, starts: Iterable[int] | None = None, until: int | None = None
) -> Standard:
    """A standard population by its name, or from a file of your own.

    Reads as weights: how many of all people of the standard are in each band of age.
    Use for  the `standard` of `directly_standardised_rate`. "esp2013" and "esp1976", the European
             standard populations (19 bands to 90+, 18 to 85+), and "who2000", the world standard
             of WHO (21 bands to 100+); or the path of a TOML or CSV file.
    Shapes   one weight for each band. `starts` are the first ages of your bands, when yours are
             others; bands of the standard are then joined, never split. Ages under the first
             start, and from `until` on, are left out.
    Units    years of age in; weights of the sum that was published out.
    Limits   none: a standard is a convention.
    Raises   DefinitionError for a name or file that is not known, or a file with mistakes, all
             told at once with their lines; DataError for bands that the standard cannot give.
    Source   Eurostat 2013, KS-RA-13-028; Waterhouse and others 1976, IARC 15; Ahmad and others
             2001, WHO, GPE Discussion Paper 31. Each file names its own.
    Checked  the weights that PHEindicatormethods 2.1.0 carries, and the totals published.

    >>> esp = standard("esp2013")
    >>> esp.bands[0], esp.bands[-1], sum(esp.weights)
    ('0-4', '90+', 100000.0)
    >>> standard("esp2013", starts=[0, 1, 5, 15, 45], until=75).weights
    (1000.0, 4000.0, 11000.0, 38000.0, 37000.0)
    """
    from evenground.measures.ages.standard_files import (
        read_standard,  # pydantic, only when one is read
    )

    whole, usual = read_standard(located(name))
    if starts is None and until is None:
        return joined(whole, usual, None)
    return joined(whole, tuple(starts) if starts is not None else usual, until)


def located(name: str | Path) -> Path:
    known = sorted(file.stem for file in HERE.glob("*.toml"))
    if name in known:
        return HERE / f"{name}.toml"
    path = Path(name)
    if not path.is_file():
        raise DefinitionError(
            f"There is no standard population and no file of the name '{name}'. "
            f"Known are {', '.join(known)}, and any TOML or CSV file."
        )
    return path


def joined(whole: Standard, starts: tuple[int, ...], until: int | None) -> Standard:
    """The standard in the bands that start at these ages, which must be ages it has."""
    last = whole.until if until is None else until
    ages = [*starts, *([] if last is None else [last])]
    if not starts or any(one >= other for one, other in pairwise(ages)):
        raise DataError("`starts` rise, from the first age of a band to the last, under `until`.")
    edges = [*whole.starts, whole.until]
    if unknown := [age for age in ages if age not in edges]:
        raise DataError(
            f"No band of '{whole.name}' starts at {unknown[0]}, and a band is never split. "
            f"Its bands are {', '.join(whole.bands)}."
        )
    ends = [*starts[1:], np.inf if last is None else last]
    weights = tuple(
        sum(w for age, w in zip(whole.starts, whole.weights, strict=True) if start <= age < end)
        for start, end in zip(starts, ends, strict=True)
    )
    return Standard(whole.name, whole.source, starts, weights, last)


def called(start: int, end: int | None) -> str:
    if end is None:
        return f"{start}+"
    return f"{start}" if end == start + 1 else f"{start}-{end - 1}"
