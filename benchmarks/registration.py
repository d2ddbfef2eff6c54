"""Registering and checking in beside pretix: the same work through each product's own services.

    python benchmarks/registration.py [--pretix VENV/bin/python] [--on sqlite postgresql] [--people 60]

pretix is used as the package registry gives it, in an environment of its own (`pip install pretix`);
without `--pretix` ours alone is measured. Each product gets a new database with its own migrations or
tables. People register one after the other (processor time and queries of each), are checked in, and
then eight processes register ten people each at once. No server, no mail and no cache server: what a
worker would do later is left out for both. A ratio is of one run on one machine; a time alone is not.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOME = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOME))
from benchmarks.room import DATABASES  # noqa: E402

OURS = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenground_web.settings")
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from evenground_web.core.new_database import create_tables
from evenground_web.gatherings.models import CheckIn, Gathering, Registration
from evenground_web.gatherings.services import add_gathering
from evenground_web.gatherings.services.door.checking_in import check_in as in_at_door
from evenground_web.gatherings.services.places import pages, registering
from evenground_web.people import services as people
from evenground_web.people.models import Person

def setup(places):
    create_tables()
    people.name_partnership("A queue", by=None, fictional=True)
    people.add_person(by=None, name="At the door", email="door@example.org", password="a long phrase")
    today = timezone.localdate()
    summit = add_gathering(by=None, title="A summit", kind="summit", starts=today)
    pages.set_places(summit, by=None, capacity=places, opens=today, contact="ring us")

def known():
    return Gathering.objects.get(), Person.objects.get(name="At the door")

def register(told, number):
    registering.register(told[0], name=f"Person {number}", email=f"p{number}@example.org")

def waiting(told):
    return list(Registration.objects.order_by("pk"))

def check_in(told, one):
    in_at_door(one, by=told[1])

def kept():
    return Registration.objects.count(), CheckIn.objects.count()
"""
PRETIX = """
import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
import django; django.setup()
from datetime import timedelta
from uuid import uuid4
from django.core.management import call_command
from django.utils.timezone import now
from django_scopes import scopes_disabled
everywhere = scopes_disabled()
everywhere.__enter__()
from pretix.base.models import CartPosition, Checkin, CheckinList, Event, Item, Order, OrderPosition, Organizer, Quota
from pretix.base.services import mail, orders
from pretix.base.services.checkin import perform_checkin
from types import SimpleNamespace
mail.chain = lambda *tasks: SimpleNamespace(apply_async=lambda: None)
from celery.app.task import Task
Task.apply_async = lambda *given, **named: None  # a worker's: webhooks and notices

def setup(places):
    call_command("migrate", verbosity=0)
    organizer = Organizer.objects.create(name="A queue", slug="queue")
    event = Event.objects.create(organizer=organizer, name="A summit", slug="summit", currency="GBP",
        date_from=now(), plugins="", live=True)
    item = Item.objects.create(event=event, name="Place", default_price=0)
    quota = Quota.objects.create(event=event, name="Places", size=places)
    quota.items.add(item)
    CheckinList.objects.create(event=event, name="Door", all_products=True)

def known():
    event = Event.objects.get()
    return event, Item.objects.get(), CheckinList.objects.get()

def register(told, number):
    event, item, _ = told
    place = CartPosition.objects.create(event=event, cart_id=uuid4().hex, item=item, price=0,
        expires=now() + timedelta(minutes=30), attendee_name_parts={"_scheme": "full", "full_name": f"Person {number}"})
    payment = {"id": "0", "provider": "free", "max_value": None, "min_value": None, "multi_use_supported": False, "info_data": {}}
    orders._perform_order(event, [payment], [place.pk], f"p{number}@example.org", "en", None, {}, "web")

def waiting(told):
    return list(OrderPosition.objects.order_by("pk"))

def check_in(told, one):
    perform_checkin(one, told[2], {}, nonce=uuid4().hex)

def kept():
    return OrderPosition.objects.filter(order__status="p").count(), Checkin.objects.filter(successful=True).count()
"""
DRIVING = """
import json, logging, sys, time
logging.disable(logging.CRITICAL)
from django.db import connection
from django.test.utils import CaptureQueriesContext

def cost(work, things):
    for one in things[:5]:
        work(one)
    with CaptureQueriesContext(connection) as asked:
        work(things[5])
    began = time.process_time()
    for one in things[6:]:
        work(one)
    spent = (time.process_time() - began) / len(things[6:])
    return {"queries": len(asked), "ms": round(1000 * spent, 1)}

mode = sys.argv[1]
if mode == "alone":
    many = int(sys.argv[2])
    setup(many * 20)
    told = known()
    found = {"registering": cost(lambda n: register(told, n), list(range(many)))}
    found["checking in"] = cost(lambda one: check_in(told, one), waiting(told))
    print(json.dumps({**found, "kept": kept()}))
else:
    first, many = int(sys.argv[2]), int(sys.argv[3])
    told, failed = known(), []
    register(told, first)  # as a server has done that is up
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.time()
    for number in range(first + 1, first + 1 + many):
        try:
            register(told, number)
        except Exception as error:
            failed.append(f"{type(error).__name__}: {error}"[:80])
    print(json.dumps({"failed": failed, "seconds": time.time() - began, "kept": kept()}))
"""
WRITERS, EACH = 8, 10


def environment_of(product: str, url: str, folder: Path) -> dict[str, str]:
    kept = {k: os.environ[k] for k in ("PATH", "HOME", "LANG") if k in os.environ}
    if product == "ours":
        return kept | {
            "PYTHONPATH": str(HOME), "SECRET_KEY": "only-for-benchmarks", "DATABASE_URL": url,
            "EVENGROUND_INSECURE": "1", "EVENGROUND_DATA": str(folder),
        }  # fmt: skip
    (folder / "data").mkdir(exist_ok=True)
    (folder / "pretix.cfg").write_text(
        f"[pretix]\ninstance_name=measured\nurl=http://127.0.0.1\ndatadir={folder}/data\n"
        f"[database]\n{_database(url)}[locale]\ntimezone=Europe/London\n"
    )
    return kept | {"PRETIX_CONFIG_FILE": str(folder / "pretix.cfg")}


def _database(url: str) -> str:
    """The lines of pretix's own file that name the database."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return f"backend=sqlite3\nname={parts.path}\n"
    host = parse_qs(parts.query)["host"][0]
    return f"backend=postgresql\nname={parts.path[1:]}\nuser={parts.username}\nhost={host}\n"


@contextmanager
def new_database(name: str) -> Iterator[tuple[str, Path]]:
    with DATABASES[name]() as url, tempfile.TemporaryDirectory() as folder:
        yield url, Path(folder)


def measure(product: str, python: str, database: str, people: int) -> dict[str, Any]:
    script = (OURS if product == "ours" else PRETIX) + DRIVING
    with new_database(database) as (url, folder):
        (folder / "measured.py").write_text(script)
        environment = environment_of(product, url, folder)
        command = [python, str(folder / "measured.py")]

        def begun(*arguments: str) -> subprocess.Popen[str]:
            return subprocess.Popen(
                [*command, *arguments], env=environment, cwd=folder, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip

        alone = said(begun("alone", str(people)))
        together = at_once(begun)
    before, after = alone.pop("kept")[0] + WRITERS, max(one["kept"][0] for one in together)
    failed = [why for one in together for why in one["failed"]]
    return {
        "product": product, "database": database, **alone,
        f"{WRITERS} writers": {
            "asked": WRITERS * EACH, "kept": after - before, "failed": len(failed),
            "seconds": round(max(one["seconds"] for one in together), 1),
            "why": sorted(set(failed))[:2],
        },
    }  # fmt: skip


def at_once(begun: Callable[..., subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """Each writer has registered one person; then all go at one moment."""
    writers = []
    for number in range(WRITERS):
        writer = begun("many", str(1000 * (number + 1)), str(EACH))
        if not writer.stdout or "ready" not in writer.stdout.readline():
            raise SystemExit("A writer did not begin.")
        writers.append(writer)
    for writer in writers:
        if writer.stdin:
            writer.stdin.write("go\n")
            writer.stdin.flush()
    return [said(writer) for writer in writers]


def said(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"It ended with {process.returncode}.")
    return dict(json.loads(out.splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pretix", default="", help="the Python of an environment with pretix")
    parser.add_argument("--on", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--people", type=int, default=60)
    options = parser.parse_args()
    products = [("ours", sys.executable), *([("pretix", options.pretix)] if options.pretix else [])]
    for database in options.on:
        for product, python in products:
            print(json.dumps(measure(product, python, database, options.people)), flush=True)


if __name__ == "__main__":
    main()
