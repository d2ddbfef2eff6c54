"""The list of gaps, and the page of one."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenground_web.core.pages import CSV, download, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.core.tables import csv_bytes
from evenground_web.insight import services
from evenground_web.insight.downloads import gap_table
from evenground_web.insight.forms import GapFilterForm
from evenground_web.insight.models import Gap
from evenground_web.insight.pages import GapPage, GapRow


def judged() -> QuerySet[Gap]:
    return Gap.objects.with_standing().select_related(
        "indicator", "place", "first__group", "first__reference",
        "latest__group", "latest__reference", "latest__release",
    ).defer("latest__release__understood", "latest__release__set_aside")  # fmt: skip


@requires(Permission.SEE)
def gaps(request: HttpRequest) -> HttpResponse:
    form = GapFilterForm(request.GET)
    found = form.found().select_related("indicator", "place", "first", "latest")
    page = page_of(request, found)
    rows = [GapRow(gap) for gap in page.object_list]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
    }
    return render(request, "insight/gaps.html", context)


@requires(Permission.SEE, on=judged)
def gap(request: HttpRequest, gap: Gap) -> HttpResponse:
    page = GapPage(
        gap,
        points=services.series(gap),
        change=services.change_in(gap),
        groups=services.groups(gap),
    )
    context = {
        "gap": gap,
        "page": page,
        "panels": panels(gap, request.user),
    }
    return render(request, "insight/gap.html", context)


@requires(Permission.SEE, on=judged)
def chart(request: HttpRequest, gap: Gap, screen: str) -> HttpResponse:
    try:
        svg = services.chart(gap, screen=screen)
    except services.ChartNotDrawn:
        text = "The chart could not be drawn. The table of the gap says the same."
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(svg, content_type="image/svg+xml")


@requires(Permission.SEE, on=judged)
def gap_csv(request: HttpRequest, gap: Gap) -> HttpResponse:
    table = gap_table(gap, services.series(gap))
    return download(csv_bytes(table), name=f"gap-{gap.pk}.csv", kind=CSV)
