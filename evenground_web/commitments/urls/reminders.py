"""Reminders, and links for partners without an account."""

from django.urls import path

from evenground_web.commitments.views import (
    by_link,
    links,
    nudges,
)

urlpatterns = [
    path("<int:pk>/ask/", links.ask, name="ask"),
    path("<int:pk>/links/", links.links, name="links"),
    path("links/<int:pk>/revoke/", links.revoke, name="revoke_link"),
    path("proposals/<int:pk>/", links.decide, name="decide"),
    path("by-link/<str:token>/", by_link.by_link, name="by_link"),
    path("by-link/<str:token>/begin/", by_link.begin, name="begin_by_link"),
    path("by-link/<str:token>/again/", by_link.again, name="link_again"),
    path("reminders/", nudges.reminders, name="reminders"),
    path("reminders/all/", nudges.set_rule, name="set_rule"),
    path("reminders/<int:pk>/", nudges.set_group_rule, name="set_group_rule"),
]
