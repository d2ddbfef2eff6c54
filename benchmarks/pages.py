"""What pages cost: queries, kilobytes and CPU milliseconds, beside the marks of the house.

    python benchmarks/pages.py [--times 10]

The demonstration's partnership on a new SQLite file, filled up through services to 900 gaps and
500 commitments. The chart of a gap is drawn before it is timed; drawing is timed apart.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
COMMITMENTS = 500
GAPS = 500
LIST = {"queries": 10, "KB": 60, "CPU ms": 40}
MARKS = {
    "/": {},
    "/gaps/": LIST,
    "/gaps/?q=number&owner=nobody&sort=relative": LIST,
    "a gap": {},
    "/commitments/": LIST,
    "/commitments/?show=late&sort=due": LIST,
    "a commitment": {},
    "a gathering": {"queries": 8, "KB": 30, "CPU ms": 15},
    "/gatherings/": {"queries": 10, "CPU ms": 20},
    "/voices/": {},
    "the paper, draft": {"queries": 15, "KB": 60, "CPU ms": 60},
    "the paper, issued": {"queries": 6, "KB": 60, "CPU ms": 60},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        fill()
        drawn = draw_a_chart()
        measured = {name: cost(url, options.times) for name, url in addresses().items()}
    print(f"{'page':44}{'queries':>10}{'KB':>10}{'CPU ms':>10}")
    for name, figures in measured.items():
        print(f"{name:44}" + "".join(f"{figures[key]:>10}" for key in LIST) + over(name, figures))
    print(f"Drawing a gap's two charts for the first time: {drawn:.2f} s.")
    return int(any(over(name, figures) for name, figures in measured.items()))


def over(name: str, figures: dict[str, float]) -> str:
    above = [f"{key} above {most}" for key, most in MARKS[name].items() if figures[key] > most]
    return f"   {', '.join(above)}" if above else ""


def set_up(folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="evenground_web.settings",
        SECRET_KEY="only-for-benchmarks",
        EVENGROUND_DEMO="1",
        EVENGROUND_INSECURE="1",
        EVENGROUND_DATA=str(folder),
        ALLOWED_HOSTS="testserver",
    )
    sys.path.insert(0, str(HOME))
    import django
    from django.core.management import call_command

    django.setup()
    call_command("build_demo", people=300_000, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def fill() -> None:
    from evenground_web.commitments import services as commitments
    from evenground_web.commitments.models import Commitment
    from evenground_web.insight import services as insight
    from evenground_web.people.models import Organisation
    from tests.web.published import LEAST, MOST, content, row

    rows = [
        row(group, value, indicator=(f"8{n:05}", f"Indicator number {n}"), period=f"{year}/{year - 1999:02}")
        for n in range(GAPS)
        for year in range(2020, 2025)
        for group, value in ((MOST, 30 + n * year % 37), (LEAST, 20))
    ]  # fmt: skip
    file = BytesIO(content(*rows))
    file.name = "benchmark.csv"
    lead, analyst = person("Grace Adeyemi"), person("Tomasz Zielinski")
    insight.keep(insight.preview_file(file, by=analyst), by=analyst)
    owners = list(Organisation.objects.all())
    newest = Commitment.objects.latest("pk")
    for number in range(COMMITMENTS - Commitment.objects.count()):
        commitments.add_commitment(
            by=lead,
            kind="action",
            title=f"Do the thing that number {number} is about, in every neighbourhood",
            owner=owners[number % len(owners)],
            partners=owners[number % 7 : number % 7 + 3],
            due=newest.created + timedelta(days=number),
        )


def person(name: str):
    from evenground_web.people.models import Person

    return Person.objects.get(name=name)


def draw_a_chart() -> float:
    from evenground_web.insight import services

    started = time.perf_counter()
    services.chart(owned_gap())
    return time.perf_counter() - started


def owned_gap():
    from evenground_web.insight.models import Gap

    return Gap.objects.filter(baselines__isnull=False).first()


def addresses() -> dict[str, str]:
    from evenground_web.gatherings.models import Gathering
    from evenground_web.reports.models import Paper

    papers = Paper.objects.order_by("item__gathering__starts")
    named = {
        "a gap": owned_gap(),
        "a commitment": owned_gap().baselines.first().commitment,
        "a gathering": Gathering.objects.get(title__contains="Race and Inequalities Summit"),
        "the paper, draft": papers.last(),
        "the paper, issued": papers.issued().last(),
    }
    return {name: named[name].get_absolute_url() if name in named else name for name in MARKS}


def cost(url: str, times: int) -> dict[str, float]:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client()
    client.force_login(person("Siân Prosser"))
    assert client.get(url).status_code == 200, url
    with CaptureQueriesContext(connection) as asked:
        size = len(client.get(url).content)
        queries = len(asked)
    seconds = []
    for _ in range(times):
        started = time.process_time()
        client.get(url)
        seconds.append(time.process_time() - started)
    return {
        "queries": queries,
        "KB": round(size / 1024, 1),
        "CPU ms": round(1000 * sorted(seconds)[times // 2], 1),
    }


if __name__ == "__main__":
    raise SystemExit(main())
