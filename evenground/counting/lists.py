"""Which lists of groups the columns of cells are of, so that another edition of a list is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from evenground.indicators.definitions.columns import Column, dimension_of

SHOWN = 16  # digits of a digest, enough to tell two editions apart


def lists_of(columns: Iterable[Column]) -> dict[str, str]:
    """Each dimension by its key, with a digest of its groups in their order, and of their other names."""
    found = {}
    for column in columns:
        if dimension := dimension_of(column):
            groups = [[group.label, *group.aliases] for group in dimension.groups]
            said = json.dumps(groups, ensure_ascii=False).encode()
            found[dimension.key] = hashlib.sha256(said).hexdigest()[:SHOWN]
    return dict(sorted(found.items()))
