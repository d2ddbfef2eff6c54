"""What only pledges have: who signed, what became of them, and the wishes they came from."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse

from evenground_web.commitments.models.commitments import Commitment, Update


class Level(models.TextChoices):
    PERSONAL = "personal", "Personal"
    ORGANISATION = "organisation", "Organisational"
    SYSTEM = "system", "System"


HEIGHTS = {Level.PERSONAL: 0, Level.ORGANISATION: 1, Level.SYSTEM: 2}


class State(models.TextChoices):
    """Where a pledge stands. Whether its review is due is asked of the calendar, never kept."""

    PROPOSED = "proposed", "Proposed"
    AGREED = "agreed", "Agreed"
    PUBLIC = "public", "Public"
    KEPT = "kept", "Kept"
    PARTLY_KEPT = "partly_kept", "Partly kept"
    NOT_KEPT = "not_kept", "Not kept"
    WITHDRAWN = "withdrawn", "Withdrawn"


REVIEW_DUE = "review_due"
OPEN = (State.PROPOSED, State.AGREED, State.PUBLIC)  # may be signed
PROMISED = (State.AGREED, State.PUBLIC)  # waits for its review
OUTCOMES = (State.KEPT, State.PARTLY_KEPT, State.NOT_KEPT)
STATE_COLOURS = {
    State.PROPOSED: "grey",
    State.AGREED: "white",
    State.PUBLIC: "blue",
    State.KEPT: "green",
    State.PARTLY_KEPT: "yellow",
    State.NOT_KEPT: "red",
    State.WITHDRAWN: "purple",
}


class Naming(models.TextChoices):
    """Who may read the name of somebody who signed, from fewest to most."""

    COUNTED = "counted", "Count me, but show my name to nobody"
    MEMBERS = "members", "Show my name inside the partnership only"
    PUBLIC = "public", "Show my name in public"


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def review_due(self, *, on: date) -> PledgeQuerySet:
        """Pledges whose day of review has come and that nobody has judged."""
        return self.filter(state__in=PROMISED, review_on__lte=on)

    def on_the_wall(self) -> PledgeQuerySet:
        """What anybody may read; a personal pledge only while its person allows it."""
        allowed = Signature.objects.named_in_public().filter(pledge=OuterRef("pk"))
        return self.filter(published_on__isnull=False).filter(
            ~Q(level=Level.PERSONAL) | Exists(allowed)
        )


class Pledge(models.Model):
    """What only a pledge has, beside its commitment: every pledge has one of these."""

    commitment = models.OneToOneField(
        Commitment, on_delete=models.CASCADE, primary_key=True, related_name="pledge"
    )
    level = models.CharField(max_length=20, choices=Level, default=Level.ORGANISATION)
    promised_to = models.CharField(max_length=200, blank=True, verbose_name="addressee")
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED, editable=False)
    review_on = models.DateField(null=True, blank=True, verbose_name="Day of review")
    published_on = models.DateField(null=True, editable=False)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["commitment__reference"]
        constraints = [
            models.CheckConstraint(
                name="a_pledge_on_the_wall_knows_since_when",
                condition=(Q(state__in=["proposed", "agreed"]) & Q(published_on=None))
                | (Q(state="public") & Q(published_on__isnull=False))
                | Q(state__in=["kept", "partly_kept", "not_kept", "withdrawn"]),
            )
        ]

    def __str__(self) -> str:
        return str(self.commitment)

    def get_absolute_url(self) -> str:
        return reverse("commitments:commitment", args=[self.pk])

    @property
    def organisation_ids(self) -> set[int]:
        return self.commitment.organisation_ids

    @property
    def colour(self) -> str:
        return STATE_COLOURS[State(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def others_signed(self) -> int:
        """How many stand behind it beside those in `named`; asked of `find_pledges` alone."""
        return self.organisations + self.people - len(self.named)  # type: ignore[attr-defined]

    def is_review_due(self, *, on: date) -> bool:
        return self.state in PROMISED and self.review_on is not None and self.review_on <= on


class SignatureQuerySet(models.QuerySet["Signature"]):
    def standing(self) -> SignatureQuerySet:
        """Signatures that were not taken back."""
        return self.filter(withdrawn_on=None)

    def named_in_public(self) -> SignatureQuerySet:
        return self.standing().filter(naming=Naming.PUBLIC)

    def named_to_members(self) -> SignatureQuerySet:
        return self.standing().exclude(naming=Naming.COUNTED)


class Signature(models.Model):
    """An organisation, a member, or somebody without an account who stands behind a pledge.

    A person says who may read their name. When they take the signature back, name and words go.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(
        "people.Organisation", null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="signatures"
    )
    name = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    naming = models.CharField(max_length=10, choices=Naming)
    consented_on = models.DateField(null=True)
    signed_on = models.DateField()
    written_down_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    claim_digest = models.CharField(max_length=64, blank=True, editable=False)
    withdrawn_on = models.DateField(null=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        ordering = ["signed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_signature_is_of_one_organisation_or_person",
                condition=Q(organisation__isnull=False, person=None, name="")
                | Q(organisation=None, person__isnull=False, name="")
                | (Q(organisation=None, person=None) & ~Q(name=""))
                | Q(organisation=None, person=None, name="", withdrawn_on__isnull=False),
            ),
            models.CheckConstraint(
                name="a_person_who_took_a_signature_back_is_forgotten",
                condition=Q(withdrawn_on=None)
                | Q(organisation__isnull=False)
                | Q(person=None, name="", words=""),
            ),
            models.CheckConstraint(
                name="a_person_is_named_with_consent",
                condition=Q(organisation__isnull=False)
                | Q(naming="counted")
                | Q(consented_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_organisation_signs_in_public",
                condition=Q(organisation=None) | Q(naming="public"),
            ),
            models.UniqueConstraint(
                fields=["pledge", "organisation"],
                condition=Q(withdrawn_on=None),
                name="an_organisation_signs_a_pledge_once",
            ),
            models.UniqueConstraint(
                fields=["pledge", "person"], name="a_member_signs_a_pledge_once"
            ),
            models.UniqueConstraint(
                "pledge", Lower("name"),
                condition=~Q(name=""),
                name="somebody_without_an_account_signs_a_pledge_once",
            ),
            models.UniqueConstraint(
                fields=["claim_digest"],
                condition=~Q(claim_digest=""),
                name="a_claim_code_opens_one_signature",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Signature of {self.signatory}" if not self.withdrawn_on else "Former signature"

    def get_absolute_url(self) -> str:
        return self.pledge.get_absolute_url()

    @property
    def signatory(self) -> str:
        return str(self.organisation or self.person or self.name)

    @property
    def organisation_ids(self) -> set[int]:
        """A person's signature belongs to no organisation."""
        return {self.organisation_id} if self.organisation_id else set()


class PledgeReview(models.Model):
    """What somebody found when a pledge was judged, and who else checked it."""

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="reviews")
    outcome = models.CharField(max_length=20, choices=[(one.value, one.label) for one in OUTCOMES])
    reason = models.TextField()
    evidence = models.ForeignKey(Update, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    was = models.CharField(max_length=20, choices=State)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_for = models.ForeignKey(
        "people.Organisation", null=True, on_delete=models.PROTECT, related_name="+"
    )
    agrees = models.BooleanField(null=True)
    check_words = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_pledge_said_to_be_kept_shows_evidence",
                condition=Q(outcome="not_kept") | Q(evidence__isnull=False),
            ),
            models.CheckConstraint(
                name="a_review_is_checked_by_somebody_else",
                condition=Q(checked_by=None) | Q(by=None) | ~Q(checked_by=F("by")),
            ),
            models.CheckConstraint(
                name="a_check_says_who_for_whom_and_what",
                condition=Q(checked_at=None, checked_by=None, checked_for=None, agrees=None)
                | Q(
                    checked_at__isnull=False, checked_by__isnull=False,
                    checked_for__isnull=False, agrees__isnull=False,
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.pledge.commitment.reference}: {self.get_outcome_display()}"

    def get_absolute_url(self) -> str:
        return self.pledge.get_absolute_url()


class PledgeStep(models.Model):
    """One change of state. A database trigger refuses any change of what was written here.

    When it was agreed, this says at which gathering, on which topic, and in which words.
    """

    pledge = models.ForeignKey(Pledge, on_delete=models.CASCADE, related_name="steps")
    old = models.CharField(max_length=20, choices=State)
    new = models.CharField(max_length=20, choices=State)
    reason = models.TextField(blank=True)
    gathering = models.ForeignKey(
        "gatherings.Gathering", null=True, on_delete=models.PROTECT, related_name="+"
    )
    topic = models.ForeignKey(
        "gatherings.Topic", null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.TextField(blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_pledge_is_agreed_in_words", condition=~Q(new="agreed") | ~Q(words="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.pledge.commitment.reference}: {self.old} to {self.new}"

    @property
    def left_the_wall(self) -> bool:
        """Why it did is told to members alone."""
        return self.old == State.PUBLIC and self.new == State.AGREED


class Wish(models.Model):
    """What people hope for, and nobody has promised; a pledge may take it up."""

    text = models.TextField()
    gathering = models.ForeignKey(
        "gatherings.Gathering", on_delete=models.PROTECT, related_name="wishes"
    )
    topic = models.ForeignKey(
        "gatherings.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
    )
    pledge = models.ForeignKey(
        Pledge, null=True, blank=True, on_delete=models.PROTECT, related_name="wishes"
    )
    written_on = models.DateField()

    class Meta:
        ordering = ["-written_on", "-pk"]
        verbose_name_plural = "wishes"
        constraints = [models.CheckConstraint(name="a_wish_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def get_absolute_url(self) -> str:
        return f"{reverse('commitments:wishes')}?gathering={self.gathering_id}"
