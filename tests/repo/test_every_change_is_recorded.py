"""Whatever a page writes, an event says who did it: every form of every page is sent once."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from evenground_web.commitments.models import PlanUpload, RegisterUpload
from evenground_web.commitments.services.plans import plans
from evenground_web.commitments.services.register import uploads
from evenground_web.core import audit
from tests.repo.routes import Route, routes
from tests.repo.typed import typed_into
from tests.web.published import content, pair
from tests.web.register_files import changed_register

WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
OF_LIBRARIES = {"django_session", "account_emailaddress"}
OF_THE_RECORD = {"core_auditevent", "core_audithead"}
SEVERAL = {  # one press, several records: each has its event
    "floor:to_the_circle": 2,
    "voices:record": 2,  # it is kept, and given to the circle
    "voices:for_somebody": 2,
    "gatherings:plan_meeting": 2,
    "gatherings:approve_minutes": 2,
    "people:add_person": 2,
    "commitments:plan_preview": 2,
    "commitments:register_preview": 2,
    "commitments:add_recommendation": 4,  # its source, and each of two addressees
    "commitments:own_pledge": 3,  # written down, signed, and so agreed
    "commitments:pledge_from_wish": 2,
    "commitments:withdraw_pledge": 2,  # and its delivery with it
}
FOR_A_PURPOSE: dict[str, Any] = {
    "gatherings:add_draw": lambda: {
        "source": "file",
        "pool": SimpleUploadedFile("pool.csv", b"id\nA1\nA2\n"),
        "places": "1",
        "mix": "",
        "seed_digest": "",
    },
    "commitments:plan_load": lambda: {"plan": ""},
    "commitments:plan_preview": lambda: {
        "seen": plans.preview(PlanUpload.objects.get()).fingerprint
    },
    "commitments:register_choose_file": lambda: {
        "file": SimpleUploadedFile("register.csv", changed_register())
    },
    "commitments:register_preview": lambda: {
        "seen": uploads.preview(RegisterUpload.objects.get()).fingerprint
    },
    "insight:add_data": lambda: {"file": SimpleUploadedFile("a.csv", content(*pair(3.0, 2.0)))},
}


class Undone(Exception):
    """Takes back what a form wrote."""


def written_by(route: Route, client: Any, address: str) -> Counter[str]:
    """How often each table was written when the form of a page was sent, filled in."""
    written: Counter[str] = Counter()
    try:
        with transaction.atomic():
            typed = typed_into(client.get(address)) | FOR_A_PURPOSE.get(route.name, dict)()
            with CaptureQueriesContext(connection) as queries:
                client.post(address, typed)
            found = (WRITES.match(query["sql"]) for query in queries)
            written = Counter(table[1] for table in found if table)
            if set(written) & OF_THE_RECORD:
                assert list(audit.faults()) == []
            raise Undone
    except Undone:
        return written


def test_every_form_that_writes_records_it(partnership, clients) -> None:
    changed = set()
    for name, visitor in partnership.visitors.items():
        for route in routes():
            permission = route.view.permission
            may = permission and visitor.has_perm(permission, route.record)
            if route.name in changed or not may:
                continue
            written = written_by(route, clients[name], route.address(partnership.others))
            if tables := set(written) - OF_LIBRARIES - OF_THE_RECORD:
                events = written["core_auditevent"]
                assert events == SEVERAL.get(route.name, 1), f"{route.name} wrote {tables}"
                changed.add(route.name)
    assert len(changed) >= 45
