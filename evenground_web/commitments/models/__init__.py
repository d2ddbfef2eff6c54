"""What partners said they would do, whether they do it, and whether it makes a difference."""

from evenground_web.commitments.models.commitments import (
    CLOSED,
    Baseline,
    Commitment,
    DeliveryStatus,
    DueDateMove,
    ImpactStatus,
    Milestone,
    StatusChange,
    Update,
)
from evenground_web.commitments.models.plans import PlanMapping, PlanUpload
from evenground_web.commitments.models.risks import Risk

__all__ = [
    "CLOSED",
    "Baseline",
    "Commitment",
    "DeliveryStatus",
    "DueDateMove",
    "ImpactStatus",
    "Milestone",
    "PlanMapping",
    "PlanUpload",
    "Risk",
    "StatusChange",
    "Update",
]
