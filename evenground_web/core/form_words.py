"""Django's own error messages in the words of the NHS: what to do, naming the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import validators
from django.forms.boundfield import BoundField
from django.utils.translation import gettext, gettext_noop

from evenground_web.core.text import lower_first
from evenground_web.core.tongues import translated


def in_words(field: BoundField) -> list[str]:
    """The errors of a field; messages that the form's author wrote are left as they are."""
    return [say(field, error) for error in field.errors.as_data()]


def say(field: BoundField, error: Any) -> str:
    for django, words in WORDS:
        if error.message is django:
            return words(translated(field.label), field.field, error.params or {})
    return " ".join(translated(message) for message in error.messages)


def required(label: str, field: forms.Field, params: dict[str, Any]) -> str:
    if "?" in label:
        return gettext("Answer the question: %(label)s") % {"label": label}
    choose = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    if choose:
        words = gettext("Select %(label)s")
    elif isinstance(field, forms.BooleanField):
        words = gettext("Confirm %(label)s")
    else:
        words = gettext("Enter %(label)s")
    return words % {"label": lower_first(label)}


def ends(pattern: str) -> Callable[[str, forms.Field, dict[str, Any]], str]:
    """After a label the rest of its sentence; after a question one of its own."""

    def said(label: str, field: forms.Field, params: dict[str, Any]) -> str:
        words = gettext(pattern).format(**params)
        return f"{label} {words[:1].upper() + words[1:] if '?' in label else words}"

    return said


def whole(sentence: str) -> Callable[[str, forms.Field, dict[str, Any]], str]:
    return lambda label, field, params: gettext(sentence)


WORDS: list[tuple[Any, Callable[[str, Any, dict[str, Any]], str]]] = [
    (forms.Field.default_error_messages["required"], required),
    (forms.ChoiceField.default_error_messages["invalid_choice"], required),
    (forms.MultipleChoiceField.default_error_messages["invalid_choice"], required),
    (forms.ModelChoiceField.default_error_messages["invalid_choice"], required),
    (forms.ModelMultipleChoiceField.default_error_messages["invalid_pk_value"], required),
    (
        validators.ProhibitNullCharactersValidator.message,
        ends(gettext_noop("must not have characters that cannot be shown")),
    ),
    (
        forms.IntegerField.default_error_messages["invalid"],
        ends(gettext_noop("must be a whole number")),
    ),
    (forms.FloatField.default_error_messages["invalid"], ends(gettext_noop("must be a number"))),
    (forms.DecimalField.default_error_messages["invalid"], ends(gettext_noop("must be a number"))),
    (
        forms.DateField.default_error_messages["invalid"],
        ends(gettext_noop("must be a real date, such as 31/3/2026")),
    ),
    (
        forms.FileField.default_error_messages["empty"],
        whole(gettext_noop("The selected file is empty")),
    ),
    (
        validators.EmailValidator.message,
        whole(gettext_noop("Enter an email address in the correct format, like name@example.com")),
    ),
    (
        validators.URLValidator.message,
        whole(
            gettext_noop("Enter a web address in the correct format, like https://www.example.com")
        ),
    ),
    (
        forms.URLField.default_error_messages["invalid"],
        whole(
            gettext_noop("Enter a web address in the correct format, like https://www.example.com")
        ),
    ),
    (
        validators.MaxLengthValidator.message,
        ends(gettext_noop("must be {limit_value} characters or fewer; it has {show_value}")),
    ),
    (
        validators.MinLengthValidator.message,
        ends(gettext_noop("must be {limit_value} characters or more")),
    ),
    (validators.MinValueValidator.message, ends(gettext_noop("must be {limit_value} or more"))),
    (validators.MaxValueValidator.message, ends(gettext_noop("must be {limit_value} or less"))),
]
