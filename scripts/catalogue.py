"""The catalogues of the interface: read out of the code, kept in locale/, compiled.

    python scripts/catalogue.py            says what a catalogue lacks, or holds for nothing
    python scripts/catalogue.py write      brings each catalogue up to the code, and compiles it

Nothing of the system is needed: Babel reads and compiles, and Django turns templates into what Babel
can read.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parents[1]
WEB = HERE / "evenground_web"
LOCALE = WEB / "locale"
KEYWORDS = {
    "gettext": None, "gettext_noop": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2),
}  # fmt: skip
SAME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # the same texts give the same bytes
HEADER = "# {name} for the pages for everybody. Written by hand.\n# {checked}\n"


def ready() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenground_web.settings")
    os.environ.setdefault("SECRET_KEY", "only to read the code")
    sys.path.insert(0, str(HERE))
    import django

    django.setup()


def wanted() -> dict[Any, set[str]]:
    """Every text that pages for everybody say, with the files that say it."""
    found: dict[Any, set[str]] = {}
    for message, place in (*in_files(), *of_forms(), *of_choices()):
        found.setdefault(message, set()).add(place)
    return found


def in_files() -> Iterator[tuple[Any, str]]:
    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    for path in sorted(WEB.rglob("*")):
        if path.suffix not in {".html", ".txt", ".py"} or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            lines = templatize(text).splitlines() if "load i18n" in text else []
            text = "\n".join(line.lstrip() for line in lines)  # no indents to a reader of Python
        for _, message, _, _ in extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS):
            if message and message != ("", ""):
                yield message, path.relative_to(WEB).as_posix()


def of_forms() -> Iterator[tuple[str, str]]:
    """What the forms say that somebody without an account meets."""
    from django import forms

    from evenground_web.commitments.forms.finding_pledges import WallFilter
    from evenground_web.commitments.forms.signatures import NamingForm
    from evenground_web.commitments.models import Pledge
    from evenground_web.core.code_pages import CodeForm
    from evenground_web.core.forms import ChangePassword, ForgottenPassword, NewPassword, SignIn
    from evenground_web.floor.forms import phones
    from evenground_web.gatherings.forms import places, questions
    from evenground_web.gatherings.forms.decisions import PublicDecisionFilter
    from evenground_web.voices import forms as voices

    nobody: Any = None
    made: list[forms.BaseForm] = [
        SignIn(), ForgottenPassword(), NewPassword(), ChangePassword(user=nobody), NamingForm(),
        WallFilter(among=Pledge.objects.none()), questions.AskForm(), CodeForm(),
        PublicDecisionFilter(), voices.VoiceForm(), voices.ConsentForm(),
        voices.ContactForm(), voices.MoreForm(), voices.AnswerForm(), places.NeedsForm(),
        places.AnswerInvitationForm(), phones.JoinForm(), phones.SayForm(), phones.AllowForm(),
    ]  # fmt: skip
    for asking in (places.RegisterForm, phones.PollForm):  # of one gathering, or one question
        for name, field in asking.base_fields.items():
            bound = field.get_bound_field(forms.Form(), name)
            yield from ((text, f"{asking.__module__}") for text in said_by(bound) if text)
    for form in made:
        place = type(form).__module__.removeprefix("evenground_web.").replace(".", "/") + ".py"
        for field in form:
            yield from ((text, place) for text in said_by(field) if text)


def of_choices() -> Iterator[tuple[str, str]]:
    """What pages for everybody say of the state and the kind of a record; languages by their names."""
    from evenground_web.commitments.models.pledges import Level, Naming, State
    from evenground_web.floor.models import Vote
    from evenground_web.gatherings.models import (
        AccessCase,
        Companion,
        Gathering,
        Invitation,
        Part,
        Question,
        Registration,
        Session,
    )
    from evenground_web.people.models import Interest, Seat
    from evenground_web.reports.translations.services import known_languages
    from evenground_web.voices.models import Concern, Consent, Voice

    named = (
        Level, State, Naming, Gathering.Format, Question.State, Question.How, Interest.Kind, Seat.Role,
        Consent, Concern.Kind, Voice.Kind, Session.Kind, Part.Role, AccessCase.Kind, Companion.Kind,
        Invitation.Answer, Registration.Attends, Vote.Value,
    )  # fmt: skip
    for choices in named:
        place = choices.__module__.removeprefix("evenground_web.").replace(".", "/") + ".py"
        yield from ((str(label), place) for label in choices.labels)
    for language in known_languages().values():
        yield language["name"], "core/languages.toml"


def said_by(field: Any) -> Iterator[str]:
    from django import forms

    if field.is_hidden:
        return
    yield str(field.label)
    yield str(field.field.help_text)
    own = type(field.field).default_error_messages
    yield from (
        str(words)
        for key, words in field.field.error_messages.items()
        if key == "required" and str(words) != str(own.get(key))
    )
    choices: Any = getattr(field.field, "choices", ())
    if isinstance(field.field, forms.ChoiceField) and not isinstance(
        field.field, forms.ModelChoiceField
    ):
        for _, label in choices:
            yield str(label)
    elif isinstance(field.field, forms.ModelChoiceField) and field.field.empty_label:
        yield str(field.field.empty_label)


def catalogue(code: str) -> Any:
    from babel.messages.pofile import read_po

    with (LOCALE / code / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=code)


def compiled(code: str) -> bytes:
    from babel.messages.mofile import write_mo

    out, texts = io.BytesIO(), catalogue(code)
    texts.creation_date = SAME_DAY
    write_mo(out, texts)
    return out.getvalue()


def mistakes(code: str) -> list[str]:
    """What a catalogue lacks or holds for nothing."""
    kept = {message.id: message for message in catalogue(code) if message.id}
    texts = wanted()
    lacks = [f"no text for {message!r}" for message in texts if message not in kept]
    idle = [f"nothing says {message!r} any more" for message in kept if message not in texts]
    empty = [f"not translated: {one.id!r}" for one in kept.values() if not all(_parts(one.string))]
    return [*lacks, *idle, *empty]


def _parts(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def write(code: str, words: dict[Any, Any] | None = None) -> None:
    """The catalogue with all texts of the code in the order of the alphabet; what is there is kept."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    from evenground_web.core.tongues import tongues

    path = LOCALE / code / "LC_MESSAGES" / "django.po"
    kept = {one.id: one.string for one in catalogue(code)} if path.exists() else {}
    kept |= words or {}
    tongue = tongues()[code]
    checked = (
        f"Checked by {tongue.checked_by}, {tongue.checked_on}."
        if tongue.checked_by
        else "Not checked yet by somebody who speaks it."
    )
    made = Catalog(
        locale=code, project="Evenground", header_comment=HEADER.format(name=tongue.name, checked=checked)
    )  # fmt: skip
    for message, places in sorted(wanted().items(), key=lambda one: str(one[0]).lower()):
        flags = ["python-format"] if "%(" in str(message) else []
        made.add(
            message, kept.get(message), locations=[(place, None) for place in sorted(places)],
            flags=flags,
        )  # fmt: skip
    out = io.BytesIO()
    write_po(out, made, width=120, sort_by_file=False)
    lines = [
        line
        for line in out.getvalue().decode().splitlines()
        if not line.startswith(('"POT-Creation', '"PO-Revision', '"Generated-By', '"Last-Translator', '"Language-Team', '"Report-Msgid'))
    ]  # fmt: skip
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(code))


def main() -> int:
    ready()
    from evenground_web.core.tongues import tongues

    found = []
    for tongue in tongues().values():
        if not tongue.is_english:
            if "write" in sys.argv:
                write(tongue.code)
            found += [f"{tongue.code}: {mistake}" for mistake in mistakes(tongue.code)]
    print("\n".join(found) or "Every text has its translation.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
