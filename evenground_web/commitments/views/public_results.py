"""What came of public promises, for everybody: only public ones, and figures of public releases."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.models import Baseline
from evenground_web.commitments.services.tracker.reading import owner_of
from evenground_web.commitments.views.results import as_svg
from evenground_web.core.pages import page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import in_every_language, public

SHOWN = 20


@in_every_language
@public
def results(request: HttpRequest) -> HttpResponse:
    found = services.public_baselines().select_related(
        "gap__latest__group", "gap__latest__reference", "gap__latest__release"
    )
    page = page_of(request, found.order_by("-frozen_on", "pk"), per_page=SHOWN)
    rows = services.then_and_now_in_public(page.object_list)
    return render(request, "commitments/public_results.html", {"page": page, "rows": rows})


@public
def result(request: HttpRequest, baseline_pk: int) -> HttpResponse:
    baseline = public_one(baseline_pk)
    found = services.result_of(baseline, on=timezone.localdate(), public=True)
    signed = baseline.contributions.filter(signed_at__isnull=False)
    context = {
        "public": True,
        "baseline": baseline,
        "commitment": baseline.commitment,
        "promised_by": owner_of(baseline.commitment),
        "result": found,
        "targets": [(one, services.target_words(one)) for one in baseline.targets.all()],
        "statements": list(signed.select_related("signed_by")),
        "stories": services.newest_stories(baseline),
        "work": services.measures_by_owner(baseline.commitment, public=True),
        "panels": panels(baseline, request.user),
    }
    return render(request, "commitments/result.html", context)


@public
def curve(request: HttpRequest, baseline_pk: int, screen: str) -> HttpResponse:
    baseline = public_one(baseline_pk)
    found = services.result_of(baseline, on=timezone.localdate(), public=True)
    return as_svg(found, screen)


@public
def gap_result(request: HttpRequest, public_gap_pk: int) -> HttpResponse:
    """What became of a gap since each public promise that was made about it."""
    tied: Any = services.public_baselines().filter(gap=public_gap_pk).prefetch_related("targets")
    today = timezone.localdate()
    found = [services.result_of(one, on=today, public=True) for one in tied]
    if not found:
        raise Http404
    gap = found[0].baseline.gap
    context = {
        "public": True,
        "gap": gap,
        "results": found,
        "story": services.stories_of(gap).first(),
    }
    return render(request, "commitments/gap_result.html", context)


def public_one(pk: int) -> Baseline:
    return get_object_or_404(services.public_baselines().prefetch_related("targets"), pk=pk)
