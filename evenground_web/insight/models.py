"""Gaps: what was measured between named groups, in which release, and where it stands now."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, F, OuterRef, Q, Value, When
from django.db.models.functions import Abs
from django.urls import reverse

from evenground_web.core.lists import CountOf


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
    decimals = models.PositiveSmallIntegerField(default=1)
    question = models.TextField(blank=True)
    definition_version = models.CharField(max_length=20)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def has_definition(self) -> bool:
        return self.definition_version != "none"


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
    public_since = models.DateField(null=True, editable=False)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["digest"], condition=Q(state="kept"), name="a_file_is_kept_once"
            ),
            models.CheckConstraint(
                name="only_a_kept_release_is_public",
                condition=Q(public_since=None) | Q(state="kept"),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("insight:release", args=[self.pk])

    @property
    def rows_set_aside(self) -> int:
        return self.rows_read - self.rows_kept


class Measurement(models.Model):
    """One number of a release, or the reason why there is none."""

    class Status(models.TextChoices):
        VALUE = "value", "Has a value"
        SUPPRESSED = "suppressed", "Hidden to protect people"
        TOO_FEW = "too_few", "Too few to report"
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
                | Q(status__in=["suppressed", "too_few", "missing"], value=None, count=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}, {self.group}, {self.period}"


class Standing(models.TextChoices):
    """Where a group stands beside its reference group, when the definition says what is better."""

    WORSE = "worse", "Worse"
    BETTER = "better", "Better"
    UNCLEAR = "unclear", "No clear difference"
    UNJUDGED = "unjudged", "Not judged"
    NO_NUMBER = "no_number", "No number"


class Change(models.TextChoices):
    """How a gap changed between its first and its latest period."""

    WIDENED = "widened", "Widened"
    NARROWED = "narrowed", "Narrowed"
    TURNED = "turned", "Turned round"
    UNCLEAR = "unclear", "No clear change"
    TOO_LITTLE = "too_little", "Too little data to say"


# Named by a commitment that was neither stopped nor withdrawn. A negated Q would leave out gaps,
# not commitments.
LIVE = Q(
    baselines__commitment__delivery_status__in=(
        "not_started", "on_track", "at_risk", "off_track", "complete",
    )
)  # fmt: skip


# The ratio with the larger value on top, so that gaps in different units stand in one order.
RATIO = F("latest__relative")
STEEPNESS = Case(
    When(latest__relative__gte=1, then=RATIO),
    When(latest__relative__gt=0, then=1 / RATIO),
    output_field=models.FloatField(),
)
# The same of the limit that lies nearer to no gap: how steep a gap is at least.
SURELY = Case(
    When(latest__relative_lower__gte=1, then=F("latest__relative_lower")),
    When(latest__relative_upper__gt=0, latest__relative_upper__lte=1,
         then=1 / F("latest__relative_upper")),
    output_field=models.FloatField(),
)  # fmt: skip
# How many times the distance to its own limit a gap is: above 1 the limits leave out no gap.
LIMITS_APART = Case(
    When(
        latest__absolute_lower__lt=F("latest__absolute_upper"),
        then=2 * Abs("latest__absolute")
        / (F("latest__absolute_upper") - F("latest__absolute_lower")),
    ),
    output_field=models.FloatField(),
)  # fmt: skip
# How many people of the group the gap stands for; told where the indicator is a share of people.
PEOPLE = Case(
    When(
        indicator__unit="percent",
        then=Abs("latest__absolute") * F("latest__group__denominator") / 100,
    ),
    output_field=models.FloatField(),
)


class GapQuerySet(models.QuerySet["Gap"]):
    def with_standing(self) -> GapQuerySet:
        """Judge each gap by its limits and the declared polarity; without both it is not judged."""
        above, below = Q(latest__absolute_lower__gt=0), Q(latest__absolute_upper__lt=0)
        higher = Q(indicator__better_when=BetterWhen.HIGHER)
        lower = Q(indicator__better_when=BetterWhen.LOWER)
        return self.annotate(
            standing=Case(
                When(latest__absolute=None, then=Value(Standing.NO_NUMBER)),
                When(
                    Q(indicator__better_when="") | Q(latest__absolute_lower=None),
                    then=Value(Standing.UNJUDGED),
                ),
                When((above & lower) | (below & higher), then=Value(Standing.WORSE)),
                When((above & higher) | (below & lower), then=Value(Standing.BETTER)),
                default=Value(Standing.UNCLEAR),
                output_field=models.CharField(),
            )
        )

    def about(self, words: str) -> GapQuerySet:
        """Gaps whose indicator, groups and place hold all these words."""
        found = self
        for word in words.split():
            found = found.filter(
                Q(indicator__title__icontains=word)
                | Q(group__icontains=word)
                | Q(reference_group__icontains=word)
                | Q(place__name__icontains=word)
            )
        return found

    def clear(self) -> GapQuerySet:
        """Gaps whose limits leave out no difference."""
        return self.filter(Q(latest__absolute_lower__gt=0) | Q(latest__absolute_upper__lt=0))

    def judged(self, standing: str) -> GapQuerySet:
        return self.with_standing().filter(standing=standing)  # type: ignore[misc]

    def with_owners(self) -> GapQuerySet:
        """Count the commitments that name each gap, leaving out those that were stopped."""
        return self.annotate(owners=CountOf(Gap.objects.filter(LIVE, pk=OuterRef("pk"))))

    def owned(self) -> GapQuerySet:
        return self.filter(LIVE).distinct()

    def owned_by_nobody(self) -> GapQuerySet:
        return self.exclude(pk__in=Gap.objects.owned().values("pk"))

    def sorted_by(self, order: str) -> GapQuerySet:
        """Order by what can be compared: gaps in different units never stand in one order of size.

        `sure`, `relative`, `apart` and `people` have no unit; `absolute` orders each unit by itself;
        `newest`, or by title. Gaps without the number come last.
        """
        sizes: dict[str, Any] = {
            "sure": SURELY,
            "relative": STEEPNESS,
            "apart": LIMITS_APART,
            "people": PEOPLE,
            "absolute": Abs("latest__absolute"),
            "newest": F("latest__period_end"),
        }
        if order not in sizes:
            return self.order_by("indicator__title", "place__name", "group", "pk")
        by_unit = ["indicator__unit"] if order == "absolute" else []
        return self.order_by(*by_unit, sizes[order].desc(nulls_last=True), "pk")


class Gap(models.Model):
    """The difference in one indicator between two named groups, in one place, over time.

    `latest` is the newest period in its newest release, `first` the oldest comparable period.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="gaps")
    place = models.ForeignKey("people.Place", on_delete=models.PROTECT, related_name="gaps")
    dimension = models.CharField(max_length=100)
    dimension_title = models.CharField(max_length=200)
    group = models.CharField(max_length=200)
    reference_group = models.CharField(max_length=200)
    first = models.ForeignKey(
        "GapPoint", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    latest = models.ForeignKey(
        "GapPoint", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    change = models.CharField(max_length=10, choices=Change, default=Change.TOO_LITTLE)

    objects = GapQuerySet.as_manager()
    standing: str  # made by with_standing()
    owners: int  # made by with_owners()

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
    sentence = models.TextField(help_text="The gap in words, as its definition had them that day")

    class Meta:
        ordering = ["period_end", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "release", "period"], name="a_release_measures_a_gap_once_a_period"
            )
        ]

    def __str__(self) -> str:
        return f"{self.gap}, {self.period}"

    @property
    def reason(self) -> str:
        """Why the gap has no number, in words."""
        without = [m for m in (self.group, self.reference) if m.value is None]
        return "; ".join(f"{m.group}: {m.get_status_display().lower()}" for m in without)
