"""Who is coming: the page on which people register, places kept for communities, and the waiting list.

Names and addresses are here for as long as the gathering needs them and no longer; nothing here
leads to a voice, or from a voice to here.
"""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.gatherings.models.gatherings import Gathering
from evenground_web.gatherings.models.sessions import Session
from evenground_web.people.models import Organisation


class RegistrationPageQuerySet(models.QuerySet["RegistrationPage"]):
    def open(self, *, on: date) -> RegistrationPageQuerySet:
        """Pages on which everybody can register on this day."""
        return self.filter(
            Q(closes=None) | Q(closes__gte=on), opens__lte=on, gathering__ends__gte=on
        ).filter(cleared_on=None, gathering__cancelled_at=None)


class RegistrationPage(models.Model):
    """The page on which people register for one gathering, and the rules of its places."""

    gathering = models.OneToOneField(
        Gathering, on_delete=models.PROTECT, related_name="registration_page"
    )
    capacity = models.PositiveIntegerField(
        "places",
        null=True,
        blank=True,
        help_text="How many people can come. Leave it empty when there is no limit",
    )
    opens = models.DateField("first day to register")
    closes = models.DateField("last day to register", null=True, blank=True)
    welcome = models.TextField("what people should know", max_length=3000, blank=True)
    contact = models.CharField(
        "how to register without email",
        max_length=300,
        help_text="A telephone number or an office. Everybody can read this",
    )
    days_to_take = models.PositiveSmallIntegerField("days to take a place", default=3)
    days_kept = models.PositiveSmallIntegerField("days that names are kept afterwards", default=30)
    days_needs_kept = models.PositiveSmallIntegerField(
        "days that access and dietary needs are kept afterwards", default=7
    )
    cleared_on = models.DateField(null=True, editable=False)

    objects = RegistrationPageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="registration_closes_after_it_opens",
                condition=Q(closes=None) | Q(closes__gte=F("opens")),
            ),
            models.CheckConstraint(
                name="a_room_has_at_least_one_place", condition=Q(capacity=None) | Q(capacity__gt=0)
            ),
            models.CheckConstraint(
                name="people_have_a_day_to_take_a_place",
                condition=Q(days_to_take__gte=1, days_to_take__lte=28),
            ),
            models.CheckConstraint(
                name="names_of_attendees_are_kept_for_half_a_year_at_most",
                condition=Q(days_kept__lte=183, days_needs_kept__lte=F("days_kept")),
            ),
        ]

    def __str__(self) -> str:
        return f"Places at {self.gathering}"

    def get_absolute_url(self) -> str:
        """Nothing where only the key is known, as in the record of who did what."""
        return reverse("gatherings:places", args=[self.gathering_id]) if self.gathering_id else ""

    def is_open(self, *, on: date) -> bool:
        """Whether everybody can register on this day."""
        last = min(self.gathering.ends, self.closes or self.gathering.ends)
        is_held = self.gathering.cancelled_at is None
        return is_held and self.opens <= on <= last and self.cleared_on is None


class Reserved(models.Model):
    """Places kept for a community until a day; those not taken by then are for everybody."""

    page = models.ForeignKey(RegistrationPage, on_delete=models.CASCADE, related_name="reserved")
    community = models.CharField(
        max_length=120, help_text="As the community names itself. Everybody can read this"
    )
    places = models.PositiveIntegerField()
    until = models.DateField("kept until", help_text="From the next day on they are for everybody")

    class Meta:
        ordering = ["community"]
        verbose_name = "reserved places"
        verbose_name_plural = "reserved places"
        constraints = [
            models.UniqueConstraint(
                fields=["page", "community"], name="places_are_kept_for_a_community_once"
            ),
            models.CheckConstraint(name="at_least_one_place_is_kept", condition=Q(places__gt=0)),
        ]

    def __str__(self) -> str:
        return self.community

    def get_absolute_url(self) -> str:
        return reverse("gatherings:places", args=[self.page.gathering_id])


def beside_the_room(path: str = "") -> Q:
    """Whoever takes part online in a gathering that others come to: they use no place in the room.

    `path` leads to the registration.
    """
    hybrid, online = Gathering.Format.HYBRID, Registration.Attends.ONLINE
    return Q(**{f"{path}page__gathering__format": hybrid, f"{path}attends": online})


class Registration(models.Model):
    """Somebody who wants to come. Once the names are removed, only counts can be made of it."""

    class How(models.TextChoices):
        PAGE = "page", "On the public page"
        INVITED = "invited", "By invitation"
        STAFF = "staff", "Written down by staff"
        WALK_IN = "walk_in", "Came without registering"

    class Attends(models.TextChoices):
        ROOM = "room", "In person"
        ONLINE = "online", "Online"

    page = models.ForeignKey(
        RegistrationPage, on_delete=models.PROTECT, related_name="registrations"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("email address", blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    sector = models.CharField(max_length=20, choices=Organisation.Sector, blank=True)
    place = models.ForeignKey(
        "people.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reserved = models.ForeignKey(
        Reserved, null=True, blank=True, on_delete=models.PROTECT, related_name="registrations"
    )
    badge_name = models.CharField("name on the badge", max_length=60, blank=True)
    pronouns = models.CharField("pronouns on the badge", max_length=30, blank=True)
    how = models.CharField(max_length=10, choices=How, default=How.PAGE)
    attends = models.CharField(
        max_length=10,
        choices=Attends,
        default=Attends.ROOM,
        help_text="Only asked where a gathering is in person and online",
    )
    paper = models.CharField("number of the form on paper", max_length=9, blank=True)
    written_by = models.ForeignKey(
        "people.Person",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who registered them on their behalf",
    )
    active = models.BooleanField(default=True)
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["page", "email"],
                condition=Q(active=True) & ~Q(email=""),
                name="an_address_is_registered_once_for_a_gathering",
            ),
            models.UniqueConstraint(
                fields=["page", "paper"],
                condition=~Q(paper=""),
                name="a_form_on_paper_is_typed_in_once",
            ),
            models.CheckConstraint(
                name="a_removed_registration_holds_nothing_of_the_person",
                condition=Q(removed=False)
                | Q(
                    name="",
                    badge_name="",
                    pronouns="",
                    email="",
                    telephone="",
                    organisation="",
                    place=None,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Registration {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:registration", args=[self.pk])

    @property
    def uses_place(self) -> bool:
        """False for whoever takes part online in a gathering that others come to."""
        hybrid = self.page.gathering.format == Gathering.Format.HYBRID
        return not hybrid or self.attends == self.Attends.ROOM

    @property
    def joins_online(self) -> bool:
        """An online gathering is joined by all; one that others come to, by those who chose it."""
        return self.page.gathering.format == Gathering.Format.ONLINE or not self.uses_place


class BookingQuerySet(models.QuerySet["Booking"]):
    def at(self, page: RegistrationPage, session: Session | None = None) -> BookingQuerySet:
        """Bookings of a gathering itself, or of one of its sessions."""
        return self.filter(registration__page=page, session=session)

    def standing(self) -> BookingQuerySet:
        """Whoever has a place, is offered one or waits."""
        return self.filter(state__in=Booking.STANDING)

    def holding(self) -> BookingQuerySet:
        """Those who have a place, and those for whom one is held until they answer."""
        return self.filter(state__in=Booking.HOLDING)

    def in_the_room(self) -> BookingQuerySet:
        """Those who use a place: all but those who take part online where others come."""
        return self.exclude(beside_the_room("registration__"))

    def beside_the_room(self) -> BookingQuerySet:
        return self.filter(beside_the_room("registration__"))


class Booking(models.Model):
    """One place wanted by one registration, in the order of asking: at the gathering itself, or
    where a session is named, in that session."""

    class State(models.TextChoices):
        PLACE = "place", "Has a place"
        OFFERED = "offered", "Is offered a place"
        WAITING = "waiting", "On the waiting list"
        GIVEN_UP = "given_up", "Gave up the place"
        LAPSED = "lapsed", "Did not take the place in time"
        CALLED_OFF = "called_off", "It was called off"

    STANDING = (State.PLACE, State.OFFERED, State.WAITING)
    HOLDING = (State.PLACE, State.OFFERED)

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="bookings"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    state = models.CharField(max_length=10, choices=State)
    asked_at = models.DateTimeField()
    take_by = models.DateField(null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(session=None, state__in=("place", "offered", "waiting")),
                name="somebody_is_booked_once_for_a_gathering",
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(session__isnull=False, state__in=("place", "offered", "waiting")),
                name="somebody_is_booked_once_for_a_session",
            ),
            models.CheckConstraint(
                name="an_offered_place_says_by_when_it_is_taken",
                condition=Q(state="offered", take_by__isnull=False)
                | (~Q(state="offered") & Q(take_by=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk}"


class Companion(models.Model):
    """Somebody who comes along to support a person. They use no place."""

    class Kind(models.TextChoices):
        ASSISTANT = "assistant", "Personal assistant"
        COMPANION = "companion", "Companion or carer"
        INTERPRETER = "interpreter", "Interpreter"
        BSL = "bsl", "British Sign Language interpreter"

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="companions"
    )
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Companion {self.pk}"


class RegistrationLink(models.Model):
    """What is kept of a link in a message to somebody who registered: a keyed digest."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Link {self.pk}"
