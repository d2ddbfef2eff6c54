"""A data-quality report before any figure: rules as data, looked at on every engine."""

from evenground.counting.quality.examine import asked_along, checked, examined
from evenground.counting.quality.findings import Finding, table
from evenground.counting.quality.report import report, sentence
from evenground.counting.quality.rules import Rule, Rules, read_rules, standard_rules

__all__ = [
    "Finding",
    "Rule",
    "Rules",
    "asked_along",
    "checked",
    "examined",
    "read_rules",
    "report",
    "sentence",
    "standard_rules",
    "table",
]
