"""What a table of people must keep, as data: rules.toml, and what a partnership changes of it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from evenground import declared
from evenground.declared import Declared
from evenground.errors import DefinitionError
from evenground.indicators.definitions.columns import Kind
from evenground.indicators.definitions.files import Key, Text

Severity = Literal["blocking", "warning"]
DAY_OF_EXTRACT = "{as_of}"


class Rule(Declared):
    """One rule. With a `where` it is looked at row by row; the others are known by their id."""

    id: Key
    title: Text
    severity: Severity
    threshold: float = Field(default=0, ge=0, lt=1)
    do: Text
    where: Text | None = None
    columns: tuple[Text, ...] = ()
    each: Kind | None = None
    but: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def a_condition_names_its_columns(self) -> Self:
        if self.where and bool(self.columns) == bool(self.each):
            raise ValueError("a rule with `where` names its `columns`, or else `each` kind of them")
        return self

    def severity_of(self, share: float) -> Severity | None:
        """How a finding about this share of the rows is taken; None where it is not told."""
        above = share > self.threshold
        if self.severity == "warning":
            return "warning" if above else None
        return "blocking" if above else "warning" if share > 0 else None


class Change(Declared):
    """What a partnership says of a rule: other limits for a known one, or all of a new one."""

    id: Key
    title: Text | None = None
    severity: Severity | None = None
    threshold: float | None = Field(default=None, ge=0, lt=1)
    do: Text | None = None
    where: Text | None = None
    columns: tuple[Text, ...] = ()
    each: Kind | None = None
    but: tuple[Text, ...] = ()


class RulesFile(Declared):
    rules: tuple[Rule, ...]


class ChangesFile(Declared):
    rules: tuple[Change, ...] = Field(min_length=1)


Rules = dict[str, Rule]


@cache
def standard_rules() -> Rules:
    text = files(__package__).joinpath("rules.toml").read_text("utf-8")
    file, mistakes = declared.read(text, RulesFile, file="rules.toml")
    refuse("rules.toml", mistakes)
    return {rule.id: rule for rule in (file.rules if file else ())}


def read_rules(path: Path | None = None) -> Rules:
    """The rules that come with Evenground, as a partnership's file changes and adds to them.

    Raises   DefinitionError, with every mistake: a rule that is not known and has no condition of its
             own, a condition of ours that is written over, a key that is not known.
    """
    rules = dict(standard_rules())
    if path is None:
        return rules
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise DefinitionError(f"{path.name}: this is not readable as text: {problem}") from problem
    file, mistakes = declared.read(text, ChangesFile, file=path.name)
    for index, change in enumerate(file.rules if file else ()):
        line = declared.line_of(text, ("rules", index))
        rule, wrong = changed(rules, change)
        mistakes += [f"{path.name}, line {line}: {problem}" for problem in wrong]
        if rule is not None:
            rules[rule.id] = rule
    refuse(path.name, mistakes)
    return rules


def changed(rules: Rules, change: Change) -> tuple[Rule | None, list[str]]:
    said = change.model_dump(exclude_unset=True)
    known = rules.get(change.id)
    if known is None and not change.where:
        near = difflib.get_close_matches(change.id, rules, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(rules)}."
        return None, [f"id: no rule is called {change.id}.{hint}"]
    if known is not None and said.keys() - {"id", "severity", "threshold", "do", "title"}:
        return None, [f"where: {change.id} is a rule already. Call your own rule something else."]
    return completed({**(known.model_dump() if known else {}), **said})


def completed(said: dict[str, object]) -> tuple[Rule | None, list[str]]:
    try:
        return Rule.model_validate(said), []
    except ValidationError as problem:
        return None, [
            f"{'.'.join(map(str, error['loc'])) or said['id']}: "
            + declared.WORDS.get(error["msg"], error["msg"].removeprefix("Value error, "))
            for error in problem.errors()
        ]


def refuse(name: str, mistakes: Iterable[str]) -> None:
    if lines := [f"- {mistake}" for mistake in mistakes]:
        raise DefinitionError(
            f"The rules of quality in {name} have mistakes. Correct them and try again.\n"
            + "\n".join(lines)
        )
