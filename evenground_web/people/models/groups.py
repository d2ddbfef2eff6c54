"""Groups of people: who sits in them, what is on every agenda, and the rules of their meetings."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.people.models.partnership import Organisation, Person


class Group(models.Model):
    """A board, forum, network or task and finish group."""

    class Kind(models.TextChoices):
        BOARD = "board", "Board"
        FORUM = "forum", "Forum"
        NETWORK = "network", "Network"
        TASK_AND_FINISH = "task_and_finish", "Task and finish group"

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=20, choices=Kind)
    lead = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="groups_led"
    )
    terms_of_reference = models.TextField(blank=True)
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="member_groups")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:group", args=[self.pk])

    @property
    def organisation_ids(self) -> set[int]:
        return {organisation.pk for organisation in self.organisations.all()}


class SeatQuerySet(models.QuerySet["Seat"]):
    def current(self, *, on: date) -> SeatQuerySet:
        return self.filter(Q(ends=None) | Q(ends__gt=on), starts__lte=on)


class Seat(models.Model):
    """Somebody's place in a group; `ends` is the first day without it."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        DEPUTY_CHAIR = "deputy_chair", "Deputy chair"
        MEMBER = "member", "Member"
        IN_ATTENDANCE = "in_attendance", "In attendance"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    votes = models.BooleanField(default=True)
    deputy = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="seats_as_deputy"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["-votes", "role", "person__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ends=None),
                name="somebody_has_one_seat_in_a_group",
            ),
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(ends=None, role="chair"),
                name="a_group_has_one_chair",
            ),
            models.CheckConstraint(
                name="a_seat_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
            ),
            models.CheckConstraint(
                name="somebody_in_attendance_does_not_vote",
                condition=~Q(role="in_attendance", votes=True),
            ),
            models.CheckConstraint(
                name="nobody_is_their_own_deputy",
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()} of {self.group}"


class MeetingRules(models.Model):
    """How a group meets: when it may decide, and until when people may ask."""

    group = models.OneToOneField(
        Group, primary_key=True, on_delete=models.CASCADE, related_name="rules"
    )
    fewest = models.PositiveSmallIntegerField(
        default=3, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    sectors = models.JSONField(default=list, blank=True)
    in_public = models.BooleanField(default=False)
    question_days = models.PositiveSmallIntegerField(default=3, validators=[MaxValueValidator(60)])

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_quorum_is_one_person_or_more", condition=Q(fewest__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"Rules of the meetings of {self.group}"

    @property
    def sector_names(self) -> list[str]:
        return [str(Organisation.Sector(sector).label) for sector in self.sectors]


class StandingItemQuerySet(models.QuerySet["StandingItem"]):
    def current(self) -> StandingItemQuerySet:
        """Items for the next agenda."""
        return self.filter(in_use=True)


class StandingItem(models.Model):
    """An item on every agenda of a group, such as progress on racial equality."""

    class Action(models.TextChoices):
        NOTE = "note", "To note"
        DISCUSS = "discuss", "To discuss"
        AGREE = "agree", "To agree"
        APPROVE = "approve", "To approve"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="standing_items")
    title = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=1)
    action = models.CharField(max_length=10, choices=Action, default=Action.DISCUSS)
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(480)]
    )
    presenter_role = models.CharField(max_length=100, blank=True)
    private = models.BooleanField(default=False)
    builds_paper = models.BooleanField(
        default=False, help_text="The paper for this item is built from live records"
    )
    in_use = models.BooleanField(default=True, editable=False)

    objects = StandingItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "title"], name="a_standing_item_is_named_once")
        ]

    def __str__(self) -> str:
        return self.title
