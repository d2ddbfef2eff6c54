"""Reports made of voices: themes with quotes and what is recommended, written, issued, published."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.permissions import Permission

LONG = ("content", "document", "summary", "listened")


class ListeningReport(models.Model):
    """What people said, by the themes of one codebook; it is read in the version issued last."""

    codebook = models.ForeignKey(
        "themes.Codebook", on_delete=models.PROTECT, related_name="listening_reports"
    )
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_published_report_names_who_published_it",
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"What people said: {self.codebook}"


class ListeningVersionQuerySet(models.QuerySet["ListeningVersion"]):
    def issued(self) -> ListeningVersionQuerySet:
        return self.exclude(issued_at=None)

    def current(self) -> ListeningVersionQuerySet:
        """Of each report the newest version, and its draft if there is one."""
        later = ListeningVersion.objects.issued().filter(
            report=models.OuterRef("report"), version__gt=models.OuterRef("version")
        )
        return self.filter(~models.Exists(later))

    def public(self) -> ListeningVersionQuerySet:
        """Issued versions of reports that everybody may read."""
        return self.issued().filter(report__published_at__isnull=False)

    def open_to(self, person: Any) -> ListeningVersionQuerySet:
        """Members read what is issued; those who write reports read drafts too."""
        return self if person.has_perm(Permission.WRITE_REPLIES) else self.issued()

    def listed(self) -> ListeningVersionQuerySet:
        """Without what only the page of one report needs."""
        return self.select_related("report__codebook").defer(*LONG)


class ListeningVersion(models.Model):
    """One version of a report: a draft until somebody who wrote none of it issues it.

    Then a database trigger refuses any change. `document` is what readers see, with quotes as the
    voices they are and never as words; `content` is the data it was made from, with the chain of
    custody of each quote.
    """

    report = models.ForeignKey(ListeningReport, on_delete=models.CASCADE, related_name="issues")
    version = models.PositiveSmallIntegerField(default=1, editable=False)
    note = models.CharField(max_length=300, blank=True, verbose_name="What is different, and why")
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, max_length=3_000)
    listened = models.TextField(blank=True, max_length=3_000, verbose_name="How we listened")
    content = models.JSONField(default=dict, editable=False)
    document = models.JSONField(default=list, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    issued_at = models.DateTimeField(null=True, editable=False)
    issued_by = models.ForeignKey(
        "people.Person", null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = ListeningVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version"], name="a_report_of_voices_has_each_version_once"
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(issued_at=None),
                name="a_report_of_voices_has_one_draft_at_a_time",
            ),
            models.CheckConstraint(
                name="an_issued_report_of_voices_names_who_issued_it",
                condition=Q(issued_at=None, issued_by=None)
                | Q(issued_at__isnull=False, issued_by__isnull=False),
            ),
            models.CheckConstraint(
                name="a_later_report_of_voices_says_what_is_different",
                condition=Q(version=1, note="") | (Q(version__gt=1) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("listening:report", args=[self.pk])

    @property
    def public_url(self) -> str:
        return reverse("listening:public_report", args=[self.pk])

    @property
    def is_issued(self) -> bool:
        return self.issued_at is not None

    @property
    def issued_on(self) -> date:
        """The day it was issued, which a draft has not."""
        if self.issued_at is None:
            raise ValueError(f"“{self}” is a draft")
        return timezone.localdate(self.issued_at)

    @property
    def is_public(self) -> bool:
        return self.is_issued and self.report.published_at is not None

    @cached_property
    def versions(self) -> list[ListeningVersion]:
        """Every version of this report that was issued, the newest first."""
        issued = ListeningVersion.objects.issued().filter(report=self.report_id)
        return list(issued.listed().order_by("-version"))

    @property
    def newer(self) -> ListeningVersion | None:
        """The newest issued version, when it is another than this one."""
        newest = self.versions[0] if self.versions else self
        return newest if newest.version > self.version else None


class Chapter(models.Model):
    """One theme in one version: what people said of it, some of it quoted, and what should come of it.

    Quotes are kept as the voices they are: when one is taken back it is gone from every version.
    """

    version = models.ForeignKey(ListeningVersion, on_delete=models.CASCADE, related_name="chapters")
    theme = models.ForeignKey("themes.Theme", on_delete=models.PROTECT, related_name="chapters")
    order = models.PositiveSmallIntegerField(default=1, editable=False)
    words = models.TextField(
        blank=True, max_length=3_000, verbose_name="What people said, in your own words"
    )
    quotes = models.ManyToManyField("voices.Voice", blank=True, related_name="+")
    commitments = models.ManyToManyField(
        "commitments.Commitment",
        blank=True,
        related_name="chapters",
        verbose_name="Recommendations and promises",
    )

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "theme"], name="a_theme_is_one_chapter_of_a_report"
            )
        ]

    def __str__(self) -> str:
        return str(self.theme)
