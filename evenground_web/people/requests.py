from __future__ import annotations

from django.http import HttpRequest

from evenground_web.people.models import Person


class MemberRequest(HttpRequest):
    """A request from somebody who is signed in."""

    user: Person
