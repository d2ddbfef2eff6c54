"""The public tracker, its feeds and its open data."""

from django.urls import path, re_path

from evenground_web.commitments.views import (
    tracker,
    tracker_files,
)

urlpatterns = [
    path("public/", tracker.tracker, name="tracker"),
    path("public/feed.atom", tracker_files.feed, name="tracker_feed"),
    path("public/due.ics", tracker_files.calendar, name="tracker_calendar"),
    path("public/data/", tracker.open_data, name="open_data"),
    re_path(
        r"^public/data/(?P<table>commitments|gaps)\.csv$", tracker_files.data_csv, name="data_csv"
    ),
    path("public/data/tracker.json", tracker_files.data_json, name="data_json"),
    path("public/data/tracker.xlsx", tracker_files.data_xlsx, name="data_xlsx"),
    path("public/data/schema.json", tracker_files.data_schema, name="data_schema"),
    path("public/<int:public_pk>/", tracker.public_commitment, name="public_commitment"),
    path("public/<int:public_pk>/feed.atom", tracker_files.commitment_feed, name="commitment_feed"),
]
