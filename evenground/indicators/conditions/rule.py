"""How to count one indicator: its conditions, read, and the columns it needs."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.errors import DefinitionError
from evenground.indicators.conditions.condition import Condition, both, checked, shown
from evenground.indicators.definitions.indicator import Indicator


@dataclass(frozen=True)
class Rule:
    """How to count one indicator. `numerator` holds only those of the denominator who count; where it is
    None, `events` is a whole-number column that is added up over the denominator."""

    denominator: Condition
    numerator: Condition | None
    events: str | None
    groups: tuple[str, ...]
    places: tuple[str, ...]
    plus: tuple[str, ...]  # PLUS groups, each counted where the table has its column
    by: tuple[str, ...]  # what a standardised rate stands on, whether or not it is shown as a group

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a table of people needs for it, but the period; of the places, those it has."""
        conditions = [c for c in (self.denominator, self.numerator) if c is not None]
        named = [column for condition in conditions for column in condition.columns]
        events = [self.events] if self.events else []
        return tuple(dict.fromkeys((*named, *events, *self.groups, *self.by)))


def rule_of(indicator: Indicator) -> Rule | None:
    """How to count an indicator, or None when its definition has no [count].

    Raises   DefinitionError with every mistake of its conditions.
    """
    rule, mistakes = checked_rule(indicator)
    if mistakes:
        listed = "\n".join(f"- [count] {key}: {said}" for key, said in mistakes)
        raise DefinitionError(
            f"The definition {indicator.id} has mistakes. Correct them.\n{listed}"
        )
    return rule


def checked_rule(indicator: Indicator) -> tuple[Rule | None, list[tuple[str, str]]]:
    """How to count an indicator, or else the mistakes of its conditions with their keys."""
    count, known = indicator.count, indicator.columns
    if count is None:
        return None, []
    mistakes: list[tuple[str, str]] = []
    read: dict[str, Condition | None] = {}
    for key, text in (("denominator", count.denominator), ("numerator", count.numerator)):
        read[key], wrong = (None, []) if text is None else checked(text, known)
        mistakes += [(key, f"{said} (in `{shown(text or '')}`)") for said in wrong]
    denominator, numerator = read["denominator"], read["numerator"]
    if mistakes or denominator is None:
        return None, mistakes
    return Rule(
        denominator,
        numerator and both(denominator, numerator),
        count.events,
        count.groups,
        count.places,
        count.plus,
        indicator.method.by if indicator.method else (),
    ), []
