from django.urls import URLPattern, path

from evenground_web.commitments.views import gaps, records, risks

app_name = "commitments"
records_urls = [
    path("", records.commitments, name="commitments"),
    path("add/", records.add, name="add"),
    path("<int:pk>/", records.commitment, name="commitment"),
    path("<int:pk>/edit/", records.edit, name="edit"),
    path("<int:pk>/status/", records.delivery_status, name="delivery_status"),
    path("<int:pk>/impact/", records.impact_status, name="impact_status"),
    path("<int:pk>/due/", records.due_date, name="due_date"),
    path("<int:pk>/milestones/add/", records.add_milestone, name="add_milestone"),
    path("<int:pk>/updates/add/", records.add_update, name="add_update"),
    path("milestones/<int:pk>/done/", records.complete_milestone, name="complete_milestone"),
    path("evidence/<int:pk>/", records.evidence, name="evidence"),
]
gaps_urls = [
    path("<int:pk>/gap/", gaps.name_gap, name="name_gap"),
    path("gaps/<int:gap_pk>/", gaps.tie, name="tie"),
    path("orphans/", gaps.orphans, name="orphans"),
]
risks_urls = [
    path("risks/", risks.risks, name="risks"),
    path("risks/add/", risks.add_risk, name="add_risk"),
    path("risks/<int:pk>/", risks.risk, name="risk"),
    path("risks/<int:pk>/edit/", risks.edit_risk, name="edit_risk"),
    path("risks/<int:pk>/close/", risks.close_risk, name="close_risk"),
]
plans_urls: list[URLPattern] = []  # spreadsheets in and out: views/plans.py
urlpatterns = [*plans_urls, *records_urls, *gaps_urls, *risks_urls]
