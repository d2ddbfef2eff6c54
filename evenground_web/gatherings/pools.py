"""Pools that apps above can draw a panel from, besides a file: people who agreed to be asked again.

A pool gives ids made with the salt of one draw, so that ids of two draws cannot be put together, and asks
those who were drawn without anybody learning who they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PoolOf:
    key: str
    words: str
    people: Callable[[str], dict[str, dict[str, str]]]  # from a salt
    ask: Callable[..., int]  # (salt, ids, title, answer_to, now): how many were written to


_pools: dict[str, PoolOf] = {}


def offer(pool: PoolOf) -> None:
    """Offer a pool; called once, at start-up."""
    _pools[pool.key] = pool


def pools() -> Sequence[PoolOf]:
    return list(_pools.values())


def people_of(key: str, salt: str) -> dict[str, dict[str, str]]:
    return _pools[key].people(salt)


def ask_those(
    key: str, salt: str, ids: Sequence[str], *, title: str, answer_to: str, now: datetime
) -> int:
    return _pools[key].ask(salt, ids, title=title, answer_to=answer_to, now=now)


def can_be_asked(key: str) -> bool:
    return key in _pools
