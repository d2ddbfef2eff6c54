from django.urls import path

from evenground_web.people.views import groups, organisations, people, places, record

app_name = "people"
urlpatterns = [
    path("", places.partnership, name="partnership"),
    path("name/", places.edit_partnership, name="edit_partnership"),
    path("roles/", places.roles, name="roles"),
    path("record/", record.record, name="record"),
    path("places/add/", places.add_place, name="add_place"),
    path("places/<int:pk>/", places.place, name="place"),
    path("places/<int:pk>/edit/", places.edit_place, name="edit_place"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="add_organisation"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit_organisation, name="edit_organisation"),
    path("organisations/<int:pk>/names/add/", organisations.add_alias, name="add_alias"),
    path("names/<int:pk>/edit/", organisations.edit_alias, name="edit_alias"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit_person, name="edit_person"),
    path("people/<int:pk>/invite/", people.invite, name="invite"),
    path("people/<int:pk>/close/", people.close_account, name="close_account"),
    path("people/<int:pk>/open/", people.open_account, name="open_account"),
    path("people/<int:pk>/roles/give/", people.give_role, name="give_role"),
    path("roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add/", groups.add_group, name="add_group"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/edit/", groups.edit_group, name="edit_group"),
    path("groups/<int:pk>/standing-items/add/", groups.add_standing_item, name="add_standing_item"),
    path(
        "standing-items/<int:pk>/up/",
        groups.move_standing_item,
        {"up": True},
        name="raise_standing_item",
    ),
    path(
        "standing-items/<int:pk>/down/",
        groups.move_standing_item,
        {"up": False},
        name="lower_standing_item",
    ),
    path("standing-items/<int:pk>/end/", groups.end_standing_item, name="end_standing_item"),
]
