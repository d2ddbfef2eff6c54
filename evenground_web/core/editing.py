"""Editing a record: what changed, in words, and no writing over somebody else's change."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date, nhs_time
from evenground_web.core.fields import Form, TidyText
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import lower_first

LONGEST_QUOTED = 120


def apply_changes(
    record: models.Model, changes: Mapping[str, Any], *, unsaid: Collection[str] = ()
) -> tuple[str, dict[str, Any]]:
    """Save the fields that differ; return what changed as a sentence and as details.

    The sentence continues a person's name ("changed the venue from “Hall” to “Library”") and is
    empty when nothing differs. Sets of related records are compared by their members. Of the
    fields in `unsaid` it says that they changed, but not from what to what.
    """
    sentences, details = [], {}
    for name, new in changes.items():
        field = record._meta.get_field(name)
        old = getattr(record, name)
        if field.many_to_many:
            old, new = set(old.all()), set(new)
        if old == new:
            continue
        before, after = words(record, name, old), words(record, name, new)
        label = lower_first(label_of(record, name))
        if field.many_to_many:
            getattr(record, name).set(new)
        else:
            setattr(record, name, new)
        if name in unsaid:
            sentences.append(f"the {label}")
            continue
        sentences.append(change_in_words(label, before, after))
        details[name] = [before, after]
    record.save()
    return (f"changed {', '.join(sentences)}" if sentences else ""), details


def move(rows: models.QuerySet[Any], row: models.Model, *, up: bool) -> bool:
    """Swap a row with its neighbour and number all rows from 1; False when it is at the end or gone."""
    ordered = list(rows.select_for_update(of=("self",)))
    here = next((index for index, other in enumerate(ordered) if other.pk == row.pk), None)
    there = -1 if here is None else here - 1 if up else here + 1
    if here is None or not 0 <= there < len(ordered):
        return False
    ordered[here], ordered[there] = ordered[there], ordered[here]
    for order, other in enumerate(ordered, start=1):
        other.order = order
        other.save(update_fields=["order"])
    return True


def words(record: models.Model, name: str, value: Any) -> str:
    """A field's value as people read it: the label of a choice, the names of a set."""
    field = record._meta.get_field(name)
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(sorted(str(one) for one in value))
    if isinstance(value, date):
        return nhs_date(value)
    if isinstance(value, time):
        return nhs_time(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    choices = dict(getattr(field, "flatchoices", []))
    return str(choices.get(value, "" if value is None else value))


def stored(record: models.Model, name: str) -> Any:
    value = getattr(record, name)
    return value.all() if isinstance(value, models.Manager) else value


def change_in_words(label: str, before: str, after: str) -> str:
    """the due date from “1 May 2026” to “1 June 2026”; long texts are not quoted."""
    if max(len(before), len(after)) > LONGEST_QUOTED:
        return f"the {label}"
    if not before:
        return f"the {label} to “{after}”"
    return f"the {label} from “{before}” to {f'“{after}”' if after else 'nothing'}"


def label_of(record: models.Model, name: str) -> str:
    """What people call a field of a record."""
    field: Any = record._meta.get_field(name)
    return str(field.verbose_name)


def next_order(rows: models.QuerySet[Any]) -> int:
    """The place after the last of these rows."""
    return (rows.aggregate(last=models.Max("order"))["last"] or 0) + 1


class Conflict(RuleBroken):
    """Somebody else saved the record first; `current` is the record as it stands now."""

    def __init__(self, current: Any, *, verb: str, what: str) -> None:
        last = audit.history(current).filter(verb=verb).first()
        super().__init__(
            f"{last.actor_name if last else 'Somebody else'} changed {what} while you were "
            "writing. Nothing you wrote is lost. Compare the two texts, then save again."
        )
        self.current = current


def fingerprint(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:20]


def while_you_were_writing(what: str) -> str:
    return (
        f"Somebody else changed {what} while you were writing. Nothing you wrote is lost. Compare "
        "the two texts, then save again."
    )


def carry(form: Any, **hidden: Any) -> None:
    """Keep all that was typed, and change what the form carries along unseen."""
    form.data = copy(form.data)
    for name, value in hidden.items():
        form.data[name] = value


class RecordForm(TidyText, forms.ModelForm):
    """Checks what a person typed about a record; the service decides, in words, and saves.

    When somebody else changed the record after this page was opened, the form shows both texts
    and keeps what was typed; pressing again then saves it.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    differences: Sequence[tuple[str, str, str]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["seen"]
            return
        self.current = self._fingerprint()
        self.fields["seen"].initial = self.current

    def _fingerprint(self) -> str:
        return fingerprint(
            words(self.instance, name, stored(self.instance, name))
            for name in self._meta.fields or ()
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (seen := cleaned.pop("seen", "")) and seen != self.current:
            raise ValidationError(self._changed(cleaned))
        return cleaned

    def look_again(self) -> None:
        """Refuse, in the turn of the service, when the record changed since it was looked up."""
        self.instance = type(self.instance)._default_manager.get(pk=self.instance.pk)
        was, self.current = self.current, self._fingerprint()
        if was != self.current:
            raise RuleBroken(self._changed(self.cleaned_data))

    def _changed(self, typed: Mapping[str, Any]) -> str:
        """Build on the newer record, and say that it is newer."""
        self.show_both(self.instance, typed)
        carry(self, seen=self.current)
        return while_you_were_writing(str(self.instance))

    def show_both(self, current: models.Model, typed: Mapping[str, Any]) -> None:
        """Where what was typed differs from what is saved: the label, the saved, the typed."""
        texts = [
            (str(self[name].label), words(current, name, stored(current, name)),
             words(current, name, typed[name]))
            for name in self._meta.fields or () if name in typed
        ]  # fmt: skip
        self.differences = [text for text in texts if text[1] != text[2]]

    def _post_clean(self) -> None:
        """The record stays as it is: whether it may change, and how, is for the service to say."""


def chosen_in_words(field: Any, chosen: Iterable[Any]) -> str:
    """What is ticked, one on each line, in the order of the alphabet."""
    return "\n".join(sorted(field.label_from_instance(one) for one in chosen))


class ChangeForm(Form):
    """A form that changes what stands already, and is not the form of a whole record.

    `stands` is what its fields hold now, in words: the second of two editors sees both texts.
    """

    fields: dict[str, Any]
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    differences: Sequence[tuple[str, str, str]] = ()

    def __init__(self, *args: Any, stands: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands
        self.current = fingerprint(stands.values())
        self.fields["seen"].initial = self.current

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (seen := cleaned.pop("seen", "")) and seen != self.current:
            texts = [
                (str(self[name].label), stands, self._typed(name, cleaned.get(name)))
                for name, stands in self.stands.items()
                if name in self.fields
            ]
            self.differences = [text for text in texts if text[1] != text[2]]
        if self.differences:
            carry(self, seen=self.current)
            raise ValidationError(while_you_were_writing("this"))
        return cleaned

    def _typed(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(value, date):
            return nhs_date(value)
        if isinstance(field, forms.ModelMultipleChoiceField):
            return chosen_in_words(field, value or ())
        choices = dict(getattr(field, "choices", ()))
        return str(choices.get(value, "" if value is None else value))
