"""Counts of people that cannot point at anybody: small ones hidden, nought among them, others rounded."""

from __future__ import annotations

from django.utils.translation import gettext

from evenground.disclosure.policies import policy
from evenground.disclosure.protect import rounded


def protected(count: int) -> str:
    """A count in words. Watching it move, or taking one from another, tells nothing of one person."""
    return worded(told(count))


def is_small(count: int) -> bool:
    """Whether a count is too small to be told."""
    return count < policy().threshold


def told(count: int) -> int | None:
    """What may be told of a count; nothing of one that is too small."""
    return None if is_small(count) else int(rounded(count, policy()))


def worded(number: int | None) -> str:
    if number is None:
        return gettext("fewer than {least}").format(least=policy().threshold)
    return gettext("about {number}").format(number=f"{number:,}")


def most_hidden() -> int:
    """The largest count that is hidden."""
    return policy().threshold - 1
