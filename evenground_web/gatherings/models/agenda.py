"""What a meeting is to deal with: its agenda, the papers, and what is proposed for a coming one."""

from __future__ import annotations

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.gatherings.models.gatherings import Gathering
from evenground_web.people.models import StandingItem


class AgendaItem(models.Model):
    """One item of a meeting's agenda, with what the minutes say about it."""

    Action = StandingItem.Action

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    action = models.CharField(max_length=10, choices=Action, default=Action.NOTE)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    private = models.BooleanField(default=False)
    presenter = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    presenter_role = models.CharField(max_length=100, blank=True)
    standing_item = models.ForeignKey(
        "people.StandingItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items",
    )
    notes = models.TextField(blank=True)

    starts: time | None = None

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def in_history(self) -> str:
        """What the history of the meeting, which all members read, calls it."""
        return "a private item" if self.private else f"“{self.title}”"

    @property
    def presented_by(self) -> str:
        return str(self.presenter or self.presenter_role)


class AgendaVersion(models.Model):
    """The agenda as it was published on a day. A database trigger refuses any change."""

    gathering = models.ForeignKey(
        Gathering, on_delete=models.PROTECT, related_name="agenda_versions"
    )
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField()
    changes = models.JSONField(default=list)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "number"], name="a_version_of_an_agenda_is_published_once"
            )
        ]

    def __str__(self) -> str:
        return f"Agenda of {self.gathering}, version {self.number}"


class ItemPaper(models.Model):
    """One version of a file that belongs to an agenda item. A database trigger refuses any change."""

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="files")
    title = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    why = models.CharField(max_length=300, blank=True)
    private = models.BooleanField(default=False)
    file = models.FileField(upload_to="papers")
    name = models.CharField(max_length=255, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "title", "version"], name="a_version_of_a_paper_is_kept_once"
            ),
            models.CheckConstraint(
                name="a_new_version_of_a_paper_says_why",
                condition=Q(version=1) | ~Q(why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}" if self.version > 1 else self.title

    def get_absolute_url(self) -> str:
        return reverse("gatherings:paper_file", args=[self.pk])


class Proposal(models.Model):
    """Something that somebody wants a coming meeting to deal with."""

    group = models.ForeignKey("people.Group", on_delete=models.CASCADE, related_name="proposals")
    title = models.CharField(max_length=200)
    why = models.TextField(max_length=2000)
    action = models.CharField(max_length=10, choices=AgendaItem.Action)
    needed_by = models.DateField(null=True, blank=True)
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="proposals")
    on = models.DateField()
    item = models.OneToOneField(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="proposal"
    )
    set_aside = models.TextField(max_length=1000, blank=True)

    class Meta:
        ordering = [F("needed_by").asc(nulls_last=True), "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_proposal_is_taken_up_or_set_aside",
                condition=Q(item=None) | Q(set_aside=""),
            )
        ]

    def __str__(self) -> str:
        return self.title
