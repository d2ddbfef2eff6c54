"""What may happen to commitments, their evidence, their baselines, and risks."""

from evenground_web.commitments.services.baselines import name_gap
from evenground_web.commitments.services.comparison import ThenAndNow, compare
from evenground_web.commitments.services.orphans import commitments_without_gap, gaps_nobody_owns
from evenground_web.commitments.services.records import (
    Conflict,
    add_commitment,
    add_milestone,
    complete_milestone,
    edit_commitment,
    move_due_date,
)
from evenground_web.commitments.services.risks import add_risk, close_risk, edit_risk, reopen_risk
from evenground_web.commitments.services.statuses import (
    change_delivery_status,
    change_impact_status,
)
from evenground_web.commitments.services.updates import add_update

__all__ = [
    "Conflict",
    "ThenAndNow",
    "add_commitment",
    "add_milestone",
    "add_risk",
    "add_update",
    "change_delivery_status",
    "change_impact_status",
    "close_risk",
    "commitments_without_gap",
    "compare",
    "complete_milestone",
    "edit_commitment",
    "edit_risk",
    "gaps_nobody_owns",
    "move_due_date",
    "name_gap",
    "reopen_risk",
]
