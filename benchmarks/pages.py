"""What pages and long work cost with 5,000 commitments, beside the marks of the house.

    python benchmarks/pages.py [--times 10] [--folder KEPT] [--only WORDS]

Queries, kilobytes and milliseconds of the processor, on SQLite, over the partnership that
`benchmarks/large.py` grows; with `--folder` it is kept there, and a second run begins at once. The
chart of a gap is drawn before it is timed; drawing is timed apart. Work that writes runs last.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import large
import large_summit

LIST = {"queries": 10, "KB": 60, "CPU ms": 40}
RECORD = {"queries": 25, "KB": 60, "CPU ms": 60}
COMPARED = {"queries": 15, "KB": 60, "CPU ms": 120}  # every coding with every other
MARKS: dict[str, dict[str, float]] = {
    "/": {"queries": 10, "KB": 30, "CPU ms": 40},
    "/partnership/": LIST,
    "/partnership/record/": LIST,
    "/partnership/mail/": LIST,
    "/gaps/": LIST,
    "/gaps/?q=number&owner=nobody&sort=relative": LIST,
    "a gap": RECORD,
    "the results of a gap": RECORD,
    "a result": RECORD,
    "/commitments/": LIST,
    "/commitments/?page=60": LIST,
    "/commitments/?show=late&sort=due": LIST,
    "/commitments/?show=silent&show=no_evidence": LIST,
    "/commitments/?text=neighbourhood+4711": LIST,
    "an action": RECORD,
    "a recommendation": RECORD,
    "a pledge with much of everything": RECORD,
    "/commitments/pledges/": LIST,
    "/commitments/pledges/wall/": LIST,
    "/commitments/public/": LIST,
    "/commitments/public/?text=neighbourhood+4711": LIST,
    "a promise in the tracker": RECORD,
    "/commitments/risks/": LIST,
    "/commitments/risks/map/": LIST,
    "a risk": RECORD,
    "/commitments/orphans/": LIST,
    "/commitments/orphans/commitments/": LIST,
    "/commitments/orphans/topics/": LIST,
    "/commitments/orphans/voices/": LIST,
    "/commitments/plans/": LIST,
    "/commitments/money/gaps/": LIST,
    "/commitments/assessments/": LIST,
    "/commitments/reminders/": LIST,
    "/commitments/public/results/": LIST,
    "an organisation": RECORD,
    "the board": RECORD,
    "/gatherings/": LIST,
    "/gatherings/decisions/": LIST,
    "a gathering": {"queries": 8, "KB": 30, "CPU ms": 15},
    "a meeting": RECORD,
    "/voices/": LIST,
    "/voices/heard/": RECORD,
    "/voices/participation/": RECORD,
    "/voices/already-heard/?words=bus": LIST,
    "a large summit": RECORD,
    "who comes to it": RECORD,
    "who is missing there": RECORD,
    "its door": LIST,
    "its floor": LIST,
    "its queue": LIST,
    "its wall": LIST,
    "its floor on a phone": LIST,
    "its question on a phone": LIST,
    "its opinion groups": RECORD,
    "its themes": RECORD,
    "one of its themes": RECORD,
    "who spoke of its themes": LIST,
    "voices to code": LIST,
    "one voice to code": RECORD,
    "voices to talk about": LIST,
    "how far coders agree": COMPARED,
    "/reports/": LIST,
    "the paper, draft": {"queries": 20, "KB": 250, "CPU ms": 1000},
    "the paper, issued": {"queries": 6, "KB": 60, "CPU ms": 60},
}  # fmt: skip
OF_THE_HOST = ("/places/", "/missing/", "/door/")
FOR_EVERYBODY = ("/join/", "/commitments/public/", "/commitments/pledges/wall/")
KEEPS_ORDER = ("/partnership/record/", "/partnership/mail/")
WORK = {
    "look-alikes of one": 0.2,
    "look-alikes of 200 rows": 2.0,
    "the whole list as a spreadsheet": 5.0,
    "the paper is issued, with its curves": 3.0,
    "its curves are drawn for the first time": 3.0,
    "the paper as PDF, tagged": 2.0,
    "the paper in large print": 2.0,
    "the paper for Word": 2.0,
    "reminders of every commitment": 5.0,
    "digests for everybody": 5.0,
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--only", default="")
    large.sizes(parser)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        large.set_up(options.folder or Path(made), options)
        from django.db import transaction

        drawn = draw_a_chart()
        over = pages(options)
        with transaction.atomic():  # a folder that is kept stays as it was
            over += work(options)
            transaction.set_rollback(True)
    print(f"Drawing a gap's two charts for the first time: {drawn:.2f} s.")
    return int(over > 0)


def pages(options: argparse.Namespace) -> int:
    """Prints what each costs; how many are above their mark."""
    print(f"{'page':44}{'queries':>10}{'KB':>10}{'CPU ms':>10}")
    over = 0
    for name, url in addresses().items():
        if options.only not in name:
            continue
        figures = cost(url, options.times)
        above = [f"{key} above {most}" for key, most in MARKS[name].items() if figures[key] > most]
        over += bool(above)
        told = f"   {', '.join(above)}" if above else ""
        print(f"{name:44}" + "".join(f"{figures[key]:>10}" for key in LIST) + told, flush=True)
    return over


def work(options: argparse.Namespace) -> int:
    over = 0
    for name, run in jobs().items():
        if options.only not in name:
            continue
        queries, seconds, done = cost_of(run)
        above = "   above the mark" if seconds > WORK[name] else ""
        over += bool(above)
        print(
            f"{name:44}{queries:>10}{seconds:>9.2f} s of {WORK[name]:g} s, {done}{above}",
            flush=True,
        )
    return over


def jobs() -> dict[str, Callable[[], Any]]:
    from evenground_web.commitments import services as commitments
    from evenground_web.commitments.services.lists.lookalikes import lookalikes_of
    from evenground_web.commitments.services.reminders.nudges import nudge
    from evenground_web.core.outbox.services.digests import write_digests

    title, day = "Do the thing that number 4711 is about, in each neighbourhood", large.today()
    text = "What will be done about it, with whom, where, and from when on, all of it"
    later = day + timedelta(days=60)
    monday = later + timedelta(days=7 - later.weekday())
    rows = [(f"{title} {n}", text) for n in range(200)]
    return {
        "look-alikes of one": lambda: commitments.lookalikes(title, text),
        "look-alikes of 200 rows": lambda: lookalikes_of(rows),
        "the whole list as a spreadsheet": lambda: page("/commitments/export.xlsx"),
        **papers(),
        "reminders of every commitment": lambda: nudge(on=later, now=large.at(later)),
        "digests for everybody": lambda: write_digests(on=monday, now=large.at(monday)),
    }


def papers() -> dict[str, Callable[[], Any]]:
    """The draft over everything, issued; its files, made from what was issued."""
    from evenground_web.reports import services
    from evenground_web.reports.models import Paper

    draft = Paper.objects.filter(issued_at=None).order_by("item__gathering__starts").last()
    assert draft

    def made(key: str) -> Callable[[], bytes]:
        def make() -> bytes:
            paper = Paper.objects.get(pk=draft.pk)
            return services.FORMATS[key].make(services.reading(paper, site="https://example.org"))

        return make

    secretary, now = large.person("Siân Prosser"), large.at(large.today())
    written(draft, secretary)

    return {
        "the paper is issued, with its curves": lambda: (
            services.issue(draft, by=secretary, now=now).document
        ),
        "its curves are drawn for the first time": lambda: drawn(draft.pk),
        "the paper as PDF, tagged": made("pdf"),
        "the paper in large print": made("large-print"),
        "the paper for Word": made("word"),
    }


def drawn(key: int) -> list[str]:
    from evenground_web.reports.formats.drawings import svg_of
    from evenground_web.reports.models import Paper

    charts = [one for one in Paper.objects.get(pk=key).document if one["kind"] == "chart"]
    return [svg_of(one, screen="print") for one in charts]


def written(draft: Any, secretary: Any) -> None:
    """The words without which no paper is issued."""
    from evenground_web.reports import services
    from evenground_web.reports.services.house import template_of

    services.edit_words(
        draft, by=secretary, revision=draft.revision, summary="All of it", asks="Note it"
    )
    asked = [one.key for one in template_of(draft).written if one.required]
    revision = services.revision_of(draft, services.COVER)
    texts = {**services.texts_of(draft, services.COVER), **dict.fromkeys(asked, "As before")}
    services.edit_part(draft, services.COVER, by=secretary, revision=revision, texts=texts)


def page(url: str) -> bytes:
    from django.test import Client

    client = Client()
    client.force_login(reader(url))
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content


def cost_of(run: Callable[[], Any]) -> tuple[int, float, int]:
    """Queries, seconds of the processor, and how many things came of it."""
    from django.db import connection

    asked = 0

    def counted(execute: Any, *args: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*args)

    with connection.execute_wrapper(counted):
        started = spent()
        done = run()
        seconds = spent() - started
    return asked, seconds, len(done)


def spent() -> float:
    """Seconds of the processor so far, here and in processes that ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def draw_a_chart() -> float:
    from evenground_web.insight import services

    started = time.process_time()
    services.chart(owned_gap())
    return time.process_time() - started


def owned_gap() -> Any:
    from evenground_web.insight.models import Gap

    return Gap.objects.filter(baselines__commitment__reference="Z1").first()


def addresses() -> dict[str, str]:
    """The address of each page of MARKS; the records are those with the most to show."""
    from evenground_web.commitments.models import Commitment, Risk
    from evenground_web.gatherings.models import Gathering
    from evenground_web.people.models import Organisation
    from evenground_web.reports.models import Paper

    papers = Paper.objects.order_by("item__gathering__starts")
    gap, grown = owned_gap(), Commitment.objects.filter(reference__startswith="Z")
    named = {
        "a gap": gap,
        "a result": gap.baselines.first(),
        "an action": grown.filter(kind="action", waits_for__isnull=False).first(),
        "a recommendation": grown.filter(kind="recommendation").first(),
        "a pledge with much of everything": grown.get(reference="Z1"),
        "a risk": Risk.objects.last(),
        "an organisation": Organisation.objects.first(),
        "the board": large.board(),
        "a gathering": Gathering.objects.get(title__contains="Race and Inequalities Summit"),
        "a meeting": papers.last().item.gathering,
        "the paper, draft": papers.filter(issued_at=None).last(),
        "the paper, issued": papers.issued().last(),
    }
    found = {name: record.get_absolute_url() for name, record in named.items()}
    promise = grown.filter(kind="recommendation", public_since__isnull=False).first()
    found["a promise in the tracker"] = f"/commitments/public/{promise.pk}/"
    found["the results of a gap"] = f"/commitments/gaps/{gap.pk}/result/"
    found |= large_summit.addresses()
    return {name: found.get(name, name) for name in MARKS}


def reader(url: str) -> Any:
    """The programme lead, who may do the most and is offered it; the administrator for two pages, and
    the host for who comes."""
    if url.startswith("/gatherings/") and url.endswith(OF_THE_HOST):
        return large.person("Blessing Oyelaran")
    return large.person("Jo Whitfield" if url in KEEPS_ORDER else "Grace Adeyemi")


def visitor(url: str) -> Any:
    """Somebody who is signed in; for what everybody may read, somebody who is not."""
    from django.test import Client

    client = Client()
    if not url.startswith(FOR_EVERYBODY):
        client.force_login(reader(url))
    return client


def cost(url: str, times: int) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = visitor(url)
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
        "CPU ms": round(1000 * min(seconds), 1),  # others use the machine too
    }


if __name__ == "__main__":
    raise SystemExit(main())
