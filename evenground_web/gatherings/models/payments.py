"""Paying people for taking part: the policy of the partnership, what was offered, and claims.

No account number is held here, nor anything else with which money could be taken or sent: paying
is done outside. A claim leads to no registration and to no voice.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from evenground_web.gatherings.models.gatherings import Gathering

NOTHING = Decimal(0)


class PaymentPolicyQuerySet(models.QuerySet["PaymentPolicy"]):
    def in_force(self, *, on: date) -> PaymentPolicy | None:
        """The policy that counts on this day: the newest that has begun."""
        begun = self.filter(in_force_at__isnull=False, begins__lte=on)
        return begun.order_by("-begins", "-version").first()


class PaymentPolicy(models.Model):
    """One version of what the partnership pays to people who take part. In force it never changes."""

    version = models.PositiveSmallIntegerField(unique=True, editable=False)
    begins = models.DateField("first day")
    words = models.TextField("who is paid, and for what", max_length=5000)
    advice = models.TextField("where to ask about benefits and tax", max_length=1000, blank=True)
    contact = models.CharField("whom to ask about payments", max_length=300)
    days_to_claim = models.PositiveSmallIntegerField("days to claim afterwards", default=60)
    days_kept = models.PositiveSmallIntegerField("days that names are kept afterwards", default=30)
    in_force_at = models.DateTimeField(null=True, editable=False)

    objects = PaymentPolicyQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        verbose_name_plural = "payment policies"
        constraints = [
            models.CheckConstraint(
                name="people_have_a_day_to_claim",
                condition=Q(days_to_claim__gte=1, days_to_claim__lte=183),
            ),
            models.CheckConstraint(
                name="names_of_claimants_are_kept_for_half_a_year_at_most",
                condition=Q(days_kept__lte=183),
            ),
        ]

    def __str__(self) -> str:
        return f"Payment policy, version {self.version}" if self.version else "Payment policy"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:payment_policy", args=[self.pk])


class PaymentRate(models.Model):
    """One thing that a policy pays: so much for each unit, or what it cost, up to a limit."""

    class Kind(models.TextChoices):
        INVOLVEMENT = "involvement", "Payment for somebody's time"
        EXPENSE = "expense", "Money that somebody spent"

    class Unit(models.TextChoices):
        COST = "cost", "What it cost"
        HOUR = "hour", "For each hour"
        HALF_DAY = "half_day", "For each half day"
        DAY = "day", "For each day"
        MILE = "mile", "For each mile"

    policy = models.ForeignKey(PaymentPolicy, on_delete=models.CASCADE, related_name="rates")
    order = models.PositiveSmallIntegerField(editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=80)
    explained = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=10, choices=Unit)
    amount = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    most = models.DecimalField(max_digits=7, decimal_places=2, null=True, blank=True)
    receipt = models.BooleanField(default=False)
    booked = models.BooleanField(default=False)
    frozen = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["policy", "name"], name="a_policy_pays_a_thing_once"),
            models.CheckConstraint(
                name="a_rate_has_an_amount_unless_the_cost_is_paid",
                condition=Q(unit="cost", amount=None) | (~Q(unit="cost") & Q(amount__gt=NOTHING)),
            ),
            models.CheckConstraint(
                name="the_most_that_is_paid_is_more_than_nothing",
                condition=Q(most=None) | Q(most__gt=NOTHING),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("gatherings:payment_policy", args=[self.policy_id])


class PaymentOffer(models.Model):
    """A gathering whose people are paid, by the version of the policy that they were promised."""

    gathering = models.OneToOneField(
        Gathering, on_delete=models.PROTECT, related_name="payment_offer"
    )
    policy = models.ForeignKey(PaymentPolicy, on_delete=models.PROTECT, related_name="offers")
    offered_on = models.DateField()

    def __str__(self) -> str:
        return f"Payments at {self.gathering}" if self.gathering_id else "Payments"

    def get_absolute_url(self) -> str:
        return f"{reverse('gatherings:claims')}?gathering={self.gathering_id or ''}"

    @property
    def last_day(self) -> date:
        """The last day on which somebody can claim."""
        return self.gathering.ends + timedelta(self.policy.days_to_claim)


class ClaimQuerySet(models.QuerySet["Claim"]):
    def with_all(self) -> ClaimQuerySet:
        return self.select_related(
            "offer__gathering", "offer__policy", "helper", "checked_by", "agreed_by"
        )


class Claim(models.Model):
    """What somebody asks to be paid for one gathering, from asking to being paid or refused."""

    class State(models.TextChoices):
        CLAIMED = "claimed", "To be checked"
        CHECKED = "checked", "To be agreed"
        AGREED = "agreed", "To be paid"
        PAID = "paid", "Paid"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        LAPSED = "lapsed", "Never settled"

    class How(models.TextChoices):
        PAGE = "page", "By the person, on this site"
        STAFF = "staff", "Written down by staff"
        PAPER = "paper", "On paper"

    class Pay(models.TextChoices):
        BANK = "bank", "To my bank account"
        CASH = "cash", "In cash"
        VOUCHER = "voucher", "As a voucher"
        ASK = "ask", "I would like to talk about it"

    UNDECIDED = (State.CLAIMED, State.CHECKED)
    OPEN = (*UNDECIDED, State.AGREED)

    offer = models.ForeignKey(PaymentOffer, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=10, choices=State, default=State.CLAIMED)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField("email address", blank=True)
    telephone = models.CharField(max_length=40, blank=True)
    pay = models.CharField(max_length=10, choices=Pay)
    early = models.BooleanField(default=False)
    about = models.TextField(max_length=1000, blank=True)
    how = models.CharField(max_length=10, choices=How)
    helper = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_on = models.DateField()
    checked_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_on = models.DateField(null=True)
    agreed_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    agreed_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    reason = models.TextField(max_length=1000, blank=True)
    settled_on = models.DateField(null=True)
    removed = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    press = models.CharField(max_length=64, unique=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["claimed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=~Q(digest=""), name="a_code_opens_one_claim"
            ),
            models.CheckConstraint(
                name="a_claim_is_agreed_by_somebody_else_than_who_checked_it",
                condition=Q(agreed_by=None)
                | (~Q(agreed_by=F("checked_by")) & (Q(helper=None) | ~Q(agreed_by=F("helper")))),
            ),
            models.CheckConstraint(
                name="only_what_was_checked_is_agreed",
                condition=Q(agreed_on=None, agreed_by=None)
                | Q(agreed_on__isnull=False, agreed_by__isnull=False, checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="only_what_was_agreed_is_paid",
                condition=Q(paid_on=None) | Q(agreed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_settled_claim_says_when",
                condition=Q(state__in=("claimed", "checked", "agreed"), settled_on=None)
                | (~Q(state__in=("claimed", "checked", "agreed")) & Q(settled_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_claim_of_which_the_names_are_removed_names_nobody",
                condition=Q(removed=False)
                | Q(name="", email="", telephone="", about="", reason="", digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Claim {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("gatherings:claim", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def may_take_back(self) -> bool:
        return self.state in self.UNDECIDED

    @property
    def reason_is_told(self) -> bool:
        """A reason is for the person once somebody else agreed or refused."""
        return bool(self.reason) and self.state not in self.UNDECIDED


class ClaimLine(models.Model):
    """One thing claimed, and what was agreed of it. Once agreed it never changes."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="lines")
    rate = models.ForeignKey(PaymentRate, on_delete=models.PROTECT, related_name="+")
    number = models.DecimalField(max_digits=7, decimal_places=2)
    booked = models.BooleanField(default=False)
    asked = models.DecimalField(max_digits=9, decimal_places=2)
    paid = models.DecimalField(max_digits=9, decimal_places=2, null=True)
    receipt_seen = models.BooleanField(default=False)
    agreed = models.BooleanField(default=False)

    class Meta:
        ordering = ["rate__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "rate"], name="a_thing_is_claimed_once"),
            models.CheckConstraint(
                name="nobody_is_paid_more_than_was_asked",
                condition=Q(paid=None)
                | Q(paid__gte=NOTHING, paid__lte=F("asked"))
                | Q(paid__gte=NOTHING, booked=True),
            ),
            models.CheckConstraint(
                name="what_was_agreed_says_how_much",
                condition=Q(agreed=False) | Q(paid__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rate}"
