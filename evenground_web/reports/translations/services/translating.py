"""A translation is begun, written section by section, finished, checked by another, published."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import same_words
from evenground_web.people.models import Person
from evenground_web.reports.translations.models import Edition, Language, Status, Translation
from evenground_web.reports.translations.services.numbers import different_numbers
from evenground_web.reports.translations.services.originals import TITLE, Original, Section, find


class Mistakes(RuleBroken):
    """Texts that cannot be kept as they are, each with what is wrong with it."""

    def __init__(self, found: dict[str, str]) -> None:
        super().__init__(" ".join(found.values()))
        self.found = found


@audit.in_turn()
def begin(
    kind: str, record: int, *, language: Language, by: Person, now: datetime | None = None
) -> Translation:
    """Begin to translate a public text; pressing twice opens the same translation."""
    original = _public(find(kind, record))
    made = Translation.objects.filter(language=language, kind=kind, record=record).first()
    if made:
        return made
    if not language.offered:
        raise RuleBroken(f"The partnership does not translate into {language} at the moment.")
    translation = Translation.objects.create(
        language=language, kind=kind, record=record, title=original.title[:300]
    )
    audit.record(
        "translation.begun", translation, by=by, now=now,
        sentence=f"began to translate “{original.title}” into {language}",
    )  # fmt: skip
    return translation


@audit.in_turn()
def write(
    translation: Translation,
    *,
    by: Person,
    texts: Mapping[str, str],
    seen: str = "",
    now: datetime | None = None,
) -> Translation:
    """Keep the translation of some texts of the original, named by the texts themselves.

    An empty translation takes away what was there. What was finished is to be finished again.
    `seen` is the fingerprint of these texts as the person had them before them.
    """
    translation = locked(translation)
    if seen and seen != fingerprint(translation.texts, texts):
        raise Conflict(translation, verb="translation.written", what="these texts")
    typed = {text: words.strip() for text, words in texts.items()}
    changed = {
        text: words for text, words in typed.items() if words != translation.texts.get(text, "")
    }
    if not changed:
        return translation
    if mistakes := mistakes_in(changed, translation.language):
        raise Mistakes(mistakes)
    before = {text: translation.texts.get(text, "") for text in changed}
    kept = {**translation.texts, **changed}
    translation.texts = {text: words for text, words in kept.items() if words}
    _start_again(translation)
    audit.record(
        "translation.written", translation, by=by, now=now,
        sentence=f"translated {_texts(len(changed))} of “{translation.title}” into {translation.language}",
        before=before,
    )  # fmt: skip
    return translation


def fingerprint(texts: Mapping[str, str], of: Iterable[str]) -> str:
    """Tells whether somebody changed the translation of these texts."""
    told = [texts.get(text, "") for text in of]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:20]


def mistakes_in(texts: Mapping[str, str], language: Language) -> dict[str, str]:
    """Of each text whose translation has other numbers, what is wrong."""
    found = {
        text: different_numbers(text, words, decimal=language.decimal)
        for text, words in texts.items()
        if words
    }
    return {text: wrong for text, wrong in found.items() if wrong}


@audit.in_turn()
def finish(
    translation: Translation, *, by: Person, translator: str, now: datetime | None = None
) -> Translation:
    """Say that it is ready to be checked, and who translated it. No machine may have."""
    translation = locked(translation)
    original = public_original(translation)
    if translation.status != Status.BEING_TRANSLATED and not is_outdated(translation, original):
        raise RuleBroken(f"This translation is {translation.get_status_display().lower()} already.")
    translator = translator.strip()
    if not translator:
        raise RuleBroken("Name who translated it. Readers see this name.")
    _refuse_unfinished(translation, original)
    translation.translator, translation.checker = translator, ""
    translation.made_from, translation.status = original.hash, Status.TRANSLATED
    translation.title = original.title[:300]
    translation.save(update_fields=["translator", "checker", "made_from", "status", "title"])
    audit.record(
        "translation.finished", translation, by=by, now=now,
        sentence=f"said that {translator} translated “{original.title}” into {translation.language}, not a machine",
    )  # fmt: skip
    return translation


def _refuse_unfinished(translation: Translation, original: Original) -> None:
    done = {one.key for one in complete_sections(original, translation.texts)}
    if TITLE not in done:
        raise RuleBroken("Translate the title first, with what stands below it.")
    if done == {TITLE}:
        raise RuleBroken("Translate at least one section. Readers are shown whole sections only.")


def complete_sections(original: Original, texts: Mapping[str, str]) -> list[Section]:
    """Those of which every text is translated; only these are shown to readers."""
    return [one for one in original.sections if all(text in texts for text in one.texts)]


@audit.in_turn()
def check(
    translation: Translation, *, by: Person, checker: str, now: datetime | None = None
) -> Translation:
    """Write down that a second speaker read it beside the original and agrees."""
    translation = locked(translation)
    _refuse_outdated(translation)
    checker = checker.strip()
    if translation.status != Status.TRANSLATED:
        raise RuleBroken("Only a translation that is finished, and not checked yet, is checked.")
    if not checker:
        raise RuleBroken("Name who checked it. Readers see this name.")
    if same_words(checker) == same_words(translation.translator):
        raise RuleBroken(
            f"{translation.translator} translated it. Somebody else who speaks "
            f"{translation.language} must check it."
        )
    translation.checker, translation.status = checker, Status.CHECKED
    translation.save(update_fields=["checker", "status"])
    audit.record(
        "translation.checked", translation, by=by, now=now,
        sentence=f"said that {checker} checked “{translation.title}” in {translation.language}",
    )  # fmt: skip
    return translation


@audit.in_turn()
def send_back(
    translation: Translation, *, by: Person, reason: str, now: datetime | None = None
) -> Translation:
    """Say what is wrong with a finished translation, so that it is worked on again."""
    translation = locked(translation)
    if translation.status not in {Status.TRANSLATED, Status.CHECKED}:
        raise RuleBroken("Only a translation that waits to be checked or published is sent back.")
    if not reason.strip():
        raise RuleBroken("Say what is wrong, so that the translator can mend it.")
    _start_again(translation)
    audit.record(
        "translation.sent_back", translation, by=by, now=now,
        sentence=f"sent “{translation.title}” in {translation.language} back: {reason.strip()}",
    )  # fmt: skip
    return translation


@audit.in_turn()
def publish(translation: Translation, *, by: Person, now: datetime | None = None) -> Edition:
    """Let everybody read it, beside the original it was made from; pressing twice publishes once."""
    translation = locked(translation)
    original = public_original(translation)
    if translation.status == Status.PUBLISHED and translation.edition:
        return translation.edition
    if translation.status != Status.CHECKED:
        raise RuleBroken("A second speaker must check a translation before it is published.")
    _refuse_outdated(translation)
    shown = original.only(one.key for one in complete_sections(original, translation.texts))
    wanted = {text for section in shown.sections for text in section.texts}
    edition = Edition.objects.create(
        translation=translation,
        number=translation.editions.count() + 1,
        original=shown.frozen(),
        made_from=shown.hash,
        texts={text: words for text, words in translation.texts.items() if text in wanted},
        translator=translation.translator,
        checker=translation.checker,
        at=now or timezone.now(),
        by=by,
    )
    translation.edition, translation.status = edition, Status.PUBLISHED
    translation.save(update_fields=["edition", "status"])
    audit.record(
        "translation.published", translation, by=by, now=now,
        sentence=f"published “{translation.title}” in {translation.language}",
    )  # fmt: skip
    return edition


@audit.in_turn()
def take_back(translation: Translation, *, by: Person, now: datetime | None = None) -> Translation:
    """Close a published translation to the public; it can be worked on and published again."""
    translation = locked(translation)
    if translation.edition is None:
        return translation
    translation.edition = None
    if translation.status == Status.PUBLISHED:
        translation.status = Status.CHECKED
    translation.save(update_fields=["edition", "status"])
    audit.record(
        "translation.taken_back", translation, by=by, now=now,
        sentence=f"took “{translation.title}” in {translation.language} back from the public pages",
    )  # fmt: skip
    return translation


def original_of(translation: Translation) -> Original | None:
    """The original as everybody may read it today, if they may."""
    return find(translation.kind, translation.record)


def public_original(translation: Translation) -> Original:
    """The original, or a refusal where it is not public any more."""
    return _public(original_of(translation))


def is_outdated(translation: Translation, original: Original | None) -> bool:
    """Whether the original changed since this translation was finished."""
    return bool(translation.made_from and original and original.hash != translation.made_from)


def locked(translation: Translation) -> Translation:
    """The translation as it stands, kept from other changes until this one is done."""
    found = Translation.objects.select_for_update(of=("self",)).select_related(
        "language", "edition"
    )
    return found.get(pk=translation.pk)


def _public(original: Original | None) -> Original:
    if original is None:
        raise RuleBroken("This text is not public, so it is not translated.")
    return original


def _refuse_outdated(translation: Translation) -> None:
    if is_outdated(translation, original_of(translation)):
        raise RuleBroken(
            "The original changed since this was translated. Translate what is new, and finish the "
            "translation again."
        )


def _start_again(translation: Translation) -> None:
    translation.status, translation.checker = Status.BEING_TRANSLATED, ""
    translation.save(update_fields=["texts", "status", "checker"])


def _texts(number: int) -> str:
    return "1 text" if number == 1 else f"{number} texts"
