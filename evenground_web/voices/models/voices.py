"""What people said, with the consent they gave. Nobody's name is kept here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, Count, Q, When, Window
from django.urls import reverse

from evenground_web.core.languages import ENGLISH, direction_of, name_of
from evenground_web.core.permissions import Permission


class Consent(models.TextChoices):
    """What the person allowed, from least to most. Each layer holds those before it."""

    NOT_FOR_PUBLICATION = "none", "Do not show my words to anyone outside the small team"
    THEMES = "themes", "Use what I said in themes, but do not show my words"
    QUOTE = "quote", "Show my words to members of the partnership, without my name"
    PUBLIC = "public", "Show my words to everybody, without my name"
    NAMED = "named", "Show my words to everybody, with the name that I give"


SHOWN = (Consent.QUOTE, Consent.PUBLIC, Consent.NAMED)
FOR_EVERYBODY = (Consent.PUBLIC, Consent.NAMED)


class State(models.TextChoices):
    """How far a voice has come on its way to those who may read it."""

    WAITING = "waiting", "Waits for names and places to be taken out"
    CLEARED = "cleared", "Names and places were taken out"
    CIRCLE = "circle", "With the safeguarding circle"
    SET_ASIDE = "set_aside", "Set aside: abuse, or not a contribution"


QUOTABLE = Q(consent__in=SHOWN, state=State.CLEARED)
ONLY_COUNTED = Q(consent=Consent.THEMES) | Q(consent__in=SHOWN) & ~Q(state=State.CLEARED)


class VoiceQuerySet(models.QuerySet["Voice"]):
    def standing(self) -> VoiceQuerySet:
        """Voices that were neither withdrawn nor set aside."""
        return self.filter(withdrawn_at=None).exclude(state=State.SET_ASIDE)

    def quotable(self) -> VoiceQuerySet:
        """Voices whose words may be shown to members of the partnership: allowed, and cleared."""
        return self.standing().filter(QUOTABLE)

    def quotable_to_everybody(self) -> VoiceQuerySet:
        """Voices whose words may stand on pages that need no account."""
        return self.quotable().filter(consent__in=FOR_EVERYBODY)

    def may_be_counted(self) -> VoiceQuerySet:
        """Voices that their authors allow to be counted."""
        return self.standing().exclude(consent=Consent.NOT_FOR_PUBLICATION)

    def only_counted(self) -> VoiceQuerySet:
        """Voices that may be counted, and are not shown."""
        return self.standing().filter(ONLY_COUNTED)

    def for_themes(self) -> VoiceQuerySet:
        """Voices that may be used in themes: allowed, and not with the circle."""
        return self.may_be_counted().exclude(state=State.CIRCLE)

    def waiting(self) -> VoiceQuerySet:
        """Voices whose names and places nobody has taken out yet."""
        return self.standing().filter(state=State.WAITING)

    def quotes_first_with_totals(self) -> VoiceQuerySet:
        """Standing voices, the quotable first, each with the totals of them all."""
        return (
            self.standing()
            .exclude(state=State.CIRCLE)
            .annotate(
                quotes=Window(Count("pk", filter=QUOTABLE)),
                themes=Window(Count("pk", filter=ONLY_COUNTED)),
                every=Window(Count("pk")),
            )
            .order_by(Case(When(QUOTABLE, then=0), default=1), "-received", "claim_digest")
        )

    def visible_to(self, person: Any) -> VoiceQuerySet:
        """Voices whose words this person may read. What the circle has, nobody reads in a list."""
        if person.has_perm(Permission.SEE_PRIVATE_VOICES):
            return self.standing().exclude(state=State.CIRCLE)
        return self.quotable()


class Voice(models.Model):
    """One contribution: the words, where they were said, what may be done with them.

    There is no author, address or day: nobody in an ordinary role can tell who spoke. Dates are
    the first of the month, and voices of one month are listed in no order. `text` is in the
    language in which it was said; names and places that were taken out are in neither it nor
    `translation`, and stand sealed in `Sealed`.
    """

    State = State

    class Kind(models.TextChoices):
        EXPERIENCE = "experience", "Something that happened to me"
        RACISM = "racism", "An experience of racism"
        BARRIER = "barrier", "Something that gets in the way"
        IDEA = "idea", "An idea"
        PRAISE = "praise", "Something that works well"
        WISH = "wish", "A wish"

    class Source(models.TextChoices):
        GATHERING = "gathering", "Said at a gathering"
        OPEN_PAGE = "open_page", "Sent from the open page"

    class Channel(models.TextChoices):
        WEB = "web", "Typed on the open page"
        PHONE_PAGE = "phone_page", "Typed in the room, on a phone"
        TOLD = "told", "Told to somebody who wrote it down"
        INTERPRETED = "interpreted", "Told through an interpreter"
        PAPER = "paper", "Written on paper"
        CALL = "call", "Told by telephone"
        RECORDED = "recorded", "Recorded, or photographed"
        SURVEY = "survey", "Answered in a survey"

    class Level(models.TextChoices):
        INTERPERSONAL = "interpersonal", "Between people"
        INSTITUTIONAL = "institutional", "In how an organisation works"
        STRUCTURAL = "structural", "In how society is built"

    class Setting(models.TextChoices):
        MATERNITY = "maternity", "Maternity care"
        MENTAL_HEALTH = "mental_health", "Mental health care"
        PRIMARY_CARE = "primary_care", "GP surgery, pharmacy or dentist"
        HOSPITAL = "hospital", "Hospital"
        SOCIAL_CARE = "social_care", "Social care"
        HOUSING = "housing", "Housing"
        SCHOOL = "school", "School or college"
        POLICE = "police", "Police"
        WORK = "work", "At work"
        ELSEWHERE = "elsewhere", "Somewhere else"

    class SpeakingAs(models.TextChoices):
        RESIDENT = "resident", "Somebody who uses services, or lives here"
        CARER = "carer", "Somebody who cares for another person"
        COLLEAGUE = "colleague", "Somebody who works in these services"
        COMMUNITY = "community", "Somebody who works or volunteers in the community"

    class Translator(models.TextChoices):
        INTERPRETER = "interpreter", "An interpreter or translator"
        SPEAKER = "speaker", "Somebody who speaks both languages"
        MACHINE = "machine", "A machine; nobody has checked it"

    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, default=ENGLISH)
    translation = models.TextField(blank=True, help_text="In English")
    translated_by = models.CharField(max_length=12, choices=Translator, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    level = models.CharField(max_length=15, choices=Level, blank=True)
    setting = models.CharField(max_length=15, choices=Setting, blank=True)
    speaking_as = models.CharField(max_length=10, choices=SpeakingAs, blank=True)
    source = models.CharField(max_length=20, choices=Source)
    channel = models.CharField(max_length=12, choices=Channel, default=Channel.WEB)
    consent = models.CharField(max_length=10, choices=Consent)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, editable=False)
    received = models.DateField()
    gathering = models.ForeignKey(
        "gatherings.Gathering",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
    )
    topic = models.ForeignKey(
        "gatherings.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="voices"
    )
    place = models.ForeignKey("people.Place", null=True, blank=True, on_delete=models.PROTECT)
    gap = models.ForeignKey(
        "insight.Gap", null=True, blank=True, on_delete=models.PROTECT, related_name="voices"
    )
    withdrawn_at = models.DateField(null=True, editable=False)
    claim_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-received", "claim_digest"]
        constraints = [
            models.UniqueConstraint(
                fields=["claim_digest"],
                condition=~Q(claim_digest=""),
                name="a_claim_code_opens_one_voice",
            ),
            models.CheckConstraint(
                name="a_voice_said_at_a_gathering_names_it",
                condition=Q(source="open_page", gathering=None)
                | Q(source="gathering", gathering__isnull=False),
            ),
            models.CheckConstraint(
                name="the_words_of_a_withdrawn_voice_are_gone",
                condition=Q(withdrawn_at=None) | Q(text="", translation=""),
            ),
            models.CheckConstraint(
                name="a_translation_says_who_made_it",
                condition=Q(translation="", translated_by="")
                | (~Q(translation="") & ~Q(translated_by="")),
            ),
            models.CheckConstraint(
                name="words_in_english_need_no_translation",
                condition=Q(translation="") | ~Q(language="en"),
            ),
        ]

    def __str__(self) -> str:
        return f"Voice {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("voices:voice", args=[self.pk])

    def readable_by(self, person: Any) -> bool:
        """May this person read the words?"""
        if self.withdrawn_at or self.state in (State.CIRCLE, State.SET_ASIDE):
            return False
        return self.is_shown or person.has_perm(Permission.SEE_PRIVATE_VOICES)

    @property
    def is_shown(self) -> bool:
        """Whether its words may be shown to members of the partnership at least."""
        return self.consent in SHOWN and self.state == State.CLEARED

    @property
    def is_for_everybody(self) -> bool:
        return self.is_shown and self.consent in FOR_EVERYBODY and not self.withdrawn_at

    @property
    def why_not_shown(self) -> str:
        """In words: what was not allowed, or what nobody has done yet."""
        if self.consent in SHOWN:
            return str(self.get_state_display())
        return str(self.get_consent_display())

    @property
    def in_english(self) -> str:
        """The words as they are quoted: translated where somebody translated them."""
        return self.translation or self.text

    @property
    def quoted(self) -> str:
        """The words in English, with the name under which they may stand, and their language."""
        made = self.in_english
        if self.translation:
            made += f"\n\nTranslated from {self.language_name}"
        naming = getattr(self, "naming", None) if self.consent == Consent.NAMED else None
        return f"{made}\n\n{naming.name}" if naming else made

    @property
    def language_name(self) -> str:
        return name_of(self.language)

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def is_in_english(self) -> bool:
        return self.language == ENGLISH
