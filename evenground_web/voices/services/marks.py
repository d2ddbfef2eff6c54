"""What in a person's words could show who somebody is: suggestions, for a person to confirm.

Names and places are known by their capitals, so that in scripts without capitals only numbers,
addresses and days are found; the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evenground_web.people.models import Organisation, Place
from evenground_web.voices.models import Voice


@dataclass(frozen=True)
class Mark:
    """Some words that could show who somebody is, and what may stand in their place."""

    words: str
    instead: str
    is_certain: bool = False


NAME, PLACE, ORGANISATION = "[name]", "[place]", "[organisation]"
CERTAIN = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w"), "[address]"),
    (re.compile(r"(?<!\w)@\w{3,}"), "[address]"),
    (re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE), "[address]"),
    (
        re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE),
        "[postcode]",
    ),
    (re.compile(r"(?<![\d-])(?:\+\d{1,3}[ -]?|0)\d(?:[ -]?\d){7,11}(?!\d)"), "[number]"),
    (re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)"), "[number]"),
)
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Rev|Imam|Pastor)\.? [A-Z][\w'’-]+"
    r"(?: [A-Z][\w'’-]+)?"
)
CALLED = re.compile(r"\b(?:called|named|name is|name was) ([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)")
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
DAYS = re.compile(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH})(?: \d{{4}})?\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b"
    r"|\b(?:last|on|this) (?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
CAPITALS = re.compile(r"[A-Z][\w'’-]+(?: (?:of |and |the )?[A-Z][\w'’-]+)*")
ENDS = '.!?:;“"\n('
MOST_WORDS = 5
COMMON = frozenset(
    f"""i i'm i've i'd i'll nhs gp gps a&e icu ok tv uk england english britain british wales welsh
    scotland scottish ireland irish europe european africa african caribbean asia asian black white
    arab arabic bangladeshi bengali chinese indian pakistani punjabi urdu hindi gujarati somali
    polish romanian roma gypsy traveller turkish kurdish portuguese french spanish tamil yoruba
    muslim muslims islam christian christians jewish hindu hindus sikh sikhs god ramadan eid
    christmas easter diwali monday tuesday wednesday thursday friday saturday sunday covid
    {MONTH.replace("|", " ")}""".casefold().split()
)
ROLES = re.compile(
    r"\b(?:midwi(?:fe|ves)|nurses?|doctors?|consultants?|registrars?|surgeons?|receptionists?|"
    r"porters?|matrons?|managers?|team leaders?|teachers?|head ?teachers?|governors?|councillors?|"
    r"pc|sergeants?|officers?|paramedics?|pharmacists?|dentists?|social workers?|health visitors?|"
    r"cleaners?|chaplains?|interpreters?|apprentices?|students?|foster carers?|only \w+ (?:in|on))\b",
    re.IGNORECASE,
)
EVENTS = re.compile(
    r"\b(?:meeting|appraisal|interview|shift|handover|ward round|birth|labour|induction|operation|"
    r"funeral|inquest|hearing|tribunal|complaint|grievance|disciplinary|arrest|stopped and searched|"
    r"exclusion|accident|fire|christmas party)\b",
    re.IGNORECASE,
)


def marks_of(voice: Voice) -> list[Mark]:
    """What is certain to show who somebody is: addresses, numbers, names with a title."""
    return [mark for mark in _found(f"{voice.text}\n{voice.translation}") if mark.is_certain]


def suggestions(voice: Voice) -> list[Mark]:
    """All that could be taken out of the words and their translation."""
    return suggestions_in(f"{voice.text}\n{voice.translation}")


def suggestions_in(text: str) -> list[Mark]:
    """All that could be taken out of a text, each once, as it comes."""
    found = {mark.words: mark for mark in [*_capitals(text), *_found(text)]}
    inside = [
        words for words in found
        if any(words != other and words in other for other in found)
    ]  # fmt: skip
    kept = [mark for words, mark in found.items() if words not in inside]
    return sorted(kept, key=lambda mark: text.index(mark.words))


def _found(text: str) -> Iterator[Mark]:
    for pattern, instead in CERTAIN:
        yield from (Mark(match[0], instead, True) for match in pattern.finditer(text))
    yield from (Mark(match[0], NAME, True) for match in TITLED.finditer(text))
    yield from (Mark(match[1], NAME, True) for match in CALLED.finditer(text))
    yield from (Mark(match[0], "[day]") for match in DAYS.finditer(text))


def _capitals(text: str) -> Iterator[Mark]:
    """Words with a capital: places and organisations that are known, and what looks like a name."""
    runs = list(CAPITALS.finditer(text))
    parts = {part for match in runs for part in _parts(match[0])}
    places = set(Place.objects.filter(name__in=parts).values_list("name", flat=True))
    partners = set(Organisation.objects.filter(name__in=parts).values_list("name", flat=True))
    for match in runs:
        known = [part for part in _parts(match[0]) if part in places | partners]
        for part in known:
            yield Mark(part, ORGANISATION if part in partners else PLACE)
        if not known and (name := _without_common(match[0], begins=_begins(text, match.start()))):
            yield Mark(name, NAME)


def _parts(run: str) -> list[str]:
    words = run.split()
    return [
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + MOST_WORDS) + 1)
    ]


def _without_common(run: str, *, begins: bool) -> str:
    """What is left of a run that is no day, language or the like; a sentence begins with a capital."""
    words = run.split()
    if begins:
        words = words[1:]
    kept = [word for word in words if word.casefold().removesuffix("'s") not in COMMON]
    return " ".join(kept) if " ".join(kept) in run else ""


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip(" ")
    return not before or before[-1] in ENDS


def combination(voice: Voice) -> str:
    """Why a role, a place and something that happened could together show who spoke; or nothing."""
    text = voice.in_english
    role = voice.speaking_as == Voice.SpeakingAs.COLLEAGUE or ROLES.search(text)
    place = voice.place_id or voice.setting or any(m.instead == PLACE for m in suggestions(voice))
    event = EVENTS.search(text) or DAYS.search(text) or voice.gathering_id
    if not (role and place and event):
        return ""
    return (
        "It tells of a role, a place and something that happened there. Together they could show who "
        "spoke, also without a name."
    )
