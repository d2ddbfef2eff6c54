"""What people said, what they allow, and what became of it."""

from evenground_web.voices.models.apart import Question, Recording, Sealed, SelfDescription
from evenground_web.voices.models.consent import ConsentGiven, Naming
from evenground_web.voices.models.news import Contact, News
from evenground_web.voices.models.safeguarding import Concern, Support
from evenground_web.voices.models.voices import (
    FOR_EVERYBODY,
    ONLY_COUNTED,
    QUOTABLE,
    SHOWN,
    Consent,
    State,
    Voice,
    VoiceQuerySet,
)

__all__ = [
    "ONLY_COUNTED",
    "FOR_EVERYBODY",
    "QUOTABLE",
    "SHOWN",
    "Concern",
    "Consent",
    "ConsentGiven",
    "Contact",
    "Naming",
    "News",
    "Question",
    "Recording",
    "Sealed",
    "SelfDescription",
    "State",
    "Support",
    "Voice",
    "VoiceQuerySet",
]
