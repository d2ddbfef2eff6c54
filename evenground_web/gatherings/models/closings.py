"""How a gathering ended: what came of it and what happens next, written down once for everybody."""

from __future__ import annotations

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from evenground_web.gatherings.models.gatherings import Gathering


class ClosingQuerySet(models.QuerySet["Closing"]):
    def published(self) -> ClosingQuerySet:
        """What everybody may read."""
        return self.exclude(at=None)

    def newest(self) -> ClosingQuerySet:
        """Of each gathering that was closed, the version that stands."""
        of_same = Closing.objects.published().filter(gathering=OuterRef("gathering"))
        return self.filter(pk=Subquery(of_same.order_by("-number").values("pk")[:1]))


class Closing(models.Model):
    """The close of a gathering: a draft until it is published, then frozen by a database trigger.

    A correction is the next version. `content` holds what the records said on the day: sessions
    with their notes, organisations, and what was agreed.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="closings")
    number = models.PositiveSmallIntegerField(default=1, editable=False)
    came = models.PositiveIntegerField(null=True, verbose_name="how many people came")
    said = models.TextField(max_length=5000, blank=True, verbose_name="what was talked about")
    next = models.TextField(max_length=5000, blank=True, verbose_name="what happens next")
    thanks = models.TextField(max_length=2000, blank=True)
    answer_by = models.DateField(null=True, verbose_name="day of the promised answer")
    correction = models.TextField(max_length=1000, blank=True, verbose_name="what was wrong")
    content = models.JSONField(default=dict, editable=False)
    at = models.DateTimeField(null=True, editable=False)
    by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "number"], name="a_version_of_a_close_is_kept_once"
            ),
            models.UniqueConstraint(
                fields=["gathering"],
                condition=Q(at=None),
                name="a_gathering_has_one_draft_of_its_close",
            ),
            models.CheckConstraint(
                name="a_close_says_how_many_came_and_what_is_next",
                condition=Q(at=None)
                | Q(came__isnull=False, answer_by__isnull=False, by__isnull=False)
                & ~Q(next="")
                & ~Q(thanks=""),
            ),
            models.CheckConstraint(
                name="a_corrected_close_says_what_was_wrong",
                condition=Q(at=None) | Q(number=1) | ~Q(correction=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Close of {self.gathering}"
