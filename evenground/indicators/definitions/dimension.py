"""Dimensions: the ways to divide people into groups, each from a file that many may share."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import Field

from evenground.declared import Declared
from evenground.indicators.definitions.files import (
    HERE,
    Key,
    Text,
    line_with,
    plain,
    read_folder,
    report,
    twice,
)

NOBODY_SAID = "Not recorded"  # what a column without a value is called
ALL, EVERYONE = "all", "Everyone"  # the dimension of rows about everybody, and its one group


class Group(Declared):
    label: Text
    phrase: Text = ""
    aliases: tuple[Text, ...] = ()
    compared: bool = True


class Use(Declared):
    """One classification that uses the groups of the file, after those of its own."""

    key: Key
    title: Text
    fingertips: tuple[Text, ...] = ()
    groups: tuple[Group, ...] = ()


class Scheme(Declared):
    """One file: groups in order, and the dimensions that are divided into them."""

    ordered: bool
    reference: Text | None = None
    why_reference: Text | None = None
    dimensions: tuple[Use, ...] = Field(min_length=1)
    groups: tuple[Group, ...] = ()

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """The keys of what does not go together, and what is wrong there."""
        if bool(self.reference) != bool(self.why_reference):
            yield "reference", "a reference needs why_reference, in a sentence"
        for use in self.dimensions:
            groups = (*use.groups, *self.groups)
            labels = [group.label for group in groups]
            if self.reference and self.reference not in labels:
                yield "reference", f"{self.reference!r} is not the label of a group of {use.key}"
            elif self.ordered and self.reference not in labels[:1] + labels[-1:]:
                yield "reference", "that of an ordered dimension is its first or last group"
            names = [plain(name) for one in groups for name in (one.label, *one.aliases)]
            for name in sorted({name for name in names if names.count(name) > 1}):
                yield "label", f"two groups of {use.key} have the name {name}"


class Dimension(Declared):
    """A way to divide people into groups. Two editions of a classification are two dimensions."""

    key: Key
    title: Text
    ordered: bool
    groups: tuple[Group, ...]
    reference: str | None
    fingertips: tuple[str, ...]

    def find(self, name: str) -> Group | None:
        """The group that a publisher calls `name`, whatever its spaces and capitals."""
        wanted = plain(name)
        names = ((group, text) for group in self.groups for text in (group.label, *group.aliases))
        return next((group for group, text in names if plain(text) == wanted), None)

    @property
    def compared_with(self) -> Group | None:
        return self.find(self.reference) if self.reference else None

    def is_everybody_else(self, name: str) -> bool:
        """Whether this is the group of who is not recorded in any other."""
        group = self.find(name)
        return group is not None and group is self.find(NOBODY_SAID)

    def order_of(self, label: str) -> int | None:
        labels = [group.label for group in self.groups]
        return labels.index(label) + 1 if label in labels else None

    def pairs(self) -> list[tuple[str, str]] | None:
        """The comparisons to make: most with least for an ordered dimension, each group with
        the reference for others; None while nobody has named a reference."""
        if self.reference is None:
            return None
        labels = [group.label for group in self.groups if group.compared]
        if self.ordered:
            return [(labels[0] if self.reference == labels[-1] else labels[-1], self.reference)]
        return [(label, self.reference) for label in labels if label != self.reference]


@cache
def dimensions() -> MappingProxyType[str, Dimension]:
    """The dimensions that come with Evenground, by their key."""
    return MappingProxyType(read_dimensions(HERE / "dimensions"))


def dimension_for_fingertips(category_type: str) -> Dimension | None:
    """The dimension that a Fingertips category type stands for."""
    wanted = plain(category_type)
    return next(
        (d for d in dimensions().values() if wanted in {plain(name) for name in d.fingertips}), None
    )


def read_dimensions(folder: Path) -> dict[str, Dimension]:
    found, mistakes = checked_dimensions(folder)
    report(mistakes)
    return {dimension.key: dimension for _, dimension in found}


def checked_dimensions(folder: Path) -> tuple[list[tuple[Path, Dimension]], list[str]]:
    """The dimensions that the files of a folder declare, and their mistakes."""
    files, mistakes = read_folder(folder, Scheme)
    found = [(path, dimension) for path, scheme in files.items() for dimension in uses(scheme)]
    for path, scheme in files.items():
        for key, said in dict.fromkeys(scheme.mistakes()):
            mistakes.append(
                f"{path.name}, line {line_with(path, key, said.split()[-1])}: {key}: {said}"
            )
    mistakes += twice(found, lambda dimension: [dimension.key], "key")
    mistakes += twice(
        found, lambda dimension: [plain(name) for name in dimension.fingertips], "fingertips"
    )
    return found, mistakes


def uses(scheme: Scheme) -> list[Dimension]:
    return [
        Dimension(
            key=use.key,
            title=use.title,
            fingertips=use.fingertips,
            ordered=scheme.ordered,
            groups=(*use.groups, *scheme.groups),
            reference=scheme.reference,
        )
        for use in scheme.dimensions
    ]
