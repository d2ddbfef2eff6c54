"""What pages of gaps, gatherings, organisations and the partnership show about commitments."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services import gap_words
from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission

SHOWN = 50


def of_gap(gap: Any, person: Any) -> Panel:
    """Who promised to close it, or plainly that nobody did."""
    baselines = list(gap.baselines.select_related("commitment__owner", "gap__indicator"))
    context = {
        "gap": gap,
        "baselines": [(baseline, gap_words(baseline)) for baseline in baselines],
        "late": _late(baseline.commitment for baseline in baselines),
        "may_tie": person.has_perm(Permission.UPDATE_COMMITMENTS),
    }
    return Panel(template="commitments/panel_gap.html", context=context)


def of_gathering(gathering: Any, person: Any) -> Panel:
    """What was agreed there."""
    return _list(
        Commitment.objects.filter(gathering=gathering),
        title="What was agreed here",
        nothing="No commitment was made here, or none was recorded.",
        add=_add(person, gathering=gathering.pk),
    )


def of_organisation(organisation: Any, person: Any) -> Panel:
    """What it promised, alone or with others."""
    shared = Commitment.partners.through.objects.filter(organisation=organisation)
    return _list(
        Commitment.objects.filter(Q(owner=organisation) | Q(pk__in=shared.values("commitment"))),
        title="Commitments",
        nothing="It has made no commitment yet.",
        more=f"{reverse('commitments:commitments')}?owner={organisation.pk}",
        add=_add(person, owner=organisation.pk)
        if person.has_perm(Permission.ADD_COMMITMENTS, organisation)
        else "",
    )


def of_partnership(partnership: Any, person: Any) -> Panel:
    """How many are open, late, without evidence, without a gap."""
    commitments = Commitment.objects.open()
    context = {
        "open": commitments.count(),
        "late": commitments.overdue(on=timezone.localdate()).count(),
        "no_evidence": commitments.without_evidence().count(),
        "no_gap": commitments.without_gap().count(),
    }
    return Panel(template="commitments/panel_partnership.html", context=context)


def register() -> None:
    offer("insight.gap", of_gap)
    offer("gatherings.gathering", of_gathering)
    offer("people.organisation", of_organisation)
    offer("core.partnership", of_partnership)


def _list(found: Any, *, title: str, nothing: str, add: str, more: str = "") -> Panel:
    commitments = list(found.select_related("owner", "topic")[: SHOWN + 1 if more else None])
    context = {
        "title": title,
        "nothing": nothing,
        "add": add,
        "more": more if len(commitments) > SHOWN else "",
        "commitments": commitments[:SHOWN] if more else commitments,
        "late": _late(commitments),
    }
    return Panel(template="commitments/panel_list.html", context=context)


def _add(person: Any, **chosen: int) -> str:
    """Where a person who may add commitments does so, with what is known already chosen."""
    if not person.has_perm(Permission.ADD_COMMITMENTS):
        return ""
    query = "&".join(f"{name}={key}" for name, key in chosen.items())
    return f"{reverse('commitments:add')}?{query}"


def _late(commitments: Any) -> set[int]:
    today = timezone.localdate()
    return {commitment.pk for commitment in commitments if commitment.is_late(on=today)}
