"""Two themes become one, or one becomes two; both can be undone, and how it was is kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Person
from evenground_web.themes.models import Agreed, Coding, Theme, ThemeChange
from evenground_web.themes.services.codebooks import above, changed, check_theme, in_use, tidy
from evenground_web.themes.services.coding import codings_seen_by
from evenground_web.themes.services.spans import Span
from evenground_web.voices.models import Voice


@audit.in_turn()
def merge(theme: Theme, *, by: Person, into: Theme, now: datetime | None = None) -> ThemeChange:
    """From now on what was found as `theme` counts as `into`; every coding stays as it was made."""
    theme, into = in_use(theme), in_use(into)
    if theme.pk == into.pk:
        raise RuleBroken("Choose another theme to merge it into.")
    if theme.codebook_id != into.codebook_id:
        raise RuleBroken(f"“{into}” is a theme of another codebook.")
    if theme.pk in above(into):
        raise RuleBroken(f"“{into}” is part of “{theme}”. Move it out first, or merge it.")
    _join(theme, into)
    change = ThemeChange.objects.create(
        kind=ThemeChange.Kind.MERGED, theme=theme, other=into, by=by, at=now or timezone.now()
    )
    changed(
        theme.codebook, by=by, now=now, verb="merged", sentence=f"merged “{theme}” into “{into}”"
    )
    return change


def _join(theme: Theme, into: Theme) -> None:
    theme.merged_into = theme.counted_as = into
    theme.save(update_fields=["merged_into", "counted_as"])
    _count_again(theme)


def _count_again(theme: Theme) -> None:
    """Of each theme that was merged, the theme at the end of all merges."""
    into = {row.pk: row.merged_into_id for row in theme.codebook.themes.all() if row.merged_into_id}
    for key in into:
        end = into[key]
        while end in into:
            end = into[end]
        Theme.objects.filter(pk=key).update(counted_as=end)


@audit.in_turn()
def split(
    theme: Theme,
    *,
    by: Person,
    name: str,
    passages: Iterable[tuple[int, Span]],
    definition: str = "",
    now: datetime | None = None,
) -> ThemeChange:
    """Make a new theme of some passages of this one: each a voice, and where its words stand."""
    theme = in_use(theme)
    wanted = {(voice, *span) for voice, span in passages}
    moved = {
        "codings": _found(Coding.objects.there(), theme, "voice", wanted),
        "agreed": _found(Agreed.objects.all(), theme, "settlement__voice", wanted),
    }
    if not any(moved.values()):
        raise RuleBroken("Choose what belongs to the new theme.")
    new = Theme(
        codebook=theme.codebook, name=one_line(name), definition=tidy(definition),
        parent=theme.parent, order=next_order(theme.codebook.themes.all()),
    )  # fmt: skip
    check_theme(new)
    new.save()
    _move(moved, to=new)
    change = ThemeChange.objects.create(
        kind=ThemeChange.Kind.SPLIT, theme=theme, other=new, moved=moved, by=by,
        at=now or timezone.now(),
    )  # fmt: skip
    changed(theme.codebook, by=by, now=now, verb="split", sentence=f"split “{new}” from “{theme}”")
    return change


def passages_of(theme: Theme, *, by: Person) -> dict[tuple[int, int, int], str]:
    """Words that this person may read, in which they know that this very theme was found."""
    voices = Voice.objects.for_themes().visible_to(by)
    codings = codings_seen_by(by, theme.codebook).filter(theme=theme, voice__in=voices)
    agreed = Agreed.objects.standing().filter(theme=theme, settlement__voice__in=voices)
    rows: list[tuple[Voice, Coding | Agreed]] = [
        (one.voice, one) for one in codings.select_related("voice")
    ]
    rows += [(one.settlement.voice, one) for one in agreed.select_related("settlement__voice")]
    found = {(voice.pk, one.start, one.end): one.words for voice, one in rows}
    return dict(sorted(found.items()))


def _found(rows: Any, theme: Theme, voice: str, wanted: set[tuple[int, int, int]]) -> list[int]:
    found = rows.filter(theme=theme).values_list("pk", voice, "start", "end")
    return [pk for pk, *passage in found if tuple(passage) in wanted]


def _move(moved: dict[str, list[int]], *, to: Theme) -> None:
    Coding.objects.filter(pk__in=moved["codings"]).update(theme=to)
    Agreed.objects.filter(pk__in=moved["agreed"]).update(theme=to)


@audit.in_turn()
def undo(change: ThemeChange, *, by: Person, now: datetime | None = None) -> None:
    """Put themes back as they were before they were merged or split."""
    change = ThemeChange.objects.select_related("theme__codebook", "other").get(pk=change.pk)
    if change.undone_at:
        raise RuleBroken("This was undone already.")
    if change.kind == ThemeChange.Kind.MERGED:
        _part(change.theme)
    else:
        _put_back(change)
    change.undone_at = now or timezone.now()
    change.save(update_fields=["undone_at"])
    changed(change.theme.codebook, by=by, now=now, verb="undone", sentence=f"undid that {change}")


def _part(theme: Theme) -> None:
    theme.merged_into = theme.counted_as = None
    theme.save(update_fields=["merged_into", "counted_as"])
    _count_again(theme)
    _check_outside(theme, theme)
    check_theme(theme)


def _check_outside(theme: Theme, other: Theme) -> None:
    """Themes were moved since: as they would stand now, one of them could be part of itself."""
    if theme.pk in above(other):
        raise RuleBroken(
            f"Themes were moved since, so that “{other}” would be part of itself. Move out what it "
            "is part of, then undo this."
        )


def _put_back(change: ThemeChange) -> None:
    """What is still there of what went to the new theme goes back; the rest stays with it."""
    theme, new = in_use(change.theme), in_use(change.other)
    for coding in Coding.objects.filter(pk__in=change.moved["codings"], theme=new):
        same = {name: getattr(coding, name) for name in ("voice_id", "coder_id", "start", "end")}
        if Coding.objects.there().filter(theme=theme, **same).exists():
            coding.delete()
        else:
            Coding.objects.filter(pk=coding.pk).update(theme=theme)
    for agreed in Agreed.objects.filter(pk__in=change.moved["agreed"], theme=new):
        same = {name: getattr(agreed, name) for name in ("settlement_id", "start", "end")}
        if Agreed.objects.filter(theme=theme, **same).exists():
            agreed.delete()
        else:
            Agreed.objects.filter(pk=agreed.pk).update(theme=theme)
    if not (Coding.objects.filter(theme=new).exists() or Agreed.objects.filter(theme=new).exists()):
        _check_outside(new, theme)
        _join(new, theme)
