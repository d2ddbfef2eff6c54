"""Who came to the meetings of a group, meeting by meeting."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from evenground_web.core.pages import CSV, download, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.core.tables import csv_bytes
from evenground_web.gatherings.services import attendance_log
from evenground_web.people.models import Group
from evenground_web.people.requests import MemberRequest

MEETINGS_SHOWN = 8


@requires(Permission.SEE, on=Group)
def log(request: MemberRequest, group: Group) -> HttpResponse:
    meetings = attendance_log.meetings_of(group, on=timezone.localdate())
    page = page_of(request, meetings, per_page=MEETINGS_SHOWN)
    lines = attendance_log.attendance_log(group, list(page))
    context = {"group": group, "page": page, "lines": lines}
    return render(request, "gatherings/attendance_log.html", context)


@requires(Permission.SEE, on=Group)
def log_file(request: MemberRequest, group: Group) -> HttpResponse:
    rows = attendance_log.table(group, on=timezone.localdate())
    return download(csv_bytes(rows), name=f"attendance-{group.pk}.csv", kind=CSV)
