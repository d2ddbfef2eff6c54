"""Changes to places, organisations, groups, people and roles."""

from evenground_web.people.services.beginning import start_partnership
from evenground_web.people.services.groups import (
    add_group,
    add_standing_item,
    edit_group,
    edit_standing_item,
    end_standing_item,
    move_standing_item,
)
from evenground_web.people.services.interests import (
    confirm,
    declare_interest,
    edit_interest,
    end_interest,
    register,
    without_confirmation,
)
from evenground_web.people.services.mix import current_mix, declare_mix, parts_of
from evenground_web.people.services.organisations import (
    add_alias,
    add_organisation,
    edit_alias,
    edit_organisation,
    find_organisation,
    organisations_by_name,
)
from evenground_web.people.services.people import (
    add_person,
    close_account,
    edit_person,
    end_role,
    give_role,
    invite_person,
    open_account,
    password_path,
)
from evenground_web.people.services.places import add_place, edit_place, name_partnership
from evenground_web.people.services.seats import edit_seat, end_seat, give_seat, set_rules

__all__ = [
    "add_alias",
    "add_group",
    "add_organisation",
    "add_person",
    "add_place",
    "add_standing_item",
    "close_account",
    "confirm",
    "current_mix",
    "declare_interest",
    "declare_mix",
    "edit_alias",
    "edit_group",
    "edit_interest",
    "edit_organisation",
    "edit_person",
    "edit_place",
    "edit_seat",
    "edit_standing_item",
    "end_interest",
    "end_role",
    "end_seat",
    "end_standing_item",
    "find_organisation",
    "give_role",
    "give_seat",
    "invite_person",
    "move_standing_item",
    "name_partnership",
    "open_account",
    "organisations_by_name",
    "parts_of",
    "password_path",
    "register",
    "set_rules",
    "start_partnership",
    "without_confirmation",
]
