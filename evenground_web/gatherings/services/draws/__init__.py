"""Panels drawn by lot."""

from evenground_web.gatherings.services.draws.asking import ask_panel
from evenground_web.gatherings.services.draws.drawing import draw_panel, replace
from evenground_web.gatherings.services.draws.keeping import forget_pools, leave_pools
from evenground_web.gatherings.services.draws.preparing import (
    FROM_A_FILE,
    prepare_draw,
    read_mix,
    read_pool,
    seed_digest,
)

__all__ = [
    "FROM_A_FILE",
    "ask_panel",
    "draw_panel",
    "forget_pools",
    "leave_pools",
    "prepare_draw",
    "read_mix",
    "read_pool",
    "replace",
    "seed_digest",
]
