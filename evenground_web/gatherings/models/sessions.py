"""What a gathering consists of: sessions in rooms and tracks, and who speaks in them."""

from __future__ import annotations

from datetime import datetime

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.dates import nhs_date, time_range
from evenground_web.gatherings.models.gatherings import Gathering, Topic


class Room(models.Model):
    """Where a session is held: a room, a hall, a marquee."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(max_length=100)
    holds = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="How many people the room holds",
    )
    way = models.CharField(max_length=300, blank=True, verbose_name="how to get there")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "name"], name="a_room_is_named_once"),
            models.CheckConstraint(
                name="a_room_holds_somebody", condition=Q(holds=None) | Q(holds__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """Sessions that belong together, beside those of other tracks."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="tracks")
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["gathering", "title"], name="a_track_is_named_once")
        ]

    def __str__(self) -> str:
        return self.title


class SessionQuerySet(models.QuerySet["Session"]):
    def with_names(self) -> SessionQuerySet:
        return self.select_related("gathering", "room", "track", "topic")

    def held(self) -> SessionQuerySet:
        return self.filter(cancelled_at=None)


class Session(models.Model):
    """One part of a gathering's programme: when, where, about what."""

    class Kind(models.TextChoices):
        PLENARY = "plenary", "Everybody together"
        TALK = "talk", "Talk"
        DISCUSSION = "discussion", "Discussion"
        WORKSHOP = "workshop", "Workshop"
        BREAK = "break", "Break"

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DISCUSSION)
    about = models.TextField(max_length=3000, blank=True, verbose_name="what it is about")
    day = models.DateField()
    begins = models.TimeField(verbose_name="start time")
    ends = models.TimeField(verbose_name="end time")
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    track = models.ForeignKey(
        Track, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions"
    )
    joining_link = models.URLField(
        max_length=500, blank=True, help_text="For those who take part online. Never public"
    )
    sign_up = models.BooleanField(default=False, verbose_name="people sign up for it")
    places = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="As many as the room "
        "holds, when left empty"
    )  # fmt: skip
    summary = models.TextField(
        max_length=5000,
        blank=True,
        verbose_name="what was said in it",
        help_text="Everybody reads this once the gathering is closed. Name nobody who did not agree",
    )
    cancelled_at = models.DateTimeField(null=True, editable=False)
    why_cancelled = models.CharField(max_length=300, blank=True, editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["day", "begins", "ends", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_session_ends_after_it_begins", condition=Q(ends__gt=F("begins"))
            ),
            models.CheckConstraint(
                name="a_cancelled_session_says_why",
                condition=Q(cancelled_at=None, why_cancelled="")
                | Q(cancelled_at__isnull=False) & ~Q(why_cancelled=""),
            ),
            models.CheckConstraint(
                name="a_session_has_places", condition=Q(places=None) | Q(places__gt=0)
            ),
            models.UniqueConstraint(
                fields=["gathering", "title", "day", "begins"], name="a_session_is_held_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gatherings:session", args=[self.pk])

    @property
    def capacity(self) -> int | None:
        """How many may sign up: the places that were set, and never more than the room holds."""
        limits = [self.places, self.room.holds if self.room else None]
        return min((limit for limit in limits if limit is not None), default=None)

    @property
    def when(self) -> str:
        return f"{nhs_date(self.day)}, {self.times}"

    @property
    def times(self) -> str:
        return time_range(self.begins, self.ends)

    @property
    def starts_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, self.begins))

    @property
    def ends_at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.day, self.ends))

    @property
    def online_link(self) -> str:
        """Where those with a place join it: a link of its own, or that of the gathering."""
        shared = self.gathering.online_link
        in_person = self.gathering.format == Gathering.Format.IN_PERSON
        return shared if in_person else self.joining_link or shared


class Speaker(models.Model):
    """Somebody who has a part in a gathering; named to everybody only when they agreed to it."""

    gathering = models.ForeignKey(Gathering, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="speaks"
    )
    name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    named = models.BooleanField(default=False, verbose_name="agreed to be named to everybody")

    class Meta:
        ordering = ["name", "person__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_speaker_is_a_member_or_has_a_name",
                condition=Q(person=None) & ~Q(name="") | Q(person__isnull=False, name=""),
            ),
            models.UniqueConstraint(
                fields=["gathering", "person"], name="a_member_is_one_speaker_of_a_gathering"
            ),
        ]

    def __str__(self) -> str:
        return str(self.person) if self.person else self.name


class Part(models.Model):
    """What somebody does in a session."""

    class Role(models.TextChoices):
        SPEAKER = "speaker", "Speaker"
        CHAIR = "chair", "Chair"
        FACILITATOR = "facilitator", "Facilitator"
        SCRIBE = "scribe", "Note taker"
        INTERPRETER = "interpreter", "Interpreter"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="parts")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=20, choices=Role, default=Role.SPEAKER)

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "speaker", "role"], name="somebody_has_a_part_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.speaker}"


class ProgrammeVersion(models.Model):
    """The programme as it was published on a day. A database trigger refuses any change.

    It names speakers by their key alone: whoever no longer wants to be named is named nowhere.
    """

    gathering = models.ForeignKey(
        Gathering, on_delete=models.PROTECT, related_name="programme_versions"
    )
    number = models.PositiveSmallIntegerField()
    public = models.BooleanField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sessions = models.JSONField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "number"], name="a_version_of_a_programme_is_published_once"
            )
        ]

    def __str__(self) -> str:
        return f"Programme of {self.gathering}, version {self.number}"


class PrivateCalendar(models.Model):
    """The address at which the calendar of one member reads their sessions; only a digest is kept."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, related_name="private_calendar"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Private calendar of {self.person}"
