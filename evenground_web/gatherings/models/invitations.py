"""Invitations to a gathering, each with a link by which somebody answers without an account."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.gatherings.models.gatherings import Gathering
from evenground_web.gatherings.models.places import Registration, Reserved
from evenground_web.people.models import Organisation


class Invitation(models.Model):
    """One person asked to come. `for_sector`, `for_place` and `for_group` say as whom."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes, I am coming"
        NO = "no", "No, I cannot come"
        PERHAPS = "perhaps", "I do not know yet"

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("email address", blank=True)
    for_sector = models.CharField(max_length=20, choices=Organisation.Sector, blank=True)
    for_place = models.ForeignKey(
        "people.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    for_group = models.ForeignKey(
        "people.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reserved = models.ForeignKey(
        Reserved, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, unique=True)
    times_sent = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    answer_by = models.DateField()
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)
    taken_back = models.BooleanField(default=False)
    registration = models.OneToOneField(
        Registration, null=True, on_delete=models.SET_NULL, related_name="invitation"
    )
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ["-sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gathering", "person"],
                condition=Q(person__isnull=False),
                name="a_person_is_invited_once",
            ),
            models.UniqueConstraint(
                fields=["gathering", "email"],
                condition=~Q(email=""),
                name="an_address_is_invited_once",
            ),
            models.CheckConstraint(
                name="an_invitation_is_answered_at_a_moment",
                condition=Q(answer="", answered_at=None)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_removed_invitation_names_nobody",
                condition=Q(removed=False) | Q(person=None, name="", email=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    def get_absolute_url(self) -> str:
        """Nothing where only the key is known, as in the record of who did what."""
        known = self.gathering_id
        return reverse("gatherings:invitations", args=[known]) if known else ""

    @property
    def who(self) -> str:
        return str(self.person) if self.person else self.name or self.email

    def is_open(self, *, on: date) -> bool:
        return not self.taken_back and not self.removed and self.answer_by >= on
