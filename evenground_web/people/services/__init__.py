"""Changes to places, organisations, groups, people and roles."""

from evenground_web.people.services.beginning import start_partnership
from evenground_web.people.services.groups import (
    add_group,
    add_standing_item,
    edit_group,
    end_standing_item,
    move_standing_item,
)
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
    password_link,
)
from evenground_web.people.services.places import add_place, edit_place, name_partnership

__all__ = [
    "add_alias",
    "add_group",
    "add_organisation",
    "add_person",
    "add_place",
    "add_standing_item",
    "close_account",
    "edit_alias",
    "edit_group",
    "edit_organisation",
    "edit_person",
    "edit_place",
    "end_role",
    "end_standing_item",
    "find_organisation",
    "give_role",
    "invite_person",
    "move_standing_item",
    "name_partnership",
    "open_account",
    "organisations_by_name",
    "password_link",
    "start_partnership",
]
