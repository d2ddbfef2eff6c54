"""Builders of sections: each makes blocks of the content of a paper, and reads nothing else.

A house template names them. `most` is how many rows the template lets a list have.
"""

from collections.abc import Callable

from evenground_web.reports.blocks import Block
from evenground_web.reports.sections.changes import changes
from evenground_web.reports.sections.commitments import (
    achievements,
    at_risk,
    late,
    risks,
    without_evidence,
)
from evenground_web.reports.sections.common import Content
from evenground_web.reports.sections.duties import (
    assessments,
    information,
    objectives,
    replies,
    written,
)
from evenground_web.reports.sections.gaps import gaps
from evenground_web.reports.sections.people import equality, involvement, voices

Builder = Callable[[Content, int], list[Block]]

SECTIONS: dict[str, Builder] = {
    "changes": changes,
    "achievements": achievements,
    "late": late,
    "at_risk": at_risk,
    "without_evidence": without_evidence,
    "gaps": gaps,
    "risks": risks,
    "voices": voices,
    "involvement": involvement,
    "equality": equality,
    "information": information,
    "objectives": objectives,
    "assessments": assessments,
    "replies": replies,
    "written": written,
}

__all__ = ["SECTIONS"]
