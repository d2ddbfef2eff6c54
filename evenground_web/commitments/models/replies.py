"""We asked, you said, we did: what the partnership replies to those who spoke."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

SUBJECTS = ("gathering", "topic", "gap", "theme")
WORDS = ("asked", "said", "did", "could_not", "will")
SUBJECT_RECORDS = (
    "gathering", "topic__gathering", "gap__indicator", "gap__place", "theme__codebook__gathering",
)  # fmt: skip


class ReplyQuerySet(models.QuerySet["Reply"]):
    def with_subject(self) -> ReplyQuerySet:
        return self.select_related(*SUBJECT_RECORDS)

    def published(self) -> ReplyQuerySet:
        """Replies that everybody can read."""
        return self.filter(pk__in=ReplyVersion.objects.published().values("reply"))


class Reply(models.Model):
    """The reply to what people said at a gathering, about a topic, a gap or a theme: one for each."""

    gathering = models.OneToOneField(
        "gatherings.Gathering", null=True, on_delete=models.PROTECT, related_name="reply"
    )
    topic = models.OneToOneField(
        "gatherings.Topic", null=True, on_delete=models.PROTECT, related_name="reply"
    )
    gap = models.OneToOneField(
        "insight.Gap", null=True, on_delete=models.PROTECT, related_name="reply"
    )
    theme = models.OneToOneField(
        "themes.Theme", null=True, on_delete=models.PROTECT, related_name="reply"
    )

    objects = ReplyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "replies"
        constraints = [
            models.CheckConstraint(
                name="a_reply_is_about_one_thing",
                condition=Q(gathering__isnull=False, topic=None, gap=None, theme=None)
                | Q(gathering=None, topic__isnull=False, gap=None, theme=None)
                | Q(gathering=None, topic=None, gap__isnull=False, theme=None)
                | Q(gathering=None, topic=None, gap=None, theme__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic}, {self.topic.gathering}" if self.topic else str(self.subject)

    def get_absolute_url(self) -> str:
        return reverse("commitments:reply", args=[self.pk])

    @property
    def about(self) -> str:
        """Which of them it is about."""
        return next(name for name in SUBJECTS if getattr(self, f"{name}_id"))

    @property
    def subject(self) -> Any:
        return getattr(self, self.about)

    @property
    def gathering_of(self) -> Any:
        """The gathering that it is about, or that its topic or theme belongs to."""
        if self.theme:
            return self.theme.codebook.gathering
        return self.topic.gathering if self.topic else self.gathering


class ReplyVersionQuerySet(models.QuerySet["ReplyVersion"]):
    def published(self) -> ReplyVersionQuerySet:
        return self.exclude(published_at=None)

    def newest(self) -> ReplyVersionQuerySet:
        """Of each reply the version that everybody reads."""
        later = ReplyVersion.objects.published().filter(
            reply=OuterRef("reply"), version__gt=OuterRef("version")
        )
        return self.published().filter(~Exists(later))

    def overdue(self, *, on: date) -> ReplyVersionQuerySet:
        """Those that said what would be done by a day, which has passed."""
        return self.newest().filter(by_day__lt=on)

    def with_subject(self) -> ReplyVersionQuerySet:
        return self.select_related(*(f"reply__{name}" for name in SUBJECT_RECORDS))


class ReplyVersion(models.Model):
    """The words of a reply: a draft until somebody else publishes it, then frozen by a trigger.

    Quotes are kept as the voices they are, never as words: when one is taken back it is gone from
    every version at once. `heard` and `states` are what was counted, and how the commitments stood,
    on the day of publication.
    """

    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    note = models.CharField(
        max_length=150, blank=True, verbose_name="What is different from the version before"
    )
    asked = models.CharField(max_length=200, verbose_name="We asked")
    said = models.TextField(blank=True, max_length=400, verbose_name="You said")
    did = models.TextField(blank=True, max_length=400, verbose_name="We did")
    could_not = models.TextField(blank=True, max_length=300, verbose_name="We could not, because")
    will = models.TextField(blank=True, max_length=200, verbose_name="Not yet: we will")
    by_day = models.DateField(null=True, blank=True, verbose_name="By when")
    short = models.TextField(blank=True, max_length=480, verbose_name="The reply as a text message")
    commitments = models.ManyToManyField(
        "commitments.Commitment",
        blank=True,
        related_name="replies",
        verbose_name="Commitments that show it",
    )
    quotes = models.ManyToManyField("voices.Voice", blank=True, related_name="+")
    heard = models.CharField(max_length=60, blank=True, editable=False)
    states = models.JSONField(default=dict, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReplyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["reply", "version"], name="a_reply_follows_the_one_before_it"
            ),
            models.UniqueConstraint(
                fields=["reply"],
                condition=Q(published_at=None),
                name="a_reply_has_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                name="a_published_reply_names_who_published_it",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
            models.CheckConstraint(
                name="nobody_publishes_a_reply_they_wrote",
                condition=Q(published_by=None) | ~Q(published_by=F("written_by")),
            ),
            models.CheckConstraint(
                name="a_published_reply_says_what_was_done_or_why_not",
                condition=Q(published_at=None)
                | (~Q(said="") & ~Q(short="") & (~Q(did="") | ~Q(could_not="") | ~Q(will=""))),
            ),
            models.CheckConstraint(
                name="what_we_will_do_has_a_day",
                condition=Q(published_at=None)
                | Q(will="", by_day=None)
                | (~Q(will="") & Q(by_day__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_later_version_says_what_is_different",
                condition=Q(version=1, note="") | (Q(version__gt=1) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Reply about {self.reply}"

    def get_absolute_url(self) -> str:
        if self.published_at is None:
            return reverse("commitments:reply_draft", args=[self.pk])
        return reverse("commitments:reply_version", args=[self.reply_id, self.version])

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def published_on(self) -> date:
        """The day it was published, which a draft has not."""
        if self.published_at is None:
            raise ValueError(f"“{self}” is a draft")
        return timezone.localdate(self.published_at)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """What it says of: what was done, what could not be, what is still to come; with a colour."""
        says = (
            (self.did, KINDS["did"]),
            (self.could_not, KINDS["could_not"]),
            (self.will, KINDS["will"]),
        )
        return [kind for words, kind in says if words]


KINDS = {
    "did": ("We did", "green"),
    "could_not": ("We could not", "orange"),
    "will": ("Not yet", "yellow"),
}
