"""What may happen to commitments, their evidence, their baselines, and risks."""

from evenground_web.commitments.services.funding import (
    add_funding,
    edit_funding,
    find_funding,
    fund,
    gaps_for_money,
    money_of,
    stop_funding,
    total,
)
from evenground_web.commitments.services.funding import in_words as money_in_words
from evenground_web.commitments.services.lists.listing import (
    commitments_for,
    find_commitments,
    gaps_by_words,
    organisations_for,
    plans_and_populations,
)
from evenground_web.commitments.services.lists.lookalikes import (
    LookAlike,
    lookalikes,
    lookalikes_of,
)
from evenground_web.commitments.services.lists.orphans import (
    commitments_without_gap,
    gaps_nobody_owns,
    topics_without_commitment,
    unowned,
    voices_without_gap,
    with_heard,
    with_sizes,
)
from evenground_web.commitments.services.lists.reading import (
    addressees_of,
    marks_of,
    updates_of,
    waits_of,
    with_checks,
)
from evenground_web.commitments.services.plans.freezes import Difference, difference, freeze_plan
from evenground_web.commitments.services.proof.baselines import (
    name_gap,
    public_baselines,
    then_and_now,
    then_and_now_in_public,
)
from evenground_web.commitments.services.proof.comparison import ThenAndNow, compare, gap_words
from evenground_web.commitments.services.proof.contributions import (
    sign_contribution,
    write_contribution,
)
from evenground_web.commitments.services.proof.curves import course, draw_curve
from evenground_web.commitments.services.proof.feasibility import (
    Feasibility,
    before_a_target,
    weigh,
)
from evenground_web.commitments.services.proof.performance import (
    add_measure,
    measures_by_owner,
    record_value,
)
from evenground_web.commitments.services.proof.results import Result, result_of
from evenground_web.commitments.services.proof.stories import newest_stories, stories_of, tell_story
from evenground_web.commitments.services.proof.targets import check_target, set_target, target_words
from evenground_web.commitments.services.records.carrying import carry_on, to_begin_with
from evenground_web.commitments.services.records.dependencies import stop_waiting, wait_for
from evenground_web.commitments.services.records.evidence_files import check_evidence
from evenground_web.commitments.services.records.milestones import (
    add_milestone,
    complete_milestone,
    edit_milestone,
    move_milestone,
)
from evenground_web.commitments.services.records.reasons import groups_measured
from evenground_web.commitments.services.records.recommendations import (
    add_recommendation,
    address,
    answers_for_itself,
    respond,
    set_source,
    stop_asking,
)
from evenground_web.commitments.services.records.records import (
    add_commitment,
    edit_commitment,
    move_due_date,
)
from evenground_web.commitments.services.records.rollup import Progress, progress, set_progress
from evenground_web.commitments.services.records.statuses import (
    change_delivery_status,
    change_impact_status,
    withdraw,
)
from evenground_web.commitments.services.records.updates import add_update
from evenground_web.commitments.services.records.verification import verify
from evenground_web.commitments.services.risks.assessment_wording import (
    STATES,
    counts_of_assessed,
    find_assessed,
    load_wording,
    states_of,
    with_assessment,
    wording_file,
    wording_in_use,
)
from evenground_web.commitments.services.risks.assessments import (
    ask_for_action,
    drop_action,
    edit_assessment,
    effect_on,
    leave_out_group,
    say_effect,
    sign_assessment,
    start_assessment,
)
from evenground_web.commitments.services.risks.risk_escalation import (
    Escalations,
    end_escalation,
    escalations,
    set_escalation,
)
from evenground_web.commitments.services.risks.risk_history import (
    by_quarter,
    direction,
    direction_of,
)
from evenground_web.commitments.services.risks.risk_listing import find_risks, heat_map, rows_of
from evenground_web.commitments.services.risks.risk_parts import (
    add_assurance,
    add_control,
    edit_assurance,
    edit_control,
    link_action,
    remove_assurance,
    remove_control,
    unlink_action,
)
from evenground_web.commitments.services.risks.risk_scales import (
    bands_of,
    load_scale,
    scale_file,
    scale_in_use,
)
from evenground_web.commitments.services.risks.risks import (
    add_risk,
    close_risk,
    edit_risk,
    reopen_risk,
    review_risk,
)
from evenground_web.commitments.services.risks.what_people_said import (
    quotes_about,
    tie_what_people_said,
    topics_about,
    what_people_said,
)

__all__ = [
    "Difference",
    "Escalations",
    "Feasibility",
    "LookAlike",
    "Progress",
    "Result",
    "STATES",
    "ThenAndNow",
    "add_assurance",
    "add_commitment",
    "add_control",
    "add_funding",
    "add_measure",
    "add_milestone",
    "add_recommendation",
    "add_risk",
    "add_update",
    "address",
    "addressees_of",
    "answers_for_itself",
    "ask_for_action",
    "bands_of",
    "before_a_target",
    "by_quarter",
    "carry_on",
    "change_delivery_status",
    "change_impact_status",
    "check_evidence",
    "check_target",
    "close_risk",
    "commitments_for",
    "commitments_without_gap",
    "compare",
    "complete_milestone",
    "counts_of_assessed",
    "difference",
    "direction",
    "direction_of",
    "course",
    "draw_curve",
    "drop_action",
    "edit_assessment",
    "edit_assurance",
    "edit_commitment",
    "edit_control",
    "edit_funding",
    "edit_milestone",
    "edit_risk",
    "effect_on",
    "end_escalation",
    "escalations",
    "find_assessed",
    "find_commitments",
    "find_funding",
    "find_risks",
    "freeze_plan",
    "fund",
    "gap_words",
    "gaps_by_words",
    "gaps_for_money",
    "gaps_nobody_owns",
    "groups_measured",
    "heat_map",
    "leave_out_group",
    "link_action",
    "load_scale",
    "load_wording",
    "lookalikes",
    "lookalikes_of",
    "marks_of",
    "measures_by_owner",
    "money_in_words",
    "money_of",
    "move_due_date",
    "move_milestone",
    "name_gap",
    "newest_stories",
    "organisations_for",
    "plans_and_populations",
    "progress",
    "public_baselines",
    "record_value",
    "remove_assurance",
    "remove_control",
    "reopen_risk",
    "respond",
    "result_of",
    "review_risk",
    "rows_of",
    "say_effect",
    "scale_file",
    "scale_in_use",
    "set_escalation",
    "set_progress",
    "set_source",
    "set_target",
    "sign_assessment",
    "sign_contribution",
    "start_assessment",
    "states_of",
    "stop_funding",
    "stop_waiting",
    "stories_of",
    "target_words",
    "tell_story",
    "then_and_now",
    "then_and_now_in_public",
    "to_begin_with",
    "topics_without_commitment",
    "total",
    "unlink_action",
    "unowned",
    "updates_of",
    "with_checks",
    "verify",
    "voices_without_gap",
    "wait_for",
    "waits_of",
    "weigh",
    "with_assessment",
    "with_heard",
    "with_sizes",
    "withdraw",
    "wording_file",
    "wording_in_use",
    "write_contribution",
    "quotes_about",
    "stop_asking",
    "tie_what_people_said",
    "topics_about",
    "what_people_said",
]
