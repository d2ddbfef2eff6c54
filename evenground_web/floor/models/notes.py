"""What facilitators write down at their tables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.floor.models.floors import Floor, Prompt


class Note(models.Model):
    """One thing said at a table, in the words of whoever took notes."""

    floor = models.ForeignKey(Floor, on_delete=models.PROTECT, related_name="notes")
    table = models.CharField(max_length=40)
    topic = models.ForeignKey(
        "gatherings.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    session = models.ForeignKey(
        "gatherings.Session", null=True, blank=True, on_delete=models.PROTECT, related_name="notes"
    )
    prompt = models.ForeignKey(
        Prompt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notes",
        verbose_name="question",
    )
    words = models.TextField(max_length=5_000, verbose_name="note")
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    press = models.CharField(max_length=40, blank=True, editable=False)

    class Meta:
        ordering = ["table", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["floor", "press"],
                condition=~Q(press=""),
                name="one_press_writes_one_note",
            ),
            models.CheckConstraint(name="a_note_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"Note of {self.table}"

    def get_absolute_url(self) -> str:
        return reverse("floor:note", args=[self.pk])


class NoteRevision(models.Model):
    """A note as it stood after somebody saved it. A database trigger refuses any change."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    table = models.CharField(max_length=40)
    words = models.TextField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "number"], name="a_revision_of_a_note_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.note}, revision {self.number}"
