"""The result of a promise: its figures, its target, its statement."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.forms.proof import ContributionForm, SignForm, TargetForm
from evenground_web.commitments.models import Baseline, Contribution
from evenground_web.core.dates import months_after
from evenground_web.core.editing import Conflict
from evenground_web.core.pages import form_page, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.insight.models import Gap
from evenground_web.insight.services import ChartNotDrawn
from evenground_web.people.requests import MemberRequest


def tied() -> QuerySet[Baseline]:
    return Baseline.objects.select_related(
        "commitment__owner", "gap__indicator", "gap__place", "release"
    ).prefetch_related("targets__set_by", "commitment__partners")


@requires(Permission.SEE, on=tied)
def result(request: MemberRequest, baseline: Baseline) -> HttpResponse:
    today = timezone.localdate()
    found = services.result_of(baseline, on=today)
    statements = list(baseline.contributions.select_related("written_by", "signed_by"))
    context = {
        "baseline": baseline,
        "promised_by": str(baseline.commitment.owner),
        "commitment": baseline.commitment,
        "result": found,
        "targets": [(one, services.target_words(one)) for one in baseline.targets.all()],
        "statements": statements,
        "may_update": request.user.has_perm(Permission.UPDATE_COMMITMENTS, baseline),
        "may_sign": request.user.has_perm(Permission.SIGN_STATEMENTS, baseline),
        "stories": services.newest_stories(baseline),
        "work": services.measures_by_owner(baseline.commitment),
    }
    return render(request, "commitments/result.html", context)


@requires(Permission.SEE, on=tied)
def curve(request: MemberRequest, baseline: Baseline, screen: str) -> HttpResponse:
    return as_svg(services.result_of(baseline, on=timezone.localdate()), screen)


def as_svg(found: services.Result, screen: str) -> HttpResponse:
    try:
        svg = services.draw_curve(found, screen=screen)
    except ChartNotDrawn:
        text = "The curve could not be drawn. The table beside it says the same."
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(svg, content_type="image/svg+xml")


@requires(Permission.UPDATE_COMMITMENTS, on=tied)
def target(request: MemberRequest, baseline: Baseline) -> HttpResponse:
    """A target is typed, weighed in words, and then saved or changed."""
    form = TargetForm(sent(request), baseline=baseline)
    feasibility = None
    if form.is_valid():
        try:
            services.check_target(
                baseline, **{name: form.wanted()[name] for name in ("measure", "value", "by_day")}
            )
            if form.was_weighed():
                reason = form.cleaned_data["reason"]
                services.set_target(baseline, by=request.user, **form.wanted(), reason=reason)
                messages.success(request, "The target was saved")
                return redirect(baseline)
            feasibility = services.weigh(baseline, **form.wanted())
            form.weigh()
        except RuleBroken as rule:
            form.add_error(None, str(rule))
    context = {
        "title": "Change the target" if baseline.targets.all() else "Set a target",
        "baseline": baseline,
        "form": form,
        "facts": services.before_a_target(baseline, by_day=_likely_day(baseline)),
        "feasibility": feasibility,
        "back": baseline.get_absolute_url(),
        "submit": "Save the target" if feasibility else "Weigh the target",
    }
    return render(request, "commitments/target.html", context)


def _likely_day(baseline: Baseline) -> Any:
    """The day for which the trend is told before anybody typed one."""
    due = baseline.commitment.due
    return due if due and due > baseline.frozen_on else months_after(timezone.localdate(), 12)


@requires(Permission.UPDATE_COMMITMENTS, on=tied)
def statement(request: MemberRequest, baseline: Baseline) -> HttpResponse:
    last = baseline.contributions.first()
    form = ContributionForm(request.POST or None, instance=last or Contribution(baseline=baseline))
    if form.is_valid():
        try:
            services.write_contribution(baseline, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            form.add_error(None, str(conflict))
            form.build_on(conflict.current)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The statement was saved. Somebody else signs it")
            return redirect(baseline)
    context = {
        "title": "Write a contribution statement",
        "form": form,
        "back": baseline.get_absolute_url(),
        "intro": f"{baseline.commitment}\n\n{baseline.gap}\n\nSomebody else signs it, and then "
        "nobody can change it. To say something else, a new version is written. Once the promise is "
        "public, everybody can read a signed statement.",
        "submit": "Save the statement",
    }
    return render(request, "form.html", context)


def statements() -> QuerySet[Contribution]:
    return Contribution.objects.select_related(
        "baseline__commitment__owner", "baseline__gap__indicator", "baseline__gap__place",
        "written_by", "signed_by",
    ).prefetch_related("baseline__commitment__partners")  # fmt: skip


@requires(Permission.SEE, on=statements)
def read_statement(request: MemberRequest, statement: Contribution) -> HttpResponse:
    context = {"statement": statement, "baseline": statement.baseline}
    return render(request, "commitments/statement.html", context)


@requires(Permission.SIGN_STATEMENTS, on=statements)
def sign(request: MemberRequest, statement: Contribution) -> HttpResponse:
    return form_page(
        request,
        SignForm(sent(request), initial={"revision": statement.revision}),
        title="Sign this statement",
        save=partial(services.sign_contribution, statement, by=request.user),
        done="You signed the statement. Nobody can change it now",
        back=statement.baseline.get_absolute_url(),
        to=statement.baseline,
        template="commitments/sign.html",
        statement=statement,
        submit=f"Sign as {request.user}",
    )


@requires(Permission.SEE)
def gap_result(request: MemberRequest, gap_pk: int) -> HttpResponse:
    """What became of a gap since each promise that was made about it."""
    gap = get_object_or_404(Gap.objects.select_related("indicator", "place"), pk=gap_pk)
    today = timezone.localdate()
    context = {
        "gap": gap,
        "results": [services.result_of(one, on=today) for one in tied().filter(gap=gap)],
        "story": services.stories_of(gap).first(),
    }
    return render(request, "commitments/gap_result.html", context)
