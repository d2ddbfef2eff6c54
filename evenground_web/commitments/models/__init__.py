"""What partners said they would do, whether they do it, and whether it makes a difference."""

from evenground_web.commitments.models.assessments import AssessmentWording, ImpactAssessment
from evenground_web.commitments.models.baselines import Baseline
from evenground_web.commitments.models.commitments import (
    CLOSED,
    EVERYBODY,
    VERIFIED,
    Commitment,
    DeliveryStatus,
    DueDateMove,
    ImpactStatus,
    StatusChange,
    Update,
)
from evenground_web.commitments.models.contributions import (
    STATEMENT_PARTS,
    Contribution,
)
from evenground_web.commitments.models.dependencies import (
    Dependency,
)
from evenground_web.commitments.models.evidence import (
    Finding,
    Verification,
)
from evenground_web.commitments.models.freezes import (
    PlanFreeze,
)
from evenground_web.commitments.models.funding import FundingLine
from evenground_web.commitments.models.links import (
    LinkCode,
    Proposal,
    UpdateLink,
)
from evenground_web.commitments.models.meetings import MeetingLink
from evenground_web.commitments.models.milestones import (
    Milestone,
    MilestoneMove,
)
from evenground_web.commitments.models.nudges import (
    Nudge,
    NudgeRule,
)
from evenground_web.commitments.models.performance import (
    PerformanceMeasure,
    PerformanceValue,
)
from evenground_web.commitments.models.plans import (
    PlanMapping,
    PlanUpload,
)
from evenground_web.commitments.models.pledges import (
    Pledge,
    PledgeReview,
    PledgeStep,
    Signature,
    Wish,
)
from evenground_web.commitments.models.progress import (
    ProgressOverride,
)
from evenground_web.commitments.models.publication import (
    PERSONAL,
    public_commitments,
)
from evenground_web.commitments.models.recommendations import (
    Addressee,
    Answer,
    Source,
    silence,
)
from evenground_web.commitments.models.register import RegisterUpload
from evenground_web.commitments.models.replies import (
    Reply,
    ReplyVersion,
)
from evenground_web.commitments.models.rewordings import (
    Rewording,
)
from evenground_web.commitments.models.risk_scales import (
    RiskScale,
)
from evenground_web.commitments.models.risks import (
    Assurance,
    Control,
    Escalation,
    Response,
    Risk,
    RiskReview,
)
from evenground_web.commitments.models.room import RoomSource
from evenground_web.commitments.models.stories import (
    STORY_PARTS,
    Story,
)
from evenground_web.commitments.models.targets import (
    Target,
)
from evenground_web.commitments.models.themes import ThemeTie

__all__ = [
    "RoomSource",
    "Addressee",
    "Answer",
    "AssessmentWording",
    "Assurance",
    "Baseline",
    "CLOSED",
    "Commitment",
    "Contribution",
    "Control",
    "DeliveryStatus",
    "Dependency",
    "DueDateMove",
    "EVERYBODY",
    "Escalation",
    "Finding",
    "FundingLine",
    "ImpactAssessment",
    "ImpactStatus",
    "LinkCode",
    "MeetingLink",
    "Milestone",
    "MilestoneMove",
    "Nudge",
    "NudgeRule",
    "PERSONAL",
    "PerformanceMeasure",
    "PerformanceValue",
    "PlanFreeze",
    "PlanMapping",
    "PlanUpload",
    "Pledge",
    "PledgeReview",
    "PledgeStep",
    "ProgressOverride",
    "Proposal",
    "Reply",
    "ReplyVersion",
    "RegisterUpload",
    "Response",
    "Rewording",
    "Risk",
    "RiskReview",
    "RiskScale",
    "STATEMENT_PARTS",
    "STORY_PARTS",
    "Signature",
    "Source",
    "StatusChange",
    "Story",
    "Target",
    "ThemeTie",
    "Update",
    "UpdateLink",
    "VERIFIED",
    "Verification",
    "Wish",
    "public_commitments",
    "silence",
]
