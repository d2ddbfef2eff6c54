"""What a profile of cells was made from, fit to leave with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evenground.counting import Cells
from evenground.counting.provenance import Measured, Provenance
from evenground.disclosure import Policy
from evenground.indicators import Indicator
from evenground.profile.measurement.measuring import meaning, policy_of


def provenance(
    cells: Cells,
    *,
    policy: Policy | None = None,
    definitions: Mapping[str, Indicator] | None = None,
) -> Measured:
    """What a profile of these cells is made from.

    Numbers of rows are rounded as counts are; one that would be hidden is left out.
    """
    used: dict[str, list[str]] = {}
    policies = {}
    for one in cells.about.indicators:
        chosen = policy_of(meaning(one, cells, definitions), policy)
        policies[chosen.name] = chosen
        used.setdefault(chosen.name, []).append(one)
    return Measured(
        cells=released(cells.about, policies.values()),
        policies={name: tuple(ids) for name, ids in sorted(used.items())},
    )


def released(about: Provenance, policies: Iterable[Policy]) -> Provenance:
    """The account of cells with no small number and no exact one in it."""
    strictest = list(policies)
    threshold = max(policy.threshold for policy in strictest)
    step = max(policy.round_to for policy in strictest)

    def fit(rows: int | None) -> int | None:
        return None if rows is None or rows < threshold else (rows + step // 2) // step * step

    inputs = [table.model_copy(update={"rows": fit(table.rows)}) for table in about.inputs]
    return about.model_copy(
        update={
            "inputs": tuple(inputs),
            "rows_read": fit(about.rows_read),
            "rows_used": fit(about.rows_used),
            "set_aside": {why: fit(rows) for why, rows in about.set_aside.items()},
        }
    )
