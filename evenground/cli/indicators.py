"""`evenground indicators`: what is measured, told and checked."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from evenground.cli.arguments import WrongUse, many

if TYPE_CHECKING:
    from evenground.indicators import Definitions


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "indicators",
        help="what is measured: list it, show it, check it",
        description="Tell what is measured and how, and check the definitions of a partnership.",
    )
    under = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    add_list(under)
    add_show(under)
    add_check(under)
    add_docs(under)


def add_list(under: Any) -> None:
    parser = under.add_parser("list", help="the indicators, or one set item by item")
    parser.add_argument(
        "--set",
        metavar="SET",
        help="the id of a set, the file of one, a folder of definitions, or ids with commas between",
    )
    parser.set_defaults(run=run_list)


def add_show(under: Any) -> None:
    parser = under.add_parser("show", help="all that one definition says, in plain English")
    parser.add_argument("id", metavar="ID", help="of an indicator or a set, or a definition file")
    parser.set_defaults(run=run_show)


def add_check(under: Any) -> None:
    parser = under.add_parser(
        "check", help="every mistake of a folder or file of definitions, or of the library"
    )
    parser.add_argument("path", nargs="?", type=there, metavar="FOLDER|FILE")
    parser.set_defaults(run=run_check)


def add_docs(under: Any) -> None:
    parser = under.add_parser("docs", help="the reference page of all definitions, in Markdown")
    parser.add_argument("--out", type=Path, metavar="FILE", help="what to write; else it is shown")
    parser.set_defaults(run=run_docs)


def there(text: str) -> Path:
    if not (path := Path(text)).exists():
        raise argparse.ArgumentTypeError(f"there is no folder or file {text}")
    return path


def run_list(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.indicators.describing import described

    found = asked_for(options.set or "library")
    within = {identity for one in found.sets.values() for identity in one.indicators}
    loose = {key: one for key, one in found.indicators.items() if key not in within}
    if loose:
        print(described.table(loose, indicators.sets(), today=today()))
    show_sets(found)
    if options.set is None:
        print(f"\nSets, for --set: {', '.join(sorted(indicators.sets()))}")


def run_show(options: argparse.Namespace) -> None:
    from evenground import indicators
    from evenground.indicators.describing import described

    found = asked_for(options.id)
    if found.sets:
        show_sets(found)
        return
    for one in found.indicators.values():
        print(described.described(one, indicators.sets().values(), today=today()), end="\n\n")


def show_sets(found: Definitions) -> None:
    from evenground import indicators
    from evenground.indicators.describing import described

    known = {**indicators.library(), **found.indicators}
    for one in found.sets.values():
        print(described.grid(one, known, today=today()), end="\n\n")


def asked_for(text: str) -> Definitions:
    from evenground.indicators import asked

    return asked.asked_for(text)


def today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def run_check(options: argparse.Namespace) -> None:
    from evenground.indicators import asked
    from evenground.indicators.describing import described

    found = asked.of_path(options.path) if options.path else asked.everything()
    print(f"{many(len(found.indicators), 'definition')}, no mistakes")
    if found.sets:
        print(f"{many(len(found.sets), 'set')}, no mistakes: {', '.join(found.sets)}")
    for one in found.indicators.values():
        if described.overdue(one, today()):
            print(f"The review of {one.id} is overdue since {one.assurance.next_review}.")


def run_docs(options: argparse.Namespace) -> None:
    from evenground.counting.files import whole
    from evenground.indicators.describing.reference import reference

    page = reference()
    if options.out is None:
        print(page, end="")
        return
    if not options.out.parent.is_dir():
        raise WrongUse(f"There is no folder {options.out.parent}.")
    with whole(options.out) as part:
        part.write_text(page, encoding="utf-8")
    print(f"Wrote {options.out}")
