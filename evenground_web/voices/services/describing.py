"""Who people say they are: counted apart from the words, in groups that can be compared."""

from __future__ import annotations

from django.db.models import Count

from evenground_web.core import audit
from evenground_web.core.models import Partnership
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import same_words
from evenground_web.people.models import Person
from evenground_web.people.services.mix import census_groups
from evenground_web.voices.models import SelfDescription


def group_choices() -> list[tuple[str, str]]:
    return [(label, label) for label in census_groups()]


def unmapped() -> list[tuple[str, int]]:
    """Own words that nobody has put into a group yet, and how often they were used."""
    rows = SelfDescription.objects.filter(group="").order_by()
    found: dict[str, tuple[str, int]] = {}
    for words, count in rows.values_list("own_words").annotate(Count("pk")):
        shown, before = found.get(same_words(words), (words, 0))
        found[same_words(words)] = (shown, before + count)
    return sorted(found.values(), key=lambda row: row[0].casefold())


@audit.in_turn()
def put_into_group(*, by: Person, own_words: str, group: str) -> int:
    """Put everybody who describes themselves so into a group; their own words stay as they are."""
    if group not in census_groups():
        raise RuleBroken("Choose a group of the list.")
    rows = SelfDescription.objects.filter(group="").only("pk", "own_words")
    alike = [row.pk for row in rows if same_words(row.own_words) == same_words(own_words)]
    if not alike:
        raise RuleBroken(
            "Nobody describes themselves so any more, or somebody has done this already."
        )
    changed = SelfDescription.objects.filter(pk__in=alike).update(group=group)
    partnership = Partnership.objects.get()
    audit.record(
        "voices.put_into_group",
        partnership,
        by=by,
        sentence=f"put own words into the group {group}",
    )
    return changed
