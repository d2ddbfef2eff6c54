"""Who is counted: conditions over declared columns, and the rule of an indicator made of them."""

from evenground.indicators.conditions.condition import (
    Condition,
    both,
    checked,
    read_condition,
    shown,
)

__all__ = ["Condition", "both", "checked", "read_condition", "shown"]
