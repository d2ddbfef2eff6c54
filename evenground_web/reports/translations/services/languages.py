"""Languages that a partnership offers, and those it no longer adds to."""

from __future__ import annotations

from datetime import datetime

from evenground_web.core import audit
from evenground_web.core.languages import known_languages
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.reports.translations.models import Language


@audit.in_turn()
def offer_language(
    *,
    by: Person | None,
    code: str,
    name: str = "",
    own_name: str = "",
    direction: str = "",
    decimal: str = "",
    now: datetime | None = None,
) -> Language:
    """Begin to translate into a language; what is not said is taken from the list we come with."""
    known = known_languages().get(code, {})
    said = {"name": name, "own_name": own_name, "direction": direction, "decimal": decimal}
    details = {key: said[key] or known.get(key, "") for key in said}
    if not (details["name"] and details["own_name"]):
        raise RuleBroken(f"“{code}” is not on the list of languages. Give its names as well.")
    if code.lower().split("-")[0] == "en":
        raise RuleBroken("The originals are in English. Choose another language.")
    language = Language.objects.select_for_update().filter(code__iexact=code).first()
    if language and language.offered:
        return language
    if language is None:
        if Language.objects.filter(name__iexact=details["name"]).exists():
            raise RuleBroken(f"There is a language named {details['name']} already.")
        details = {key: text for key, text in details.items() if text}
        language = Language.objects.create(code=code, **details)
    language.offered = True
    language.save(update_fields=["offered"])
    audit.record(
        "language.offered", language, by=by, now=now,
        sentence=f"began to offer translations into {language}",
    )  # fmt: skip
    return language


@audit.in_turn()
def stop_offering(language: Language, *, by: Person, now: datetime | None = None) -> Language:
    """Begin nothing new in a language. What is published in it stays."""
    language = Language.objects.select_for_update().get(pk=language.pk)
    if language.offered:
        language.offered = False
        language.save(update_fields=["offered"])
        audit.record(
            "language.no_longer_offered", language, by=by, now=now,
            sentence=f"stopped offering new translations into {language}",
        )  # fmt: skip
    return language
