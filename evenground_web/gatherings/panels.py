"""What the page of a gathering shows of its places and payments; who is coming is on pages of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.utils import timezone

from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import PaymentOffer, RegistrationPage


def places(gathering: Model, person: Any) -> Panel:
    page: RegistrationPage | None = getattr(gathering, "registration_page", None)
    context = {
        "gathering": gathering,
        "page": page,
        "open": page is not None and page.is_open(on=timezone.localdate()),
        "keeps": person.has_perm(Permission.KEEP_PLACES),
        "lets_in": person.has_perm(Permission.WORK_DOOR),
        "arranges": person.has_perm(Permission.ARRANGE_ACCESS),
    }
    return Panel(template="gatherings/places/panel.html", context=context)


def payments(gathering: Model, person: Any) -> Panel:
    made: PaymentOffer | None = getattr(gathering, "payment_offer", None)
    keeps = person.has_perm(Permission.KEEP_CLAIMS)
    context = {"gathering": gathering, "offer": made, "keeps": keeps}
    return Panel(template="gatherings/payments/panel.html", context=context)


def register() -> None:
    offer("gatherings.gathering", places)
    offer("gatherings.gathering", payments)
