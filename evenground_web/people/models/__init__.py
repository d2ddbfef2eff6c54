from evenground_web.people.models.groups import Group, MeetingRules, Seat, StandingItem
from evenground_web.people.models.interests import Confirmation, Interest
from evenground_web.people.models.mix import Mix, MixPart
from evenground_web.people.models.partnership import (
    Alias,
    Membership,
    Organisation,
    Person,
    Place,
)

__all__ = [
    "Alias",
    "Confirmation",
    "Group",
    "Interest",
    "MeetingRules",
    "Membership",
    "Mix",
    "MixPart",
    "Organisation",
    "Person",
    "Place",
    "Seat",
    "StandingItem",
]
