"""What people on phones are asked to allow, word for word, and since which version.

A contribution keeps the number of the version that its author read. Words that somebody agreed to are
never changed: what is asked differently is a new version.
"""

from __future__ import annotations

from evenground_web.voices.models import Consent

CONSENT_WORDS: dict[int, dict[str, str]] = {
    1: {
        Consent.PUBLIC: "Show my words on the screen here and to everybody, without my name",
        Consent.QUOTE: "Not on the screen. Members of the partnership may read them, without my name",
        Consent.THEMES: "Show my words to nobody else, but count what I said in themes",
        Consent.NOT_FOR_PUBLICATION: "Only the small team that looks after this may read them",
    },
}
CURRENT = max(CONSENT_WORDS)


def consent_choices(version: int = CURRENT) -> list[tuple[str, str]]:
    return list(CONSENT_WORDS[version].items())
