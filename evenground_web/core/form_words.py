"""Django's own error messages in the words of the NHS: what to do, naming the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core import validators
from django.forms.boundfield import BoundField

from evenground_web.core.text import lower_first


def in_words(field: BoundField) -> list[str]:
    """The errors of a field; messages that the form's author wrote are left as they are."""
    return [say(field, error) for error in field.errors.as_data()]


def say(field: BoundField, error: Any) -> str:
    for django, words in WORDS:
        if error.message is django:
            return words(str(field.label), field.field, error.params or {})
    return " ".join(error.messages)


def required(label: str, field: forms.Field, params: dict[str, Any]) -> str:
    if label.endswith("?"):
        return f"Answer the question: {label}"
    choose = isinstance(field, forms.ChoiceField | forms.ModelChoiceField | forms.FileField)
    verb = "Select" if choose else "Confirm" if isinstance(field, forms.BooleanField) else "Enter"
    return f"{verb} {lower_first(label)}"


def ends(pattern: str) -> Callable[[str, forms.Field, dict[str, Any]], str]:
    return lambda label, field, params: label + " " + pattern.format(**params)


def whole(sentence: str) -> Callable[[str, forms.Field, dict[str, Any]], str]:
    return lambda label, field, params: sentence


WORDS: list[tuple[Any, Callable[[str, Any, dict[str, Any]], str]]] = [
    (forms.Field.default_error_messages["required"], required),
    (forms.IntegerField.default_error_messages["invalid"], ends("must be a whole number")),
    (forms.FloatField.default_error_messages["invalid"], ends("must be a number")),
    (forms.DecimalField.default_error_messages["invalid"], ends("must be a number")),
    (
        forms.DateField.default_error_messages["invalid"],
        ends("must be a real date, such as 31/3/2026"),
    ),
    (forms.FileField.default_error_messages["empty"], whole("The selected file is empty")),
    (
        validators.EmailValidator.message,
        whole("Enter an email address in the correct format, like name@example.com"),
    ),
    (
        validators.URLValidator.message,
        whole("Enter a web address in the correct format, like https://www.example.com"),
    ),
    (
        validators.MaxLengthValidator.message,
        ends("must be {limit_value} characters or fewer; it has {show_value}"),
    ),
    (validators.MinLengthValidator.message, ends("must be {limit_value} characters or more")),
    (validators.MinValueValidator.message, ends("must be {limit_value} or more")),
    (validators.MaxValueValidator.message, ends("must be {limit_value} or less")),
]
