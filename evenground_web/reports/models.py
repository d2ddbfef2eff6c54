"""Papers that write themselves: built from live records, frozen when issued."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.people.models import Group, StandingItem


class PaperQuerySet(models.QuerySet["Paper"]):
    def issued(self) -> PaperQuerySet:
        return self.exclude(issued_at=None)

    def with_item(self) -> PaperQuerySet:
        """Papers with all that their cover names."""
        return self.select_related(
            "item__gathering", "item__standing_item__group", "item__presenter", "issued_by"
        )


class Paper(models.Model):
    """The paper of one agenda item.

    A draft is built anew from live records each time it is opened; the secretary writes the
    words around the numbers. Issuing stores all of it in `content`, and a database trigger
    refuses any change after that.
    """

    item = models.OneToOneField(
        "gatherings.AgendaItem", on_delete=models.PROTECT, related_name="paper"
    )
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    asks = models.TextField(
        blank=True, verbose_name="The Board is asked to", help_text="One request on each line"
    )
    content = models.JSONField(default=dict, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-item__gathering__starts"]
        constraints = [
            models.CheckConstraint(
                name="a_paper_is_wholly_draft_or_wholly_issued",
                condition=Q(issued_at=None, issued_by=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reports:paper", args=[self.pk])

    @property
    def group(self) -> Group:
        """The group whose standing item this is the paper of."""
        standing: StandingItem = self.item.standing_item  # type: ignore[assignment]
        return standing.group

    @property
    def asked(self) -> str:
        """Who is asked: "The Board", "The task and finish group"."""
        kind = Group.Kind(self.group.kind)
        return "The Board" if kind == Group.Kind.BOARD else f"The {kind.label.lower()}"

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def requests(self) -> list[str]:
        """What the meeting is asked to do, one by one."""
        return self.asks.splitlines()
