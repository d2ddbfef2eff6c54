"""Disclosure policies as data: what is hidden, what is rounded, and who says so."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Self

from pydantic import Field, model_validator

from evenground import declared
from evenground.declared import Declared
from evenground.errors import DefinitionError


class Policy(Declared):
    """Counts under `threshold` are hidden, also what is left of the denominator; counts shown are
    rounded to `round_to`; every hidden small count keeps at least `candidates` possible values."""

    name: str
    title: str
    threshold: int = Field(ge=2)
    zero_hidden: bool
    round_to: int = Field(ge=1)
    minimum_denominator: int = Field(ge=1)
    candidates: int = Field(ge=2)
    source: str

    @model_validator(mode="after")
    def there_are_enough_small_counts(self) -> Self:
        if self.candidates > self.threshold:
            raise ValueError("candidates cannot be more than threshold: there are no more values")
        return self


@cache
def policy(name: str = "evenground-safe") -> Policy:
    """The policy with this name."""
    folder = files("evenground.disclosure").joinpath("policies")
    known = {
        file.name.removesuffix(".toml").replace("_", "-"): file
        for file in folder.iterdir()
        if file.name.endswith(".toml")
    }
    if name not in known:
        raise DefinitionError(
            f"There is no disclosure policy {name!r}. Use one of: {', '.join(sorted(known))}."
        )
    return read_policy(known[name].read_text(encoding="utf-8"), where=known[name].name)


def read_policy(text: str, *, where: str) -> Policy:
    """A policy from its text; `where` names the file in what is said about mistakes."""
    read, mistakes = declared.read(text, Policy, file=where)
    if read is None:
        listed = "\n".join(f"- {line}" for line in mistakes)
        raise DefinitionError(f"The policy has mistakes. Correct them and try again.\n{listed}")
    return read
