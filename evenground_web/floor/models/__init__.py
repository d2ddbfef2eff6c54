"""What a gathering asks the people in the room, and what they answer."""

from evenground_web.floor.models.answers import Choice, Contribution, StoppedPhone, Vote
from evenground_web.floor.models.cards import Card, CardQuerySet, Pile
from evenground_web.floor.models.floors import Floor, Option, Prompt, Statement
from evenground_web.floor.models.notes import Note, NoteRevision
from evenground_web.floor.models.opinions import Opinions

__all__ = [
    "Card",
    "CardQuerySet",
    "Choice",
    "Contribution",
    "Floor",
    "Note",
    "NoteRevision",
    "Opinions",
    "Option",
    "Pile",
    "Prompt",
    "Statement",
    "StoppedPhone",
    "Vote",
]
