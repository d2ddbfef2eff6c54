"""Where people meet: summits, workshops, forums, and the meetings of groups."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse

from evenground_web.core.dates import date_range
from evenground_web.core.lists import ListOf


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def upcoming(self, *, on: date) -> GatheringQuerySet:
        """Gatherings that are not over, the next one first."""
        return self.filter(ends__gte=on).order_by("starts", "title")

    def with_lists(self) -> GatheringQuerySet:
        """Each gathering with its topics and with the organisations that took part."""
        there = self.model.organisations.through.objects.filter(gathering=OuterRef("pk"))
        return self.annotate(
            topic_list=ListOf(
                Topic.objects.filter(gathering=OuterRef("pk")), pk="pk", title="title"
            ),
            organisation_list=ListOf(
                there.order_by("organisation__name"),
                pk="organisation",
                name="organisation__name",
                sector="organisation__sector",
            ),
        )

    def past(self, *, on: date) -> GatheringQuerySet:
        return self.filter(ends__lt=on)


class Gathering(models.Model):
    """One event. The meeting of a group is a gathering with a group and an agenda."""

    class Kind(models.TextChoices):
        SUMMIT = "summit", "Summit"
        CONFERENCE = "conference", "Conference"
        WORKSHOP = "workshop", "Workshop"
        FORUM = "forum", "Forum"
        MEETING = "meeting", "Meeting"

    class Format(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"
        HYBRID = "hybrid", "In person and online"

    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    format = models.CharField(max_length=20, choices=Format, default=Format.IN_PERSON)
    starts = models.DateField()
    ends = models.DateField()
    venue = models.CharField(max_length=200, blank=True)
    place = models.ForeignKey("people.Place", null=True, blank=True, on_delete=models.PROTECT)
    group = models.ForeignKey(
        "people.Group",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings",
        help_text="The group whose meeting this is, if it is one",
    )
    purpose = models.TextField(blank=True)
    organisations = models.ManyToManyField(
        "people.Organisation",
        blank=True,
        related_name="gatherings",
        help_text="Organisations that took part",
    )

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "title"]
        constraints = [
            models.CheckConstraint(
                name="a_gathering_ends_after_it_starts", condition=Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="a_meeting_is_a_groups", condition=~Q(kind="meeting") | Q(group__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gatherings:gathering", args=[self.pk])

    @property
    def dates(self) -> str:
        return date_range(self.starts, self.ends)


class Topic(models.Model):
    """What a gathering discusses; voices and commitments know the topic they came from."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="topics")
    title = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "title"], name="a_topic_is_named_once")
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """One item of a meeting's agenda."""

    class Action(models.TextChoices):
        NOTE = "note", "To note"
        DISCUSS = "discuss", "To discuss"
        AGREE = "agree", "To agree"
        APPROVE = "approve", "To approve"

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="agenda")
    order = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    action = models.CharField(max_length=10, choices=Action, default=Action.NOTE)
    presenter = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    standing_item = models.ForeignKey(
        "people.StandingItem",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items",
    )

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.title
