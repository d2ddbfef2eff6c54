"""Whom and what the cells of a register name, looked up once for a whole file."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from evenground_web.commitments.models import Commitment, Risk
from evenground_web.commitments.services.plans.plan_organisations import Directory
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, same_words
from evenground_web.people.models import Group, Organisation, Person
from evenground_web.people.services import organisations_by_name

BY_NUMBER = "#"


class Names:
    """`coming` are the references and the titles of risks that the same file adds."""

    def __init__(self) -> None:
        self.coming_references: dict[str, str] = {}
        self.coming_risks: dict[str, str] = {}

    @cached_property
    def _organisations(self) -> dict[str, Organisation]:
        return organisations_by_name()

    @cached_property
    def _directory(self) -> Directory:
        return Directory({})

    @cached_property
    def _people(self) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in Person.objects.all():
            found[same_words(person.name)].append(person)
            if person.email:
                found[same_words(person.email)].append(person)
        return found

    @cached_property
    def _groups(self) -> dict[str, Group]:
        return {same_words(group.name): group for group in Group.objects.all()}

    @cached_property
    def _references(self) -> dict[str, str]:
        references = Commitment.objects.values_list("reference", flat=True)
        return {reference.casefold(): reference for reference in references}

    @cached_property
    def _risks(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for pk, title in Risk.objects.values_list("pk", "title"):
            found[same_words(title)].append((pk, title))
        return found

    def organisation(self, text: str) -> tuple[Organisation | None, str]:
        if not text:
            return None, ""
        found = self._organisations.get(same_words(text))
        if found is None:
            raise RuleBroken(self._no("an organisation", text, self._organisations.values()))
        return found, found.name

    def organisations(self, text: str) -> tuple[list[Organisation], str]:
        found = [self.organisation(name)[0] for name in self._directory.names(text)]
        different = {one.pk: one for one in found if one}
        return list(different.values()), joined(one.name for one in different.values())

    def person(self, text: str) -> tuple[Person | None, str]:
        found = {one.pk: one for one in self._people.get(same_words(text), [])}
        if not text:
            return None, ""
        if len(found) > 1:
            raise RuleBroken(f"several people are called ‘{text[:60]}’. Write the e-mail address")
        if not found:
            everybody = [one for same in self._people.values() for one in same]
            raise RuleBroken(self._no("somebody", text, everybody))
        (person,) = found.values()
        return person, person.name

    def group(self, text: str) -> tuple[Group | None, str]:
        if not text:
            return None, ""
        found = self._groups.get(same_words(text))
        if found is None:
            raise RuleBroken(self._no("a group", text, self._groups.values()))
        return found, found.name

    def reference(self, text: str) -> tuple[str, str]:
        """The reference of a commitment that is here, or that the same file adds."""
        wanted = one_line(text).casefold()
        found = self._references.get(wanted) or self.coming_references.get(wanted, "")
        if wanted and not found:
            raise RuleBroken(
                f"no commitment has the reference ‘{text[:60]}’. Look it up in the list"
            )
        return found, found

    def references(self, text: str) -> tuple[list[str], str]:
        pieces = [one for one in text.replace("\n", ";").split(";") if one.strip()]
        found = list(dict.fromkeys(self.reference(one)[0] for one in pieces))
        return found, joined(found)

    def risk(self, text: str) -> tuple[str, str]:
        """A risk is named by its title, or where several have the same by its number."""
        if text.startswith(BY_NUMBER):
            if text[1:].strip() in {str(pk) for same in self._risks.values() for pk, _ in same}:
                return text, text
            raise RuleBroken(
                f"no risk has the number ‘{text[:20]}’. Look it up in the sheet of risks"
            )
        found = self._risks.get(same_words(text), [])
        if len(found) > 1:
            numbers = " or ".join(f"{BY_NUMBER}{pk}" for pk, _ in found)
            raise RuleBroken(
                f"several risks are called ‘{text[:60]}’. Write {numbers} in its place"
            )
        if found:
            return f"{BY_NUMBER}{found[0][0]}", found[0][1]
        if coming := self.coming_risks.get(same_words(text)):
            return coming, coming
        raise RuleBroken(f"no risk is called ‘{text[:60]}’. Copy its title from the sheet of risks")

    def name_of_risk(self, risk: Risk) -> str:
        several = len(self._risks[same_words(risk.title)]) > 1
        return f"{BY_NUMBER}{risk.pk}" if several else risk.title

    def _no(self, what: str, text: str, known: Iterable[object]) -> str:
        near = difflib.get_close_matches(text, [str(one) for one in known], n=1)
        hint = (
            f"Did you mean ‘{near[0]}’?" if near else "Write a name that is, or add it there first"
        )
        return f"‘{text[:60]}’ is not {what} known here. {hint}"


def joined(names: Iterable[str]) -> str:
    return "; ".join(sorted(names))


def risk_named(name: str) -> Risk:
    """The risk that a cell names, also when it was added a moment ago."""
    if name.startswith(BY_NUMBER):
        return Risk.objects.get(pk=int(name[1:]))
    return Risk.objects.get(title__iexact=name)


def commitment_of(reference: str) -> Commitment:
    """The commitment that a cell names, also when it was added a moment ago."""
    return Commitment.objects.get(reference__iexact=reference)
