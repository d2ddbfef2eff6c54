"""The addresses of commitments, in a module for each idea."""

from django.urls import include, path

app_name = "commitments"
urlpatterns = [
    path("", include("evenground_web.commitments.urls.sheets")),
    path("", include("evenground_web.commitments.urls.records")),
    path("", include("evenground_web.commitments.urls.pledges")),
    path("", include("evenground_web.commitments.urls.room")),
    path("", include("evenground_web.commitments.urls.replies")),
    path("", include("evenground_web.commitments.urls.themes")),
    path("", include("evenground_web.commitments.urls.proof")),
    path("", include("evenground_web.commitments.urls.risks")),
    path("", include("evenground_web.commitments.urls.reminders")),
    path("", include("evenground_web.commitments.urls.tracker")),
]
