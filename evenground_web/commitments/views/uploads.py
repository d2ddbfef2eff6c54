"""The steps from choosing a spreadsheet to loading it, for the person who chose it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from evenground_web.core.permissions import Permission, RuleBroken, View, requires
from evenground_web.people.requests import MemberRequest

Step = Callable[[MemberRequest, Any], HttpResponse]


def step_of(upload: type[Model], *, needs: Permission, start: str) -> Callable[[Step], View]:
    """A step with a file; what it refuses is said on the page where a file is chosen, `start`."""

    def declare(view: Step) -> View:
        @wraps(view)
        def checked(request: MemberRequest, chosen: Any) -> HttpResponse:
            if chosen.by_id != request.user.pk:
                raise Http404
            try:
                return view(request, chosen)
            except RuleBroken as rule:
                messages.error(request, str(rule))
                return redirect(start)

        return requires(needs, on=upload)(checked)

    return declare
