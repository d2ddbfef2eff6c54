"""Every address of the workspace. Each view declares who may use it (core/permissions.py)."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("evenground_web.core.urls")),
    path("gaps/", include("evenground_web.insight.urls")),
    path("voices/", include("evenground_web.voices.urls")),
    path("commitments/", include("evenground_web.commitments.urls")),
    path("gatherings/", include("evenground_web.gatherings.urls")),
    path("reports/", include("evenground_web.reports.urls")),
    path("partnership/", include("evenground_web.people.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("evenground_web.demo.urls")))

handler404 = "evenground_web.core.views.not_found"
