"""Every address of the workspace. Each view declares who may use it (core/permissions.py)."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("evenground_web.core.urls")),
    path("", include("evenground_web.core.outbox.urls")),
    path("gaps/", include("evenground_web.insight.urls")),
    path("voices/themes/", include("evenground_web.themes.urls")),
    path("voices/", include("evenground_web.voices.urls")),
    path("", include("evenground_web.floor.urls")),
    path("commitments/", include("evenground_web.commitments.urls")),
    path("gatherings/", include("evenground_web.gatherings.urls")),
    path("reports/listening/", include("evenground_web.reports.listening.urls")),
    path("reports/", include("evenground_web.reports.accessible.urls")),
    path("reports/", include("evenground_web.reports.urls")),
    path("languages/", include("evenground_web.reports.translations.urls")),
    path("partnership/", include("evenground_web.people.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("evenground_web.demo.urls")))

handler400 = "evenground_web.core.views.not_understood"
handler404 = "evenground_web.core.views.not_found"
