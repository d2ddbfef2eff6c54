"""Who the partnership is: places, organisations, groups, people and their roles."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from rules.permissions import has_perm

from evenground_web.core.dates import date_range, nhs_date
from evenground_web.people.roles import ROLES, Role


class Place(models.Model):
    """A part of England with a published code: nation, region, system, place or neighbourhood."""

    class Kind(models.TextChoices):
        NATION = "nation", "Nation"
        REGION = "region", "Region"
        SYSTEM = "system", "System"
        PLACE = "place", "Place"
        NEIGHBOURHOOD = "neighbourhood", "Neighbourhood"

    name = models.CharField(max_length=200)
    code = models.CharField(max_length=20, unique=True, help_text="Such as E92000001 for England")
    kind = models.CharField(max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="only_a_nation_has_no_parent",
                condition=Q(parent=None, kind="nation")
                | (Q(parent__isnull=False) & ~Q(kind="nation")),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:place", args=[self.pk])


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def with_use(self, *, on: date) -> OrganisationQuerySet:
        """Each organisation with `uses`: does anybody there have a role and an account?"""
        holders = Membership.objects.current(on=on).filter(
            organisation=OuterRef("pk"), person__is_active=True, person__email__isnull=False
        )
        return self.annotate(uses=Exists(holders))


class Organisation(models.Model):
    """A partner, whether or not its people use this system."""

    class Sector(models.TextChoices):
        NHS_TRUST = "nhs_trust", "NHS trust"
        ICB = "icb", "Integrated care board"
        COUNCIL = "council", "Council"
        PRIMARY_CARE = "primary_care", "Primary care"
        VCSE = "vcse", "Voluntary, community and social enterprise"
        FAITH = "faith", "Faith group"
        HOUSING = "housing", "Housing"
        POLICE = "police", "Police"
        FIRE = "fire", "Fire and rescue"
        EDUCATION = "education", "Education"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200, unique=True)
    code = models.CharField(
        max_length=12, unique=True, null=True, blank=True, help_text="ODS code, where there is one"
    )
    sector = models.CharField(max_length=20, choices=Sector)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:organisation", args=[self.pk])

    @property
    def organisation_ids(self) -> set[int]:
        return {self.pk}


class Alias(models.Model):
    """Another name an organisation has, or had between two dates."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=200)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="an_alias_is_given_once"),
            models.CheckConstraint(
                name="an_alias_ends_after_it_starts",
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dates(self) -> str:
        if self.starts and self.ends:
            return date_range(self.starts, self.ends)
        if self.starts:
            return f"since {nhs_date(self.starts)}"
        return f"until {nhs_date(self.ends)}" if self.ends else ""


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with a name. Those with an email address and a password can sign in."""

    name = models.CharField(max_length=200)
    email = models.EmailField("email address", unique=True, null=True, blank=True)
    job_title = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    objects = PersonManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("people:person", args=[self.pk])

    def has_perm(self, permission: str, record: models.Model | None = None) -> bool:
        return bool(has_perm(permission, self, record))  # type: ignore[no-untyped-call]

    @cached_property
    def current_memberships(self) -> list[Membership]:
        return list(
            self.memberships.current(on=timezone.localdate()).select_related("organisation")
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, *, on: date) -> MembershipQuerySet:
        return self.filter(Q(ends=None) | Q(ends__gt=on), starts__lte=on)


class Membership(models.Model):
    """A person's role at an organisation; `ends` is the first day without it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=40, choices=[(r.key, r.name) for r in ROLES.values()])
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"],
                condition=Q(ends=None),
                name="a_role_is_held_once_at_a_time",
            ),
            models.CheckConstraint(
                name="a_membership_ends_after_it_starts",
                condition=Q(ends=None) | Q(ends__gte=F("starts")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.held.name} at {self.organisation}"

    @property
    def held(self) -> Role:
        return ROLES[self.role]

    def is_current(self, *, on: date) -> bool:
        return self.starts <= on and (self.ends is None or self.ends > on)
