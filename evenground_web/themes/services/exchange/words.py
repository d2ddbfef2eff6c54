"""What a theme means, in the one description that the format has for a code."""

from __future__ import annotations

from evenground_web.core.text import printable
from evenground_web.themes.models import Theme

USE, NOT = "When to use it: ", "When not to use it: "


def described(theme: Theme) -> str:
    parts = [theme.definition]
    parts += [USE + theme.when_to_use] if theme.when_to_use else []
    parts += [NOT + theme.when_not] if theme.when_not else []
    return printable("\n\n".join(filter(None, parts)))


def read(description: str) -> dict[str, str]:
    """The same words in the fields of a theme; without ours, all of it is what the theme means.

    >>> read("Pain was waved away\\n\\nWhen not to use it: nobody was asked")["when_not"]
    'nobody was asked'
    """
    rest, _, when_not = description.strip().partition(NOT)
    definition, _, when_to_use = rest.partition(USE)
    found = {"definition": definition, "when_to_use": when_to_use, "when_not": when_not}
    return {name: words.strip() for name, words in found.items()}
