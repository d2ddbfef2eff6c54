from evenground_web.gatherings.models.access import AccessCase
from evenground_web.gatherings.models.agenda import (
    AgendaItem,
    AgendaVersion,
    ItemPaper,
    Proposal,
)
from evenground_web.gatherings.models.closings import Closing
from evenground_web.gatherings.models.decisions import Decision, DecisionReview
from evenground_web.gatherings.models.door import CheckIn
from evenground_web.gatherings.models.draws import Draw, DrawRound, Pooled
from evenground_web.gatherings.models.gatherings import Gathering, Topic
from evenground_web.gatherings.models.invitations import Invitation
from evenground_web.gatherings.models.meetings import Attendance, Declaration, Meeting, Minutes
from evenground_web.gatherings.models.payments import (
    Claim,
    ClaimLine,
    PaymentOffer,
    PaymentPolicy,
    PaymentRate,
)
from evenground_web.gatherings.models.places import (
    Booking,
    Companion,
    Registration,
    RegistrationLink,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.models.questions import Question
from evenground_web.gatherings.models.sessions import (
    Part,
    PrivateCalendar,
    ProgrammeVersion,
    Room,
    Session,
    Speaker,
    Track,
)
from evenground_web.gatherings.models.turnout import Turnout

__all__ = [
    "AccessCase",
    "AgendaItem",
    "AgendaVersion",
    "Attendance",
    "Booking",
    "CheckIn",
    "Closing",
    "Claim",
    "ClaimLine",
    "Companion",
    "Decision",
    "DecisionReview",
    "Declaration",
    "Draw",
    "DrawRound",
    "Gathering",
    "Invitation",
    "ItemPaper",
    "Meeting",
    "Minutes",
    "Part",
    "PaymentOffer",
    "PaymentPolicy",
    "PaymentRate",
    "PrivateCalendar",
    "Pooled",
    "ProgrammeVersion",
    "Proposal",
    "Question",
    "Registration",
    "RegistrationLink",
    "RegistrationPage",
    "Reserved",
    "Room",
    "Session",
    "Speaker",
    "Topic",
    "Track",
    "Turnout",
]
