"""A condition in plain English, made from what was read, so that nobody needs to know SQL to check it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlglot import exp

from evenground.indicators.conditions.condition import Condition
from evenground.indicators.definitions.columns import Column, dimension_of

SIGNS: dict[type[exp.Expr], str] = {
    exp.EQ: "{} is {}",
    exp.NEQ: "{} is not {}",
    exp.LT: "{} is under {}",
    exp.LTE: "{} is {} or less",
    exp.GT: "{} is over {}",
    exp.GTE: "{} is {} or more",
    exp.Add: "{} plus {}",
    exp.Sub: "{} minus {}",
    exp.Mul: "{} times {}",
}
DAYS: dict[type[exp.Expr], str] = {
    exp.LT: "{} is before {}",
    exp.LTE: "{} is {} or before",
    exp.GT: "{} is after {}",
    exp.GTE: "{} is {} or after",
}


def in_words(condition: Condition, columns: Mapping[str, Column]) -> str:
    """Who meets a condition: columns by their titles in quotation marks, values as they are."""
    if condition.tree == exp.true():
        return "everybody"
    return said(condition.tree, columns)


def said(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    """One part of a condition."""
    if isinstance(node, exp.And | exp.Or):
        word = ", and " if isinstance(node, exp.And) else ", or "
        return word.join(said(part, columns) for part in node.flatten(unnest=False))
    if isinstance(node, exp.Paren):
        return f"({said(node.this, columns)})"
    if isinstance(node, exp.Not):
        return negated(node.this, columns)
    if isinstance(node, exp.Between):
        low, high = (valued(node.args[end], node.this, columns) for end in ("low", "high"))
        return f"{said(node.this, columns)} is from {low} to {high}"
    if isinstance(node, exp.In):
        return f"{said(node.this, columns)} is {either(node, columns)}"
    if isinstance(node, exp.Is):
        return f"{said(node.this, columns)} is not recorded"
    if pattern := SIGNS.get(type(node)):
        return compared(node, pattern, columns)
    return single(node, columns)


def negated(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    if isinstance(node, exp.In):
        return f"{said(node.this, columns)} is not {either(node, columns)}"
    if isinstance(node, exp.Is):
        return f"{said(node.this, columns)} is recorded"
    return f"not {said(node, columns)}"


def compared(node: exp.Expr, pattern: str, columns: Mapping[str, Column]) -> str:
    left, right = node.this, node.expression
    if {type(left), type(right)} & {exp.Cast} and any(
        side.is_type("date") for side in (left, right)
    ):
        pattern = DAYS.get(type(node), pattern)
    return pattern.format(valued(left, right, columns), valued(right, left, columns))


def either(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    return listed([valued(item, node.this, columns) for item in node.expressions])


def listed(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} or {values[-1]}"


def valued(node: exp.Expr, beside: exp.Expr, columns: Mapping[str, Column]) -> str:
    """A value, with the name of the group that it is, if the column beside it has groups."""
    text = said(node, columns)
    column = columns.get(beside.name) if isinstance(beside, exp.Column) else None
    dimension = dimension_of(column) if column else None
    group = dimension.find(node.name) if dimension and isinstance(node, exp.Literal) else None
    return f"{text} ({group.label})" if group and group.label != text else text


def single(node: exp.Expr, columns: Mapping[str, Column]) -> str:
    if isinstance(node, exp.Column):
        return f'"{columns[node.name].title}"'
    if isinstance(node, exp.Neg):
        minus = "-" if isinstance(node.this, exp.Literal) else "minus "
        return f"{minus}{said(node.this, columns)}"
    if isinstance(node, exp.Cast):
        if isinstance(node.this, exp.Literal):
            day = date.fromisoformat(node.name)
            return f"{day.day} {day:%B %Y}"
        return said(node.this, columns)
    return str(node.this).lower() if isinstance(node, exp.Boolean) else node.name
