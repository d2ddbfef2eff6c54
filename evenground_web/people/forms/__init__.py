from evenground_web.people.forms.mix import MixForm
from evenground_web.people.forms.partnership import (
    AliasForm,
    EndRoleForm,
    OrganisationFilter,
    OrganisationForm,
    PartnershipForm,
    PersonFilter,
    PersonForm,
    PlaceField,
    PlaceForm,
    RecordFilter,
    RoleForm,
)

__all__ = [
    "AliasForm",
    "EndRoleForm",
    "MixForm",
    "OrganisationFilter",
    "OrganisationForm",
    "PartnershipForm",
    "PersonFilter",
    "PersonForm",
    "PlaceField",
    "PlaceForm",
    "RecordFilter",
    "RoleForm",
]
