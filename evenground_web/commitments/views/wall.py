"""Pledges for everybody: the wall, one pledge, the wall in another site's frame; and cards."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from evenground_web.commitments.forms.finding_pledges import CardsForm, WallFilter
from evenground_web.commitments.models import Pledge
from evenground_web.commitments.models.pledges import Naming, State
from evenground_web.commitments.services import public_baselines, then_and_now_in_public
from evenground_web.commitments.services.pledges import pledge_lists
from evenground_web.commitments.services.pledges.pledges import wording
from evenground_web.core.pages import page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, in_every_language, public, requires
from evenground_web.core.qr import qr_code
from evenground_web.gatherings.models import Gathering
from evenground_web.people.requests import MemberRequest

SHOWN = 20
CARDS_SHOWN = 16  # four sheets, each card with its drawing
BLANK_CARDS = 4
NAMES_SHOWN = 300


@in_every_language
@public
def wall(request: HttpRequest) -> HttpResponse:
    return render(request, "commitments/pledges/wall.html", _wall(request))


@xframe_options_exempt
@csp_replace({"frame-ancestors": settings.PLEDGES_SHOWN_ON, "script-src": [NONE]})
@in_every_language
@public
def embed(request: HttpRequest) -> HttpResponse:
    """The wall for a frame of another site: no script, no form, nothing of whoever is signed in."""
    return render(request, "commitments/pledges/embed.html", _wall(request))


def _wall(request: HttpRequest) -> dict[str, Any]:
    today = timezone.localdate()
    public_ones = Pledge.objects.on_the_wall()
    form = WallFilter(request.GET, among=public_ones)
    asked = form.cleaned_data if form.is_valid() else {}
    found = pledge_lists.find_pledges(public_ones, on=today, **asked)
    page = page_of(request, pledge_lists.with_names(found), per_page=SHOWN)
    rows = [(pledge, pledge.is_review_due(on=today)) for pledge in page]
    return {"form": form, "page": page, "rows": rows, "today": today}


@in_every_language
@public
def public_pledge(request: HttpRequest, pledge_pk: int) -> HttpResponse:
    found = Pledge.objects.on_the_wall().select_related(*pledge_lists.RELATED)
    pledge = get_object_or_404(found, pk=pledge_pk)
    standing = pledge.signatures.standing()
    steps = list(pledge.steps.select_related("gathering", "topic"))
    below = pledge_lists.roll_up(pledge)
    shown = Pledge.objects.on_the_wall().filter(pk__in=[one.pk for one in below.pledges])
    below.pledges = list(shown.select_related("commitment"))
    context = {
        "pledge": pledge,
        "review_due": pledge.is_review_due(on=timezone.localdate()),
        "signatures": standing.named_in_public().select_related("organisation", "person")[
            :NAMES_SHOWN
        ],
        "unnamed": standing.exclude(naming=Naming.PUBLIC).count(),
        "steps": steps,
        "agreed": next((step for step in reversed(steps) if step.new == State.AGREED), None),
        "wording": wording(pledge.commitment),
        "reviews": pledge.reviews.select_related("evidence", "checked_for"),
        "below": below,
        "panels": panels(pledge, request.user),
        "results": then_and_now_in_public(
            public_baselines()
            .filter(commitment=pledge.commitment)
            .select_related("gap__latest__group", "gap__latest__reference", "gap__latest__release")
        ),
    }
    return render(request, "commitments/pledges/public.html", context)


@requires(Permission.SEE)
def cards(request: MemberRequest) -> HttpResponse:
    """Pledges as cards to print, one on a page or a sheet of them."""
    form = CardsForm(request.GET, among=Pledge.objects.all())
    asked = dict(form.cleaned_data) if form.is_valid() else {}
    layout = asked.pop("size", ""), asked.pop("sheet", "")
    one = asked.pop("pledge", None)
    found = pledge_lists.find_pledges(Pledge.objects.all(), on=timezone.localdate(), **asked)
    found = found.filter(pk=one) if one else found
    page = page_of(request, pledge_lists.with_names(found), per_page=CARDS_SHOWN)
    rows = _with_codes(list(page))
    context = {"form": form, "page": page, "rows": rows, "layout": _layout(*layout)}
    return render(request, "commitments/pledges/cards.html", context)


def _with_codes(pledges: list[Pledge]) -> list[tuple[Pledge, str]]:
    """Each pledge with the QR code of its public page, where it has one."""
    keys = [pledge.pk for pledge in pledges]
    on_the_wall = set(Pledge.objects.on_the_wall().filter(pk__in=keys).values_list("pk", flat=True))
    return [(one, _code_of(one) if one.pk in on_the_wall else "") for one in pledges]


def _code_of(pledge: Pledge) -> str:
    address = reverse("commitments:public_pledge", args=[pledge.pk])
    return qr_code(address, title=f"Address of {pledge.commitment.reference} on the web")


@requires(Permission.SEE, on=Gathering)
def blank_cards(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """Empty cards for people to write on at a gathering."""
    form = CardsForm(request.GET, among=Pledge.objects.none())
    asked = form.cleaned_data if form.is_valid() else {}
    context = {
        "gathering": gathering,
        "size": asked.get("size") or "a6",
        "layout": _layout(asked.get("size", ""), asked.get("sheet", "")),
        "blanks": range(BLANK_CARDS),
        "namings": Naming.choices,
        "code": qr_code(
            reverse("commitments:signed"), title="Address where you use the code of your card"
        ),
    }
    return render(request, "commitments/pledges/blank_cards.html", context)


def _layout(size: str, sheet: str) -> str:
    """The names of the style: how large a card is, and how many go on a page."""
    return f"eg-cards--{size or 'a6'} eg-cards--{sheet or 'sheet'}"
