"""Who comes across what was planted: every page that anybody reaches is read for every marker."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from evenground_web.people.roles import ROLES
from tests.repo.routes import routes
from tests.web import planted as marks
from tests.web.pages import read
from tests.web.planted import MAY_SEE, plant
from tests.web.test_places_privacy import everything_kept

EACH = 4  # records of a kind that are looked at, the newest first
SIGNED_OUT = ""


@pytest.fixture(scope="module")
def told(kept_universe, django_db_blocker, tmp_path_factory):
    """Planted once for all who walk, and taken back at the end."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with media, django_db_blocker.unblock(), transaction.atomic():
        yield plant(kept_universe.again())
        transaction.set_rollback(True)


@pytest.fixture
def planted(told, db):
    return told


def others(u):
    """What stands in an address beside the record; what this small world lacks is made up."""
    return {
        "gathering_pk": u.summit.pk, "closed_pk": u.summit.pk, "code": u.floor.code,
        "prompt_pk": u.prompt.pk, "session_pk": u.session.pk, "voice_pk": u.open.pk,
        "listening": u.report.pk, "group_pk": u.board.pk, "gap_pk": u.gap.pk,
        "public_gap_pk": u.gap.pk, "number": 1, "paper_format": "text", "table": "commitments",
        "screen": "wide", "reply_pk": u.reply.pk, "tongue": "cy", "language": "ur", "kind": "pledge", "suffix": "csv",
        "section": "title", "room_kind": "pledge", "plan": "A plan", "token": "made-up",
        "secret": "made-up", "uidb36": "a", "key": "b",
    }  # fmt: skip


def records_of(route):
    on = getattr(route.view, "on", None)
    if on is None:
        return []
    records = on.objects.all() if isinstance(on, type) else on()
    return records.order_by("-pk")[:EACH]


def addresses(u, person):
    """Every address that this person may open, about each record that was planted."""
    for route in routes():
        wanted = set(route.pattern.pattern.regex.groupindex)
        permission = route.view.permission
        if "logout" in route.name or (permission and not person):
            continue
        if permission is None and wanted and person:
            continue  # read by those who are signed out, the same for everybody
        given = {name: others(u).get(name, 1) for name in wanted}
        for record in records_of(route) if "pk" in wanted else [None]:
            if permission is None or person.has_perm(permission, record):
                pk = {"pk": record.pk} if record else {}
                yield reverse(route.name, kwargs=given | pk)


def came_across(u, client, role):
    """Where this role read each marker, and how many pages there were to read."""
    person = u.by_role.get(role)
    client.raise_request_exception = False  # made figures lack what the list of releases counts
    if person:
        client.force_login(person)
    markers = [*MAY_SEE, *u.codes]
    found, reached = {}, 0
    for address in addresses(u, person):
        response = client.get(address)
        text = read(response).lower()
        reached += response.status_code == 200
        for marker in markers:
            if marker.lower() in text:
                found.setdefault(marker, []).append(address)
    return found, reached


@pytest.mark.parametrize("role", [SIGNED_OUT, *ROLES])
def test_everybody_comes_across_what_the_table_says_and_nothing_else(planted, client, role):
    found, reached = came_across(planted, client, role)
    allowed = {marker for marker, roles in MAY_SEE.items() if role in roles}
    leaks = {marker: places for marker, places in found.items() if marker not in allowed}
    assert not leaks
    assert allowed == set(found)  # the walk does come to where each may be read
    assert reached > 40


def test_what_was_taken_back_and_the_moment_of_speaking_and_codes_are_kept_nowhere(planted):
    kept = everything_kept()
    at = marks.SENT_AT
    moment = (at.isoformat(" ", "minutes")[:16], f"{at.day}, {at.hour}, {at.minute}")
    hidden = (marks.TAKEN_BACK, marks.FILE, marks.CARD_FILE, *planted.codes, *moment)
    assert [one for one in hidden if one.lower() in kept] == []
    assert marks.DECLINED.lower() in kept
