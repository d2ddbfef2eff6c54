"""A gathering with its floor open, and phones that take part in it."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.test import Client

from evenground_web.floor import services
from evenground_web.floor.models import Contribution, Floor, Prompt
from evenground_web.gatherings import services as gatherings

CODE = re.compile(r"[B-Z2-9]{4}-[B-Z2-9]{4}-[B-Z2-9]{4}")
DAY = date(2026, 11, 24)


def room(u: Any) -> SimpleNamespace:
    """A summit with one question open, and two people who run it."""
    summit = gatherings.add_gathering(
        by=u.lead, title="Summit", kind="summit", starts=DAY, topics=["Work", "Housing"]
    )
    floor = services.open_floor(summit, by=u.lead)
    facilitator = u.by_role["facilitator"]
    prompt = ask(floor, by=u.lead)
    return SimpleNamespace(
        summit=summit, floor=floor, prompt=prompt, lead=u.lead, facilitator=facilitator
    )


def ask(floor: Floor, *, by: Any, words: str = "What gets in the way?", **details: Any) -> Prompt:
    """A question that is open."""
    prompt = services.add_prompt(floor, by=by, words=words, **({"kind": "words"} | details))
    return services.open_prompt(prompt, by=by)


def said(prompt: Prompt, words: str = "The bus stops at six", **details: Any) -> Contribution:
    """What a phone of its own sent."""
    typed = {"phone": str(uuid4()), "press": str(uuid4()), "consent": "public"} | details
    return services.say(prompt, words=words, **typed)[0]


def phone(floor: Floor) -> Client:
    """A phone that opened the page of the room."""
    joined = Client()
    assert joined.get(f"/join/{floor.code}/").status_code == 200
    return joined


def send(joined: Client, prompt: Prompt, words: str, **details: Any) -> Any:
    typed = {"words": words, "consent": "public", "press": str(uuid4())} | details
    return joined.post(f"/join/{prompt.floor.code}/{prompt.pk}/", typed)
