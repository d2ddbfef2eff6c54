"""Who came, and who took part online: each person once for each day of a gathering, and once for each session.

While names are kept a check-in says when somebody came and who was at the door. On the day on which
names are removed it forgets both, and only that somebody came is left.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from evenground_web.gatherings.models.places import Registration, RegistrationPage
from evenground_web.gatherings.models.sessions import Session


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def standing(self) -> CheckInQuerySet:
        """Those that were not a mistake."""
        return self.filter(taken_back=False)

    def at(self, page: RegistrationPage, session: Session | None = None) -> CheckInQuerySet:
        """At the door of a gathering itself, or of one of its sessions."""
        return self.standing().filter(registration__page=page, session=session)

    def in_person(self) -> CheckInQuerySet:
        return self.exclude(way=CheckIn.Way.ONLINE)

    def inside(self) -> CheckInQuerySet:
        """Of those who came, whoever has not left."""
        return self.filter(left_at=None)


class CheckIn(models.Model):
    """Somebody came to a gathering on one of its days or, where a session is named, into that session.

    `press` is the key of one press of a button on one phone: sent twice, it counts once.
    """

    class Way(models.TextChoices):
        CODE = "code", "By their code"
        LIST = "list", "From the list"
        WALK_IN = "walk_in", "Came without registering"
        PAPER = "paper", "Ticked off on paper"
        ONLINE = "online", "Took part online"

    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="check_ins"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="check_ins"
    )
    day = models.DateField()
    at = models.DateTimeField(null=True, help_text="Not known of somebody ticked off on paper")
    left_at = models.DateTimeField(null=True)
    way = models.CharField(max_length=10, choices=Way)
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    press = models.UUIDField(null=True, unique=True)
    taken_back = models.BooleanField(default=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "day"],
                condition=Q(session=None, taken_back=False),
                name="somebody_comes_to_a_gathering_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["registration", "session"],
                condition=Q(session__isnull=False, taken_back=False),
                name="somebody_comes_to_a_session_once",
            ),
            models.CheckConstraint(
                name="nobody_leaves_before_they_came",
                condition=Q(left_at=None) | Q(at=None) | Q(left_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"Check-in {self.pk}"
