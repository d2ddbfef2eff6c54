"""Gaps: what was measured between named groups, in which release, and where it stands now."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse


class BetterWhen(models.TextChoices):
    HIGHER = "higher", "Higher is better"
    LOWER = "lower", "Lower is better"


class Indicator(models.Model):
    """What is measured. Made from a definition file, or from a published file that names it.

    `better_when` stays empty unless a definition declares it: it is never guessed.
    """

    key = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    unit = models.CharField(max_length=60, blank=True, help_text="Such as percent, or per 1,000")
    better_when = models.CharField(max_length=10, choices=BetterWhen, blank=True)
    question = models.TextField(blank=True)
    definition_version = models.CharField(max_length=20)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Release(models.Model):
    """One set of numbers, from one file or one measurement, that was checked and kept.

    `understood` holds what the import made of the file (indicators, periods, dimensions) and
    `set_aside` the rows it left out, with the reasons; rows read = rows kept + rows set aside.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "Waiting to be checked"
        KEPT = "kept", "Kept"

    class Kind(models.TextChoices):
        PUBLISHED_FILE = "published_file", "Published file"
        MEASURED = "measured", "Measured from people, in cells"

    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    source = models.CharField(max_length=300)
    file_name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file as it came")
    table = models.FileField(upload_to="releases", help_text="The tidy table, as Parquet")
    rows_read = models.PositiveIntegerField()
    rows_kept = models.PositiveIntegerField()
    set_aside = models.JSONField(default=list)
    understood = models.JSONField(default=dict)
    disclosure = models.CharField(max_length=300, help_text="How small numbers are protected")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="kept"), name="a_file_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("insight:release", args=[self.pk])


class Measurement(models.Model):
    """One number of a release, or the reason why there is none."""

    class Status(models.TextChoices):
        VALUE = "value", "Has a value"
        SUPPRESSED = "suppressed", "Hidden to protect people"
        MISSING = "missing", "Not published"

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="measurements")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    place = models.ForeignKey("people.Place", on_delete=models.PROTECT, related_name="measurements")
    dimension = models.CharField(max_length=100)
    group = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(
        default=0, help_text="Position of the group in its dimension"
    )
    period = models.CharField(max_length=40)
    period_start = models.DateField()
    period_end = models.DateField()
    status = models.CharField(max_length=10, choices=Status)
    value = models.FloatField(null=True)
    lower = models.FloatField(null=True)
    upper = models.FloatField(null=True)
    count = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator", "place", "dimension", "group", "period"],
                name="a_release_says_each_thing_once",
            ),
            models.CheckConstraint(
                name="a_measurement_has_a_value_or_a_reason",
                condition=Q(status="value", value__isnull=False)
                | Q(status__in=["suppressed", "missing"], value=None, count=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.group}, {self.period}"


class Gap(models.Model):
    """The difference in one indicator between two named groups, in one place, over time."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="gaps")
    place = models.ForeignKey("people.Place", on_delete=models.PROTECT, related_name="gaps")
    dimension = models.CharField(max_length=100)
    group = models.CharField(max_length=200)
    reference_group = models.CharField(max_length=200)
    latest = models.ForeignKey(
        "GapPoint", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "place", "dimension", "group", "reference_group"],
                name="a_gap_is_kept_once",
            ),
            models.CheckConstraint(
                name="a_gap_is_between_two_groups", condition=~Q(group=models.F("reference_group"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.group} compared with {self.reference_group}, {self.place}"

    def get_absolute_url(self) -> str:
        return reverse("insight:gap", args=[self.pk])


class GapPoint(models.Model):
    """A gap in one period, as one release measured it. Limits are 95% confidence limits."""

    gap = models.ForeignKey(Gap, on_delete=models.CASCADE, related_name="points")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="gap_points")
    period = models.CharField(max_length=40)
    period_end = models.DateField()
    group = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="+")
    reference = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="+")
    absolute = models.FloatField(null=True)
    absolute_lower = models.FloatField(null=True)
    absolute_upper = models.FloatField(null=True)
    relative = models.FloatField(null=True)
    relative_lower = models.FloatField(null=True)
    relative_upper = models.FloatField(null=True)

    class Meta:
        ordering = ["period_end", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "release", "period"], name="a_release_measures_a_gap_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gap}, {self.period}"


class Chart(models.Model):
    """A gap over time as drawn when its latest release was kept: for wide and narrow screens."""

    gap = models.OneToOneField(Gap, on_delete=models.CASCADE, related_name="chart")
    wide = models.TextField()
    narrow = models.TextField()

    def __str__(self) -> str:
        return f"Chart of {self.gap}"
