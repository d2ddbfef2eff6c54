"""The meeting of a group: who is there, who is in the chair, what they declare, the minutes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.gatherings.models.agenda import AgendaItem
from evenground_web.gatherings.models.gatherings import Gathering


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def with_names(self) -> MeetingQuerySet:
        return self.select_related("gathering__group", "gathering__place", "chaired_by")

    def in_public(self) -> MeetingQuerySet:
        return self.filter(in_public=True)


class Meeting(models.Model):
    """What a gathering has when it is the meeting of a group."""

    gathering = models.OneToOneField(
        Gathering, primary_key=True, on_delete=models.CASCADE, related_name="meeting"
    )
    begins = models.TimeField(null=True, blank=True, verbose_name="start time")
    in_public = models.BooleanField(default=False, verbose_name="meeting in public")
    questions_by = models.DateField(null=True, blank=True, verbose_name="last day for questions")
    chaired_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-gathering__starts"]

    def __str__(self) -> str:
        return str(self.gathering)

    def get_absolute_url(self) -> str:
        return reverse("gatherings:minutes", args=[self.pk])


class Attendance(models.Model):
    """Whether somebody came, and for whom when they came as a deputy."""

    class How(models.TextChoices):
        PRESENT = "present", "Present"
        APOLOGIES = "apologies", "Apologies"
        ABSENT = "absent", "Absent"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey(
        "people.Seat", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    how = models.CharField(max_length=10, choices=How)
    as_deputy = models.BooleanField(default=False)

    class Meta:
        ordering = ["-seat__votes", "seat__role", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"], name="somebody_attends_a_meeting_once"
            ),
            models.CheckConstraint(
                name="a_deputy_comes_for_a_seat",
                condition=Q(as_deputy=False) | Q(seat__isnull=False, how="present"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_how_display().lower()}"


class Declaration(models.Model):
    """An interest declared at a meeting, against an item, or found to touch none."""

    class Managed(models.TextChoices):
        LEFT = "left", "Left the room"
        NO_VOTE = "no_vote", "Stayed, and took no part in the decision"
        HANDED_OVER = "handed_over", "Somebody else took the chair for the item"
        CHAIR_DECIDED = "chair_decided", "The chair decided"
        TOUCHES_NONE = "touches_none", "It touches no item of this meeting"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="declarations")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="declarations"
    )
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    interest = models.ForeignKey(
        "people.Interest", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    what = models.TextField(max_length=500, blank=True)
    managed = models.CharField(max_length=20, choices=Managed)
    how = models.TextField(max_length=500, blank=True)

    class Meta:
        ordering = ["item__order", "person__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_interest_touches_an_item_or_none",
                condition=Q(item=None, managed="touches_none")
                | Q(item__isnull=False) & ~Q(managed="touches_none"),
            ),
            models.CheckConstraint(
                name="a_declaration_says_what",
                condition=Q(interest__isnull=False) | ~Q(what=""),
            ),
            models.CheckConstraint(
                name="what_the_chair_decided_is_written",
                condition=~Q(managed="chair_decided") | ~Q(how=""),
            ),
            models.UniqueConstraint(
                fields=["item", "person", "interest"],
                name="an_interest_is_declared_once_against_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.said}"

    @property
    def said(self) -> str:
        """The words for the minutes; what the register withholds is not repeated."""
        if self.interest is None:
            return self.what
        if self.interest.withheld:
            return "an interest that is on record and not published"
        return self.what or self.interest.description


class MinutesQuerySet(models.QuerySet["Minutes"]):
    def approved(self) -> MinutesQuerySet:
        return self.exclude(approved_at=None)


class Minutes(models.Model):
    """The minutes of a meeting. Once approved they are frozen: a correction is a new version."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "With the chair"
        APPROVED = "approved", "Approved"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    writers = models.ManyToManyField("people.Person", related_name="+", blank=True)
    content = models.JSONField(default=dict, blank=True)
    correction = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_in = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="minutes_approved"
    )
    confirmed_by = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "minutes"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="a_version_of_minutes_is_kept_once"
            ),
            models.CheckConstraint(
                name="approved_minutes_say_where_and_by_whom",
                condition=Q(state="approved", approved_at__isnull=False, approved_in__isnull=False,
                            confirmed_by__isnull=False)
                | ~Q(state="approved") & Q(approved_at=None, approved_in=None, confirmed_by=None),
            ),
            models.CheckConstraint(
                name="minutes_are_not_approved_at_their_own_meeting",
                condition=Q(approved_in=None) | ~Q(approved_in=models.F("meeting")),
            ),
            models.CheckConstraint(
                name="a_new_version_of_minutes_says_what_was_wrong",
                condition=Q(version=1) | ~Q(correction=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"
