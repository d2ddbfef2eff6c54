"""Spreadsheets in and out: the whole register, and action plans."""

from django.urls import path, re_path

from evenground_web.commitments.views import (
    freezes,
    plans,
    publishing,
    register,
)

urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/register.xlsx", register.register_export, name="register_export"),
    path("register/<slug:table>.csv", register.register_table, name="register_table"),
    path("register/load/", register.choose_file, name="register_choose_file"),
    path("register/load/<int:pk>/", register.register_preview, name="register_preview"),
    path("register/load/<int:pk>/choose/", register.register_choose, name="register_choose"),
    path("register/load/<int:pk>/discard/", register.register_discard, name="register_discard"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/load/", plans.plan_load, name="plan_load"),
    path("plans/load/<int:pk>/columns/", plans.plan_columns, name="plan_columns"),
    path("plans/load/<int:pk>/sheet/", plans.plan_sheet, name="plan_sheet"),
    path("plans/load/<int:pk>/words/", plans.plan_words, name="plan_words"),
    path("plans/load/<int:pk>/preview/", plans.plan_preview, name="plan_preview"),
    path("plans/load/<int:pk>/discard/", plans.plan_discard, name="plan_discard"),
    path("freezes/<int:pk>/", freezes.freeze, name="freeze"),
    re_path(r"^plans/(?P<plan>[^\x00\n]+)/freeze/$", freezes.freeze_plan, name="freeze_plan"),
    re_path(
        r"^plans/(?P<plan>[^\x00\n]+)/export\.(?P<suffix>csv|xlsx)$",
        plans.plan_export,
        name="plan_export",
    ),
    re_path(r"^plans/(?P<plan>[^\x00\n]+)/publish/$", publishing.publish_plan, name="publish_plan"),
    re_path(r"^export\.(?P<suffix>csv|xlsx)$", plans.list_export, name="list_export"),
]
