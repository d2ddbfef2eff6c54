"""What a promise says of itself: why it should work, and whom it is for."""

from __future__ import annotations

from evenground_web.commitments.models import EVERYBODY, Commitment, Pledge
from evenground_web.commitments.models.pledges import State
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Gap


def check_reasons(commitment: Commitment, *, was: Commitment | None = None) -> None:
    """Refuse a new promise without its reasons, and to take away reasons that were there.

    What came from a plan without them stays as it is until somebody writes them.
    """
    if commitment.lacks_mechanism and (was is None or was.mechanism):
        raise RuleBroken(
            "Write why this should work: what it changes, and why that helps the people it is for."
        )
    if not commitment.priority_population and (was is None or was.priority_population):
        raise RuleBroken("Say whom it is for: choose a group, or “Everybody” and why.")
    if commitment.priority_population == EVERYBODY and not commitment.population_reason.strip():
        raise RuleBroken(
            "Write why it is for everybody: a gap seldom closes when all are helped alike."
        )


def check_words(commitment: Commitment, *, was: Commitment) -> None:
    """Refuse to edit the words of a pledge that people agreed to: they are changed openly."""
    if (commitment.title, commitment.text) == (was.title, was.text):
        return
    if Pledge.objects.filter(pk=was.pk).exclude(state=State.PROPOSED).exists():
        raise RuleBroken(
            f"People agreed to the words of {was.reference}, so they are not edited here. Choose "
            "“Give it other words” on its page: you write why, the old words stay, and those who "
            "signed are told. Nothing was saved."
        )


def groups_measured() -> dict[str, list[str]]:
    """The groups of people the partnership measures, by dimension; the reference groups left out."""
    found: dict[str, list[str]] = {}
    rows = Gap.objects.order_by("dimension_title", "group").values_list("dimension_title", "group")
    for dimension, group in rows.distinct():
        found.setdefault(dimension, []).append(group)
    return found
