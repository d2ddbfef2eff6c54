"""A reply as it is read today: its frozen words, the quotes that still stand, live states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from evenground_web.commitments.models import Commitment, Pledge, Reply, ReplyVersion
from evenground_web.commitments.models.replies import KINDS, WORDS
from evenground_web.commitments.services.replies.heard import heard_in_words, voices_of
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import label_of
from evenground_web.voices.models import Voice

LONGEST_TITLE = 70  # so that a reply stays on one page


@dataclass(frozen=True)
class Named:
    """A commitment that a reply names: how it stood when the reply was published, and stands now."""

    title: str
    owner: str
    then: str
    now: str
    colour: str
    url: str

    @property
    def has_moved(self) -> bool:
        return bool(self.then) and self.then != self.now

    @property
    def in_words(self) -> str:
        """Walking groups, Harbour NHS Trust: complete. When this was written: on track"""
        before = f". When this was published: {self.then.lower()}" if self.has_moved else ""
        return f"{self.title}, {self.owner}: {self.now.lower()}{before}"


@dataclass(frozen=True)
class Section:
    """One part of a reply under its heading; beside “you said” stands what was heard, and beside what
    was done or will be done the commitments that show it."""

    key: str
    heading: str
    words: str
    quotes: tuple[Voice, ...] = ()
    heard: str = ""
    named: tuple[Named, ...] = ()


@dataclass(frozen=True)
class Read:
    """One version with all that its page shows. `taken_back` counts quotes that may be shown no more."""

    version: ReplyVersion
    sections: list[Section]
    taken_back: int
    is_overdue: bool


def read(version: ReplyVersion, *, on: date) -> Read:
    quotes = list(version.quotes.select_related("naming"))
    shown = [voice for voice in quotes if voice.is_for_everybody]
    heard = version.heard if version.is_published else heard_in_words(voices_of(version.reply))
    named = tuple(_named(one, version.states) for one in _commitments(version))
    beside = next((name for name in ("did", "will", "could_not") if getattr(version, name)), "")
    sections = [
        Section(
            name, heading, text,
            quotes=tuple(shown) if name == "said" else (),
            heard=heard if name == "said" else "",
            named=named if name == beside else (),
        )
        for name, heading, text in words_of(version)
    ]  # fmt: skip
    return Read(
        version=version,
        sections=sections,
        taken_back=len(quotes) - len(shown),
        is_overdue=bool(version.by_day and version.by_day < on),
    )


def words_of(version: ReplyVersion) -> list[tuple[str, str, str]]:
    """Each part that was written: its name, its heading and its text."""
    return [
        (name, _heading(version, name), text) for name in WORDS if (text := getattr(version, name))
    ]


def _heading(version: ReplyVersion, name: str) -> str:
    if name == "will" and version.by_day:
        return f"Not yet: we will, by {nhs_date(version.by_day)}"
    return label_of(version, name)


def _commitments(version: ReplyVersion) -> QuerySet[Commitment]:
    public = Pledge.objects.on_the_wall().filter(commitment=OuterRef("pk"))
    return version.commitments.select_related("owner", "pledge").annotate(on_wall=Exists(public))


def _named(commitment: Any, states: Mapping[str, str]) -> Named:
    url = (
        reverse("commitments:public_pledge", args=[commitment.pledge.pk])
        if commitment.on_wall
        else ""
    )
    return Named(
        title=Truncator(commitment.title).chars(LONGEST_TITLE),
        owner=str(commitment.owner),
        then=states.get(str(commitment.pk), ""),
        now=commitment.delivery_words,
        colour=commitment.delivery_colour,
        url=url,
    )


def find_replies(*, words: str = "", kind: str = "") -> QuerySet[ReplyVersion]:
    """The newest version of each published reply, the latest first."""
    found = ReplyVersion.objects.newest().with_subject()
    for word in words.split():
        held = Q(reply__gathering__title__icontains=word) | Q(reply__topic__title__icontains=word)
        held |= Q(reply__topic__gathering__title__icontains=word)
        held |= Q(reply__gap__indicator__title__icontains=word)
        held |= Q(reply__theme__name__icontains=word)
        for name in WORDS:
            held |= Q((f"{name}__icontains", word))
        found = found.filter(held)
    if kind in KINDS:
        found = found.exclude(**{kind: ""})
    return found.order_by("-published_at", "-pk")


def versions_of(reply: Reply) -> QuerySet[ReplyVersion]:
    """Every published version, the newest first, each with how many quotes were taken back."""
    shown = Q(quotes__in=Voice.objects.quotable_to_everybody())
    gone = Count("quotes") - Count("quotes", filter=shown)
    return reply.versions.published().annotate(taken_back=gone).order_by("-version")
