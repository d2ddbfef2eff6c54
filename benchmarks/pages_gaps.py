"""What the pages of gaps cost: queries, kilobytes and CPU milliseconds, with 500 gaps.

    python benchmarks/pages_gaps.py [--gaps 500] [--times 10]

Made on a new SQLite file through services. A gap's chart is drawn before it is timed: drawing
is timed apart, in the process that draws.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from io import BytesIO, StringIO
from pathlib import Path

MARKS = {"queries": 10, "kilobytes": 60, "cpu_ms": 40}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gaps", type=int, default=500)
    parser.add_argument("--times", type=int, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        client, seconds = fill(options.gaps)
        result = {"gaps": options.gaps, "seconds_to_read_and_keep": round(seconds, 2)}
        result["seconds_to_draw_the_first_chart"] = draw_first()
        result["pages"] = {name: cost(client, url, options.times) for name, url in pages().items()}
    print(json.dumps(result, indent=2))
    listed = [page for name, page in result["pages"].items() if name.startswith("list")]
    return int(any(page[mark] > most for page in listed for mark, most in MARKS.items()))


def set_up(folder: Path) -> None:
    os.environ.update(
        DJANGO_SETTINGS_MODULE="evenground_web.settings",
        SECRET_KEY="only-for-benchmarks",
        EVENGROUND_INSECURE="1",
        EVENGROUND_DATA=str(folder),
        ALLOWED_HOSTS="testserver",
    )
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    (folder / "static").mkdir()
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def fill(gaps: int):
    """`gaps` gaps over ten years, in one release, and an analyst who is signed in."""
    from django.test import Client

    from evenground_web.insight import services
    from evenground_web.people import services as people

    people.name_partnership("Benchmark Partnership", by=None, fictional=True)
    people.add_place(by=None, name="England", code="E92000001", kind="nation")
    board = people.add_organisation(by=None, name="Benchmark Board", sector="icb")
    analyst = people.add_person(
        by=None, name="Ann", email="a@example.org", password="a long phrase"
    )
    people.give_role(analyst, by=None, organisation=board, role="analyst")
    file = BytesIO(published(gaps))
    file.name = "benchmark.csv"
    started = time.perf_counter()
    services.keep(services.preview_file(file, by=analyst), by=analyst)
    seconds = time.perf_counter() - started
    client = Client()
    client.force_login(analyst, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client, seconds


def published(gaps: int) -> bytes:
    from tests.web.published import DECILES, HEADER, LEAST, MOST, row

    out = StringIO()
    writer = csv.DictWriter(out, HEADER, restval="")
    writer.writeheader()
    for number in range(gaps):
        indicator = (f"8{number:05}", f"Indicator number {number} of the benchmark")
        for year in range(2015, 2025):
            for group, value in ((MOST, 30 + (number * year) % 37), (LEAST, 20)):
                period = f"{year}/{year - 1999:02}"
                writer.writerow(row(group, value, kind=DECILES, indicator=indicator, period=period))
    return out.getvalue().encode()


def draw_first() -> float:
    from evenground_web.insight import services
    from evenground_web.insight.models import Gap

    started = time.perf_counter()
    services.chart(Gap.objects.order_by("pk").first())
    return round(time.perf_counter() - started, 2)


def pages() -> dict[str, str]:
    from evenground_web.insight.models import Gap, Release

    gap = Gap.objects.order_by("pk").first().get_absolute_url()
    return {
        "list": "/gaps/",
        "list, filtered": "/gaps/?q=number&owner=nobody&judgement=unjudged&sort=relative",
        "list, last page": "/gaps/?page=10",
        "gap": gap,
        "chart": f"{gap}chart.svg",
        "releases": "/gaps/releases/",
        "release": Release.objects.get().get_absolute_url(),
    }


def cost(client, url: str, times: int) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        size = len(client.get(url).content)
        asked = len(queries)
    started = time.process_time()
    for _ in range(times):
        client.get(url)
    cpu = (time.process_time() - started) / times
    return {
        "queries": asked,
        "kilobytes": round(size / 1024, 1),
        "cpu_ms": round(cpu * 1000, 1),
    }


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main())
