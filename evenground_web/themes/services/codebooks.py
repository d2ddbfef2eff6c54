"""Codebooks and their themes; each change of the themes is a version that is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, printable, same_words
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Person
from evenground_web.themes.models import Agreed, Codebook, CodebookVersion, Coding, Memo, Theme

SAID_OF_A_THEME = ("name", "definition", "when_to_use", "when_not", "parent")


@audit.in_turn()
def add_codebook(
    *,
    by: Person,
    title: str,
    question: str = "",
    gathering: Gathering | None = None,
    topic: Topic | None = None,
    coders: int = 2,
    blind: bool = True,
    now: datetime | None = None,
) -> Codebook:
    title = one_line(title)
    gathering = gathering or (topic.gathering if topic else None)
    _check(title=title, gathering=gathering, topic=topic)
    codebook = Codebook.objects.create(
        title=title, question=one_line(question), gathering=gathering, topic=topic, coders=coders,
        blind=blind,
    )  # fmt: skip
    audit.record("themes.codebook_added", codebook, by=by, now=now, sentence="began the codebook")
    return codebook


@audit.in_turn()
def edit_codebook(
    codebook: Codebook, *, by: Person, now: datetime | None = None, **changes: Any
) -> Codebook:
    """Change the title, the question or how it is coded; not by how many, once somebody finished."""
    codebook = Codebook.objects.select_for_update(of=("self",)).get(pk=codebook.pk)
    wanted = {name: getattr(codebook, name) for name in ("title", "gathering", "topic")} | changes
    if wanted["topic"] and not wanted["gathering"]:
        changes["gathering"] = wanted["gathering"] = wanted["topic"].gathering
    _check(
        title=wanted["title"], gathering=wanted["gathering"], topic=wanted["topic"],
        besides=codebook.pk,
    )  # fmt: skip
    begun = codebook.readings.exists()
    for name in ("coders", "blind"):
        if begun and changes.get(name, getattr(codebook, name)) != getattr(codebook, name):
            raise RuleBroken(
                "Somebody has finished a voice already, so how it is coded stays as it is. Begin "
                "another codebook to code in another way."
            )
    sentence, details = apply_changes(codebook, changes)
    if sentence:
        audit.record(
            "themes.codebook_changed", codebook, by=by, now=now, sentence=sentence, **details
        )
    return codebook


def _check(
    *, title: str, gathering: Gathering | None, topic: Topic | None, besides: int | None = None
) -> None:
    if not title:
        raise RuleBroken("Give the codebook a title.")
    others = Codebook.objects.filter(title=title)
    if (others.exclude(pk=besides) if besides else others).exists():
        raise RuleBroken(f"There is a codebook “{title}” already. Choose another title.")
    if topic and topic.gathering != gathering:
        raise RuleBroken(f"“{topic}” is not a topic of this gathering. Choose one of its topics.")


@audit.in_turn()
def add_theme(
    codebook: Codebook,
    *,
    by: Person,
    name: str,
    definition: str = "",
    when_to_use: str = "",
    when_not: str = "",
    parent: Theme | None = None,
    now: datetime | None = None,
) -> Theme:
    theme = Theme(
        codebook=codebook, name=one_line(name), definition=tidy(definition),
        when_to_use=tidy(when_to_use), when_not=tidy(when_not), parent=parent,
    )  # fmt: skip
    check_theme(theme)
    theme.order = next_order(codebook.themes.all())
    theme.save()
    changed(codebook, by=by, now=now, verb="theme_added", sentence=f"added the theme “{theme}”")
    return theme


@audit.in_turn()
def edit_theme(theme: Theme, *, by: Person, now: datetime | None = None, **changes: Any) -> Theme:
    theme = in_use(theme)
    checked = Theme(pk=theme.pk, codebook=theme.codebook)
    for name in SAID_OF_A_THEME:
        setattr(checked, name, changes.get(name, getattr(theme, name)))
    check_theme(checked)
    was = str(theme)
    sentence, _ = apply_changes(theme, changes)
    if sentence:
        changed(
            theme.codebook, by=by, now=now, verb="theme_changed",
            sentence=f"{sentence}, of the theme “{was}”",
        )  # fmt: skip
    return theme


@audit.in_turn()
def remove_theme(theme: Theme, *, by: Person, now: datetime | None = None) -> None:
    """Take a theme out of the codebook that nobody used; one that was used is merged instead."""
    theme = in_use(theme)
    if Coding.objects.filter(theme=theme).exists() or Agreed.objects.filter(theme=theme).exists():
        raise RuleBroken(
            f"Somebody found “{theme}” in what people said. Merge it into another theme instead, so "
            "that this is not lost."
        )
    if theme.below.exists() or theme.merged.exists():
        raise RuleBroken(f"Other themes are part of “{theme}”. Move them first.")
    codebook, name = theme.codebook, theme.name
    theme.delete()
    changed(codebook, by=by, now=now, verb="theme_removed", sentence=f"removed the theme “{name}”")


@audit.in_turn()
def write_memo(theme: Theme, *, by: Person, text: str, now: datetime | None = None) -> Memo:
    """Write down what you think of a theme, for those who code with you."""
    if not tidy(text):
        raise RuleBroken("Write what you think of this theme.")
    memo = Memo.objects.create(theme=theme, text=tidy(text), by=by, at=now or timezone.now())
    audit.record(
        "themes.memo_written", theme.codebook, by=by, now=now, sentence=f"wrote a memo on “{theme}”"
    )
    return memo


def tidy(text: str) -> str:
    return printable(text).strip()


def in_use(theme: Theme) -> Theme:
    """The theme as it is now, which must not be merged into another."""
    theme = Theme.objects.select_related("codebook", "counted_as").get(pk=theme.pk)
    check_in_use(theme)
    return theme


def check_in_use(theme: Theme) -> None:
    if theme.counted_as:
        raise RuleBroken(f"“{theme}” was merged into “{theme.counted_as}”. Use that one.")


def check_theme(theme: Theme) -> None:
    """Refuse a theme without a name, with a name that is taken, or that is part of itself."""
    if not theme.name:
        raise RuleBroken("Give the theme a name.")
    others = theme.codebook.themes.in_use().exclude(pk=theme.pk)
    if any(same_words(other.name) == same_words(theme.name) for other in others):
        raise RuleBroken(f"This codebook has a theme “{theme.name}” already. Use that one.")
    if theme.parent and theme.parent.codebook_id != theme.codebook_id:
        raise RuleBroken(f"“{theme.parent}” is a theme of another codebook.")
    if theme.parent and theme.pk in {theme.parent.pk, *above(theme.parent)}:
        raise RuleBroken(
            f"“{theme.parent}” is part of “{theme.name}” itself. Choose another theme."
        )


def above(theme: Theme) -> list[int]:
    """The keys of the themes that this one is part of, the nearest first."""
    rows = {row.pk: row for row in theme.codebook.themes.all()}
    found: list[int] = []
    parent = theme.parent_id
    while parent and (parent := rows[parent].stands_as) not in found:
        found.append(parent)
        parent = rows[parent].parent_id
    return found


def changed(
    codebook: Codebook, *, by: Person | None, now: datetime | None, verb: str, sentence: str
) -> None:
    """Keep the themes as they stand now as a version, and say in the record what was done."""
    rows = codebook.themes.order_by("order", "pk")
    CodebookVersion.objects.create(
        codebook=codebook,
        number=version_of(codebook) + 1,
        at=now or timezone.now(),
        by=by,
        sentence=sentence,
        themes=[
            {"id": row.pk, "parent": row.parent_id, "merged_into": row.merged_into_id}
            | {name: getattr(row, name) for name in SAID_OF_A_THEME if name != "parent"}
            for row in rows
        ],
    )
    audit.record(f"themes.{verb}", codebook, by=by, now=now, sentence=sentence)


def version_of(codebook: Codebook) -> int:
    """The number of the newest version of its themes."""
    return codebook.versions.values_list("number", flat=True).first() or 0
