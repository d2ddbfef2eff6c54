from django.urls import path, re_path

from evenground_web.commitments.views import gaps, plans, records, risks

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
    path("risks/<int:pk>/reopen/", risks.reopen_risk, name="reopen_risk"),
]
plans_urls = [  # spreadsheets in and out
    path("plans/", plans.plan_list, name="plans"),
    path("plans/load/", plans.plan_load, name="plan_load"),
    path("plans/load/<int:pk>/columns/", plans.plan_columns, name="plan_columns"),
    path("plans/load/<int:pk>/sheet/", plans.plan_sheet, name="plan_sheet"),
    path("plans/load/<int:pk>/words/", plans.plan_words, name="plan_words"),
    path("plans/load/<int:pk>/preview/", plans.plan_preview, name="plan_preview"),
    path("plans/load/<int:pk>/discard/", plans.plan_discard, name="plan_discard"),
    re_path(
        r"^plans/(?P<plan>[^\x00\n]+)/export\.(?P<suffix>csv|xlsx)$",
        plans.plan_export,
        name="plan_export",
    ),
    re_path(r"^export\.(?P<suffix>csv|xlsx)$", plans.list_export, name="list_export"),
]
urlpatterns = [*plans_urls, *records_urls, *gaps_urls, *risks_urls]
