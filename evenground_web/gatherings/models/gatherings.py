"""Where people meet: summits, workshops, forums, and the meetings of groups."""

from __future__ import annotations

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from evenground_web.core.dates import date_range
from evenground_web.core.lists import CountOf, ListOf


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def upcoming(self, *, on: date) -> GatheringQuerySet:
        """Gatherings that are not over, the next one first."""
        return self.filter(ends__gte=on).order_by("starts", "title")

    def with_lists(self) -> GatheringQuerySet:
        """Each gathering with its topics and with the organisations that took part."""
        sessions = apps.get_model("gatherings", "Session").objects
        there = self.model.organisations.through.objects.filter(gathering=OuterRef("pk"))
        closings = apps.get_model("gatherings", "Closing").objects.published()
        return self.annotate(
            is_closed=Exists(closings.filter(gathering=OuterRef("pk"))),
            session_count=CountOf(sessions.filter(gathering=OuterRef("pk"))),
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

    def with_public_programme(self) -> GatheringQuerySet:
        """Gatherings of which the last published version of the programme is for everybody."""
        versions = apps.get_model("gatherings", "ProgrammeVersion").objects
        last = versions.filter(gathering=OuterRef("pk")).order_by("-number")
        return self.annotate(is_public=Subquery(last.values("public")[:1])).filter(is_public=True)

    def held(self) -> GatheringQuerySet:
        return self.filter(cancelled_at=None)

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
        ACADEMY = "academy", "Academy event"

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
    joining_link = models.URLField(
        max_length=500,
        blank=True,
        help_text="For those who take part online. Members see it; it is never public",
    )
    reply_due = models.DateField(
        null=True,
        blank=True,
        verbose_name="Day of the promised reply",
        help_text="The day that was promised to those who spoke. Everybody can read this promise",
    )
    organisations = models.ManyToManyField(
        "people.Organisation",
        blank=True,
        related_name="gatherings",
        help_text="Organisations that took part",
    )
    cancelled_at = models.DateTimeField(null=True, editable=False)
    why_cancelled = models.CharField(max_length=300, blank=True, editable=False)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["-starts", "title"]
        constraints = [
            models.CheckConstraint(
                name="a_gathering_ends_after_it_starts", condition=Q(ends__gte=F("starts"))
            ),
            models.CheckConstraint(
                name="a_reply_is_promised_for_after_the_gathering",
                condition=Q(reply_due=None) | Q(reply_due__gte=F("ends")),
            ),
            models.CheckConstraint(
                name="a_meeting_is_a_groups", condition=~Q(kind="meeting") | Q(group__isnull=False)
            ),
            models.CheckConstraint(
                name="a_cancelled_gathering_says_why",
                condition=Q(cancelled_at=None, why_cancelled="")
                | Q(cancelled_at__isnull=False) & ~Q(why_cancelled=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gatherings:gathering", args=[self.pk])

    @property
    def dates(self) -> str:
        return date_range(self.starts, self.ends)

    @property
    def online_link(self) -> str:
        """Where those with a place join it; nothing where everybody comes in person."""
        return "" if self.format == self.Format.IN_PERSON else self.joining_link


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
