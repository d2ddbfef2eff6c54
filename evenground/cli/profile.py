"""`evenground profile`: a table, or cells, to a profile of inequalities."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evenground.cli.arguments import (
    WrongUse,
    add_indicators,
    add_out,
    existing,
    many,
    working,
    write,
)
from evenground.cli.count import listed, warnings

SHOWN = 4  # definitions named

if TYPE_CHECKING:
    from evenground.counting.provenance import Measured

PROFILE_EPILOG = """\
a table of your own needs: indicator, area, dimension, group, period, and value, or count with
denominator; better also: order (1 = the most disadvantaged), unit, better_when. Such as:
  evenground profile table.csv --out profile.parquet --declare kind=proportion \\
    --declare better_when=higher --reference "deprivation fifth=5 least"

Where a row has no number, value_code, gap_code and the like say why, and `reason` in words.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "profile",
        help="a table, or cells, to a profile of inequalities",
        description="Measure the groups of every dimension, in every area and period: levels, gaps to\n"
        "the reference group, summary measures, people to reach, trends and changes, each\n"
        "with limits or a reason, and a sentence for each row. Cells are measured and\n"
        "protected first.",
        epilog=PROFILE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "table",
        type=existing,
        metavar="TABLE",
        help="a .csv or .parquet file with a row for each number, or from `evenground import` or "
        "`count`; docs/profile.md lists the columns",
    )
    parser.add_argument(
        "--by", nargs="+", default=[], metavar="DIMENSION", help="these dimensions only"
    )
    parser.add_argument(
        "--within", nargs="+", default=[], metavar="AREA", help="these areas or area types only"
    )
    parser.add_argument(
        "--reference",
        action="append",
        default=[],
        type=reference,
        metavar="DIMENSION=GROUP",
        help="compare all groups of a dimension with this one; may be given again",
    )
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        type=declaration,
        metavar="COLUMN=HEADING",
        help="which heading of the table is a column, such as area=Org_Name; may be given again",
    )
    parser.add_argument(
        "--declare",
        action="append",
        default=[],
        type=declaration,
        metavar="COLUMN=VALUE",
        help="one value of a column for all rows, such as unit=percent, kind=proportion or "
        "better_when=lower; may be given again",
    )
    parser.add_argument(
        "--summary",
        nargs="+",
        metavar="MEASURE",
        help="these summary measures only, such as sii rii paf, or none (all of them)",
    )
    parser.add_argument(
        "--standard",
        metavar="NAME",
        help="make age-standardised rates of rows for bands of age: esp2013, esp1976, who2000, or "
        "a file of your own",
    )
    add_indicators(parser)
    parser.add_argument(
        "--policy",
        metavar="NAME",
        help="how cells of `count` are protected (as each definition says); of no use for other tables",
    )
    add_out(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    from evenground import indicators, profile
    from evenground.counting.cells import holds_cells, read_cells
    from evenground.counting.provenance import as_metadata
    from evenground.disclosure import policy
    from evenground.profile import tidy_profile

    with working(f"Profiling {options.table.name}"):
        table: Any = options.table
        about = None
        definitions = indicators.chosen(options.indicators)
        if holds_cells(table):
            chosen = policy(options.policy) if options.policy else None
            cells = read_cells(table)
            table = profile.measure(cells, policy=chosen, definitions=definitions)
            about = profile.provenance(cells, policy=chosen, definitions=definitions)
        elif options.policy:
            raise WrongUse(
                f"--policy protects cells of `evenground count`, and {table.name} has none: it would "
                "not be protected. Leave --policy out, or give cells."
            )
        found = tidy_profile.made(
            table,
            by=options.by,
            within=options.within,
            references=dict(options.reference),
            declare=dict(options.declare),
            definitions=definitions,
            standard=options.standard,
            columns=dict(options.column),
            summary=options.summary,
        )
    write(found.frame, options.out, metadata=as_metadata(about) if about else None)
    for line in [*tidy_profile.account(found), *(told(about) if about else [])]:
        print(line)


def told(about: Measured) -> Iterator[str]:
    """What a profile of cells was made from."""
    tables = [f"{table.name} ({table.engine})" for table in about.cells.inputs]
    yield f"Counted from: {', '.join(tables)}"
    read, used = about.cells.rows_read, about.cells.rows_used
    if read is not None and used is not None:
        yield f"  about {read:,} rows read, {used:,} used"
    yield from listed("Left out", [f"{what}: {why}" for what, why in about.cells.left_out.items()])
    yield from listed("Warnings", warnings(about.cells))
    versions = [f"{one} {defined.version}" for one, defined in about.cells.indicators.items()]
    more = f" and {len(versions) - SHOWN:,} more" if len(versions) > SHOWN else ""
    yield f"Definitions and their versions: {', '.join(versions[:SHOWN])}{more}"
    for name, ids in about.policies.items():
        yield f"Protected by {name}: {many(len(ids), 'indicator')}"


def reference(text: str) -> tuple[str, str]:
    dimension, sign, group = text.partition("=")
    if not (dimension and sign and group):
        raise argparse.ArgumentTypeError("write DIMENSION=GROUP, such as age='25-34 yrs'")
    return dimension, group


def declaration(text: str) -> tuple[str, str]:
    column, sign, value = text.partition("=")
    if not (column and sign and value):
        raise argparse.ArgumentTypeError(
            "write COLUMN=VALUE, such as unit=percent or area=Org_Name"
        )
    return column, value
