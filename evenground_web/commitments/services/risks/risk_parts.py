"""What is done about a risk: controls, assurances of them, and the commitments that lower it."""

from __future__ import annotations

from datetime import datetime

from evenground_web.commitments.models import Assurance, Commitment, Control, Risk
from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person


@audit.in_turn()
def add_control(
    risk: Risk, *, by: Person | None, text: str, gap: str = "", now: datetime | None = None
) -> Control:
    """Say what is in place already, and what is lacking in it; the same is said once."""
    risk, text = _open(risk), _said(text, "what is in place")
    if kept := risk.controls.filter(text__iexact=text).first():
        return kept
    control = Control.objects.create(risk=risk, text=text, gap=gap.strip())
    _record("risk.control_added", risk, by, now, f"added the control “{_short(text)}”")
    return control


@audit.in_turn()
def edit_control(
    control: Control, *, by: Person | None, text: str, gap: str = "", now: datetime | None = None
) -> Control:
    control = Control.objects.select_for_update().get(pk=control.pk)
    _open(control.risk)
    words = {"text": _said(text, "what is in place"), "gap": gap.strip()}
    sentence, details = apply_changes(control, words)
    if sentence:
        sentence = f"{sentence} of the control “{_short(text)}”"
        _record("risk.control_edited", control.risk, by, now, sentence, **details)
    return control


@audit.in_turn()
def remove_control(control: Control, *, by: Person | None, now: datetime | None = None) -> Risk:
    """Take away a control that is no longer there; the history keeps its words."""
    risk = _open(control.risk)
    if Control.objects.filter(pk=control.pk).delete()[0]:
        _record("risk.control_removed", risk, by, now, f"took away the control “{control}”")
    return risk


@audit.in_turn()
def add_assurance(
    risk: Risk,
    *,
    by: Person | None,
    line: int,
    text: str,
    gap: str = "",
    now: datetime | None = None,
) -> Assurance:
    """Say how anybody knows that the controls work: by which line, and what nobody can show."""
    risk, text = _open(risk), _said(text, "what shows that the controls work")
    line = _line(line)
    if kept := risk.assurances.filter(line=line, text__iexact=text).first():
        return kept
    assurance = Assurance.objects.create(risk=risk, line=line, text=text, gap=gap.strip())
    _record("risk.assurance_added", risk, by, now, f"added the assurance “{_short(text)}”")
    return assurance


@audit.in_turn()
def edit_assurance(
    assurance: Assurance,
    *,
    by: Person | None,
    line: int,
    text: str,
    gap: str = "",
    now: datetime | None = None,
) -> Assurance:
    assurance = Assurance.objects.select_for_update().get(pk=assurance.pk)
    _open(assurance.risk)
    text = _said(text, "what shows that the controls work")
    words = {"line": _line(line), "text": text, "gap": gap.strip()}
    sentence, details = apply_changes(assurance, words)
    if sentence:
        sentence = f"{sentence} of the assurance “{_short(text)}”"
        _record("risk.assurance_edited", assurance.risk, by, now, sentence, **details)
    return assurance


@audit.in_turn()
def remove_assurance(
    assurance: Assurance, *, by: Person | None, now: datetime | None = None
) -> Risk:
    """Take away an assurance that is no longer given; the history keeps its words."""
    risk = _open(assurance.risk)
    if Assurance.objects.filter(pk=assurance.pk).delete()[0]:
        _record("risk.assurance_removed", risk, by, now, f"took away the assurance “{assurance}”")
    return risk


@audit.in_turn()
def link_action(
    risk: Risk, *, by: Person | None, commitment: Commitment, now: datetime | None = None
) -> Risk:
    """Say which commitment lowers a risk."""
    risk = _open(risk)
    if not risk.actions.filter(pk=commitment.pk).exists():
        risk.actions.add(commitment)
        _record("risk.action_linked", risk, by, now, f"said that {commitment} lowers it")
    return risk


@audit.in_turn()
def unlink_action(
    risk: Risk, *, by: Person | None, commitment: Commitment, now: datetime | None = None
) -> Risk:
    risk = _open(risk)
    if risk.actions.filter(pk=commitment.pk).exists():
        risk.actions.remove(commitment)
        _record(
            "risk.action_unlinked", risk, by, now, f"said that {commitment} no longer lowers it"
        )
    return risk


def _open(risk: Risk) -> Risk:
    risk = Risk.objects.select_for_update().get(pk=risk.pk)
    if risk.closed_on:
        raise RuleBroken("This risk is closed. Open it again before you change it.")
    return risk


def _said(text: str, what: str) -> str:
    if not text.strip():
        raise RuleBroken(f"Write {what}.")
    return text.strip()


def _line(line: int) -> int:
    if line not in Assurance.Line.values:
        raise RuleBroken("Choose the first, second or third line of assurance.")
    return line


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 80 else f"{words[:79]}…"


def _record(
    verb: str, risk: Risk, by: Person | None, now: datetime | None, sentence: str, **details: object
) -> None:
    audit.record(verb, risk, by=by, now=now, sentence=sentence, **details)
