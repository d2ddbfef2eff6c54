"""What may happen to commitments, their evidence, their baselines, and risks."""

from evenground_web.commitments.services.baselines import name_gap, then_and_now
from evenground_web.commitments.services.comparison import ThenAndNow, compare, gap_words
from evenground_web.commitments.services.listing import (
    commitments_for,
    find_commitments,
    find_gaps,
    organisations_for,
    plans_and_populations,
)
from evenground_web.commitments.services.orphans import commitments_without_gap, gaps_nobody_owns
from evenground_web.commitments.services.records import (
    add_commitment,
    add_milestone,
    complete_milestone,
    edit_commitment,
    move_due_date,
)
from evenground_web.commitments.services.risks import (
    add_risk,
    close_risk,
    edit_risk,
    reopen_risk,
    risks_worst_first,
)
from evenground_web.commitments.services.statuses import (
    change_delivery_status,
    change_impact_status,
)
from evenground_web.commitments.services.updates import add_update, check_evidence

__all__ = [
    "ThenAndNow",
    "add_commitment",
    "add_milestone",
    "add_risk",
    "add_update",
    "change_delivery_status",
    "change_impact_status",
    "check_evidence",
    "close_risk",
    "commitments_for",
    "commitments_without_gap",
    "compare",
    "complete_milestone",
    "edit_commitment",
    "edit_risk",
    "find_commitments",
    "find_gaps",
    "gap_words",
    "gaps_nobody_owns",
    "move_due_date",
    "name_gap",
    "organisations_for",
    "plans_and_populations",
    "reopen_risk",
    "risks_worst_first",
    "then_and_now",
]
