"""Papers that write themselves: built from live records, frozen when issued."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.permissions import Permission
from evenground_web.people.models import Group, Seat

LONG = ("content", "document", "seen", "words", "summary", "asks")


class PaperQuerySet(models.QuerySet["Paper"]):
    def issued(self) -> PaperQuerySet:
        return self.exclude(issued_at=None)

    def newest(self) -> PaperQuerySet:
        """Of each item the newest version that was issued."""
        return self.current().issued()

    def current(self) -> PaperQuerySet:
        """Of each item the newest version, and its draft if there is one."""
        return self.filter(correction__issued_at=None)

    def public(self) -> PaperQuerySet:
        return self.filter(item__publication__isnull=False, item__private=False)

    def open_to(self, person: Any) -> PaperQuerySet:
        """Without papers of the private part, unless this person sits in the group or keeps it."""
        if person.has_perm(Permission.EDIT_GATHERINGS):
            return self
        seats = Seat.objects.current(on=timezone.localdate()).filter(person=person)
        return self.filter(
            Q(item__private=False) | Q(item__gathering__group__in=seats.values("group"))
        )

    def listed(self) -> PaperQuerySet:
        """Without what only the page of one paper needs."""
        return self.defer(*LONG)

    def with_item(self) -> PaperQuerySet:
        """Papers with all that their cover names."""
        return self.select_related(
            "item__gathering__group",
            "item__presenter",
            "item__publication",
            "issued_by",
            "correction",
        ).defer(*(f"correction__{name}" for name in LONG))


class Paper(models.Model):
    """The paper of one agenda item, in one version.

    A draft is built anew from live records each time it is opened; the secretary writes the
    words around the numbers. Issuing stores all of it: the data in `content`, what readers see in
    `document`, and in `seen` what the next paper compares with. A database trigger refuses any
    change after that. A correction is the next version, with a note; it keeps the figures of the
    version it corrects or takes those of its own day.
    """

    item = models.ForeignKey(
        "gatherings.AgendaItem", on_delete=models.PROTECT, related_name="papers"
    )
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    corrects = models.OneToOneField(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="correction",
    )
    note = models.TextField(blank=True, verbose_name="What is corrected, and why")
    keeps_figures = models.BooleanField(default=False)
    template = models.CharField(max_length=60, default="board-paper", editable=False)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    asks = models.TextField(
        blank=True, verbose_name="The Board is asked to", help_text="One request on each line"
    )
    words = models.JSONField(
        default=dict, editable=False, help_text="Written for the cover sheet and the sections"
    )
    content = models.JSONField(default=dict, editable=False)
    document = models.JSONField(default=list, editable=False)
    seen = models.JSONField(default=dict, editable=False)
    figures_at = models.DateTimeField(
        null=True, editable=False, help_text="The moment that the figures are from"
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-item__gathering__starts", "-version"]
        constraints = [
            models.CheckConstraint(
                name="a_paper_is_wholly_draft_or_wholly_issued",
                condition=Q(issued_at=None, issued_by=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_correction_says_what_it_corrects",
                condition=Q(version=1, corrects=None, note="", keeps_figures=False)
                | (Q(version__gt=1, corrects__isnull=False) & ~Q(note="")),
            ),
            models.UniqueConstraint(
                fields=["item", "version"], name="an_item_has_one_paper_of_each_version"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:paper", args=[self.pk])

    @property
    def public_url(self) -> str:
        return reverse("reports:public_paper", args=[self.pk])

    @property
    def group(self) -> Group:
        """The group whose meeting this is a paper for."""
        if self.item.gathering.group is None:
            raise ValueError(f"“{self}” is for a gathering that is no meeting")
        return self.item.gathering.group

    @property
    def asked(self) -> str:
        """Who is asked: "The Board", "The task and finish group"."""
        kind = Group.Kind(self.group.kind)
        return "The Board" if kind == Group.Kind.BOARD else f"The {kind.label.lower()}"

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def issued_on(self) -> date:
        """The day it was issued, which a draft has not."""
        if self.issued_at is None:
            raise ValueError(f"“{self}” is a draft")
        return timezone.localdate(self.issued_at)

    @cached_property
    def versions(self) -> list[Paper]:
        """Every version of this paper that was issued, the newest first."""
        correction = getattr(self, "correction", None)
        if self.version == 1 and not (correction and correction.issued_at):
            return [self] if self.issued_at else []
        issued = Paper.objects.issued().filter(item=self.item_id)
        return list(issued.listed().order_by("-version"))

    @property
    def newer(self) -> Paper | None:
        """The newest issued version, when it is another than this one."""
        newest = self.versions[0] if self.versions else self
        return newest if newest.version > self.version else None

    @property
    def publication(self) -> Publication | None:
        return getattr(self.item, "publication", None)

    @property
    def requests(self) -> list[str]:
        """What the meeting is asked to do, one by one."""
        return self.asks.splitlines()


class Publication(models.Model):
    """The papers of one agenda item, open to everybody: every version that was issued."""

    item = models.OneToOneField(
        "gatherings.AgendaItem", on_delete=models.PROTECT, related_name="publication"
    )
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Publication of {self.item}"
