"""The ways one issued report can be read, each followed from being wanted to being published."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from evenground_web.reports.accessible.originals import KINDS, Kind, Report, kind_of
from evenground_web.reports.models import Paper

LONGEST_SENTENCE = 15  # words


class Form(models.TextChoices):
    EASY_READ = "easy_read", "Easy read"
    LARGE_PRINT = "large_print", "Large print"
    AUDIO = "audio", "Audio"
    BSL = "bsl", "British Sign Language (BSL)"


class State(models.TextChoices):
    WANTED = "wanted", "Wanted"
    BEING_MADE = "being_made", "Being made"
    CHECKED = "checked", "Checked"
    PUBLISHED = "published", "Published"


class VersionQuerySet(models.QuerySet["AccessibleVersion"]):
    def of(self, *reports: Report) -> VersionQuerySet:
        """Those made of these issued versions of one report."""
        kind = kind_of(reports[0]).key
        return self.filter(kind=kind, record__in=[report.pk for report in reports])

    def of_form(self, form: str) -> VersionQuerySet:
        return self.filter(form=form)

    def public(self) -> VersionQuerySet:
        """Published versions of reports that everybody may read."""
        return self._made_of(lambda kind: kind.public()).filter(state=State.PUBLISHED)

    def open_to(self, person: Any) -> VersionQuerySet:
        """Those of reports that this person may read."""
        return self._made_of(lambda kind: kind.open_to(person))

    def _made_of(self, reports: Callable[[Kind], models.QuerySet[Any]]) -> VersionQuerySet:
        made = Q(pk__in=[])
        for kind in KINDS.values():
            made |= Q(kind=kind.key, record__in=reports(kind).order_by().values("pk"))
        return self.filter(made)


class AccessibleVersion(models.Model):
    """One form of one version of a report, in one language."""

    kind = models.CharField(max_length=20, editable=False)
    record = models.PositiveBigIntegerField(editable=False)
    form = models.CharField(max_length=20, choices=Form, editable=False)
    language = models.CharField(max_length=20, default="en", editable=False)
    state = models.CharField(max_length=20, choices=State, default=State.WANTED, editable=False)
    state_on = models.DateField(editable=False, help_text="Since when it is in this state")
    made_by = models.CharField(max_length=200, blank=True, verbose_name="Who makes it")
    revision = models.PositiveIntegerField(default=1, editable=False)
    checklist = models.JSONField(default=list, blank=True, editable=False)
    other_numbers = models.TextField(blank=True, max_length=500, editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "record", "form", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "record", "form", "language"],
                name="a_report_has_one_version_of_each_form_and_language",
            ),
            models.CheckConstraint(
                name="what_is_being_made_says_by_whom",
                condition=Q(state="wanted") | ~Q(made_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_form_display()} version of “{self.report}”"

    def get_absolute_url(self) -> str:
        return reverse("accessible:version", args=[self.pk])

    @cached_property
    def report(self) -> Any:
        """The issued version of a report that it is made of."""
        return KINDS[self.kind].found().get(pk=self.record)

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def colour(self) -> str:
        return {"wanted": "grey", "being_made": "yellow", "checked": "blue"}.get(
            self.state, "green"
        )

    @cached_property
    def is_stale(self) -> bool:
        """Whether the original has been issued anew since."""
        return self.report.newer is not None

    @cached_property
    def last_check(self) -> Review | None:
        """The newest check by the people it is for, of the text as it was then."""
        reviews = self.reviews.all() if self.pk else ()
        return next((review for review in reviews if review.by_those_it_is_for), None)

    @property
    def is_checked(self) -> bool:
        """By the people it is for, and not changed since."""
        return self.last_check is not None and self.last_check.revision == self.revision

    @property
    def people(self) -> str:
        """Who should say whether it is any good."""
        return {
            Form.EASY_READ: "people with a learning disability",
            Form.AUDIO: "people who listen to papers",
            Form.BSL: "Deaf people who use BSL",
            Form.LARGE_PRINT: "people with sight loss",
        }[Form(self.form)]


class Review(models.Model):
    """Somebody read, heard or watched a version and said what they think. Names only with consent."""

    version = models.ForeignKey(AccessibleVersion, on_delete=models.CASCADE, related_name="reviews")
    revision = models.PositiveIntegerField(editable=False)
    by_those_it_is_for = models.BooleanField()
    who = models.CharField(max_length=200, blank=True)
    may_name = models.BooleanField(default=False)
    said = models.TextField(max_length=2000, blank=True)
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_reviewer_is_named_with_consent_alone",
                condition=Q(who="", may_name=False) | (~Q(who="") & Q(may_name=True)),
            )
        ]

    def __str__(self) -> str:
        return f"Check of {self.version}"

    @property
    def named(self) -> str:
        people = self.version.people if self.by_those_it_is_for else "somebody"
        return self.who or f"{people} who did not want to be named"


class Picture(models.Model):
    """An uploaded picture, without what it said beside its points; used in as many pairs as fit."""

    file = models.FileField(upload_to="pictures")
    kind = models.CharField(max_length=10, choices=[("png", "PNG"), ("jpeg", "JPEG")])
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, unique=True)
    alt = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["alt", "pk"]
        constraints = [
            models.CheckConstraint(name="an_uploaded_picture_is_described", condition=~Q(alt=""))
        ]

    def __str__(self) -> str:
        return self.alt


class Pair(models.Model):
    """One sentence of easy read with the picture to its left."""

    version = models.ForeignKey(AccessibleVersion, on_delete=models.CASCADE, related_name="pairs")
    order = models.PositiveIntegerField(default=1, editable=False)
    heading = models.CharField(
        max_length=60, blank=True, help_text="Only where a new part begins, such as: What we did"
    )
    sentence = models.CharField(max_length=250)
    words = models.PositiveSmallIntegerField(editable=False)
    pictogram = models.CharField(max_length=30, blank=True)
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="pairs"
    )
    alt = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_easy_read_sentence_has_at_most_15_words",
                condition=Q(words__gte=1, words__lte=LONGEST_SENTENCE),
            ),
            models.CheckConstraint(
                name="a_sentence_has_one_picture", condition=Q(pictogram="") | Q(picture=None)
            ),
            models.CheckConstraint(
                name="a_picture_is_described_in_words",
                condition=Q(pictogram="", picture=None) | ~Q(alt=""),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def has_picture(self) -> bool:
        return bool(self.pictogram or self.picture_id)


class Explanation(models.Model):
    """A hard word of one easy read version, in easy words."""

    version = models.ForeignKey(
        AccessibleVersion, on_delete=models.CASCADE, related_name="explanations"
    )
    word = models.CharField(max_length=60)
    meaning = models.CharField(max_length=250)

    class Meta:
        ordering = ["word"]
        constraints = [
            models.UniqueConstraint(fields=["version", "word"], name="a_word_is_explained_once"),
            models.CheckConstraint(
                name="an_explanation_says_something", condition=~Q(word="") & ~Q(meaning="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.meaning}"


class Recording(models.Model):
    """The script as somebody read it aloud: a file that is kept here, or a link."""

    version = models.OneToOneField(
        AccessibleVersion, on_delete=models.CASCADE, related_name="recording"
    )
    file = models.FileField(upload_to="recordings", blank=True)
    name = models.CharField(max_length=255, blank=True)
    link = models.URLField(max_length=500, blank=True)
    read_by = models.CharField(max_length=200)
    minutes = models.PositiveSmallIntegerField()
    transcript = models.TextField(max_length=100_000)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_recording_is_a_file_or_a_link",
                condition=(Q(file="") & ~Q(link="")) | (~Q(file="") & Q(link="")),
            ),
            models.CheckConstraint(
                name="a_recording_has_a_transcript", condition=~Q(transcript="")
            ),
        ]

    def __str__(self) -> str:
        return f"Recording of “{self.version.report}”"


class SignedVideo(models.Model):
    """Where a paper can be watched in BSL. It stays on the site it is on."""

    version = models.OneToOneField(
        AccessibleVersion, on_delete=models.CASCADE, related_name="video"
    )
    link = models.URLField(max_length=500)
    interpreter = models.CharField(max_length=200)
    made_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_signed_video_has_a_secure_link",
                condition=Q(link__startswith="https://"),
            )
        ]

    def __str__(self) -> str:
        return f"“{self.version.report}” in BSL"


class FormatRequest(models.Model):
    """Somebody asks for a paper in a form they can read. Who they are is forgotten once answered."""

    class Wanted(models.TextChoices):
        EASY_READ = "easy_read", "Easy read"
        LARGE_PRINT = "large_print", "Large print, on paper"
        AUDIO = "audio", "Audio"
        BSL = "bsl", "British Sign Language (BSL)"
        BRAILLE = "braille", "Braille"
        PAPER = "paper", "On paper"
        LANGUAGE = "language", "Another language"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        RECEIVED = "received", "Waits for an answer"
        DONE = "done", "Done"
        CANNOT = "cannot", "Could not be done"

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="format_requests")
    wanted = models.CharField(max_length=20, choices=Wanted)
    details = models.TextField(max_length=1000, blank=True)
    name = models.CharField(max_length=100, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )
    received = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    answer = models.TextField(max_length=1000, blank=True)
    answered_on = models.DateField(null=True)
    press = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering = ["-received", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="an_answered_request_says_what_was_done",
                condition=Q(state="received", answered_on=None)
                | (~Q(state="received") & ~Q(answer="") & Q(answered_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="who_asked_is_forgotten_once_answered",
                condition=Q(state="received") | Q(name="", contact="", details="", person=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_wanted_display()} of “{self.paper}”"
