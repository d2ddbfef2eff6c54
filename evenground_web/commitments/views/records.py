from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evenground_web.core.permissions import Permission, requires


@requires(Permission.SEE)
def commitments(request: HttpRequest) -> HttpResponse:
    return render(request, "commitments/commitments.html", {})
