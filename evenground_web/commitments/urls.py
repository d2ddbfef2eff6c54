from django.urls import URLPattern, path

from evenground_web.commitments.views import records

app_name = "commitments"
records_urls = [
    path("", records.commitments, name="commitments"),
]
plans_urls: list[URLPattern] = []  # spreadsheets in and out: views/plans.py
urlpatterns = [*plans_urls, *records_urls]
