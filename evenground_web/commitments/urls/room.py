"""What was said in a room becomes a pledge or an action."""

from django.urls import path

from evenground_web.commitments.views import room

urlpatterns = [
    path("from-note/<int:pk>/<slug:room_kind>/", room.from_note, name="from_note"),
    path("from-said/<int:pk>/<slug:room_kind>/", room.from_said, name="from_said"),
]
