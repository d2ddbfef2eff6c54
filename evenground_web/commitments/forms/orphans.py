"""Narrowing what hangs loose; `every` is each list before it is narrowed."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.replies import waiting
from evenground_web.core.fields import LONGEST_SEARCH, Form
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.insight.forms import GapFilterForm
from evenground_web.insight.models import Gap
from evenground_web.people.models import Organisation
from evenground_web.voices.models import Voice

ALL = ("", "All")


class LooseGaps(GapFilterForm):
    """Gaps nobody owns, by words, groups, place and unit."""

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name in ("owner", "judgement", "release"):
            del self.fields[name]

    @staticmethod
    def every(person: Any) -> QuerySet[Gap]:
        return cast("QuerySet[Gap]", services.unowned(Gap.objects.with_standing()))

    def loose(self, person: Any) -> QuerySet[Gap]:
        return services.with_sizes(services.unowned(self.found()))


class Narrowed(Form):
    fields: dict[str, Any]
    mark_optional = False

    def asked(self) -> dict[str, Any]:
        """What was chosen. Whatever in the address makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def narrows(self) -> bool:
        return bool(self.asked())


class LooseCommitments(Narrowed):
    text = forms.CharField(required=False, max_length=LONGEST_SEARCH, label="Words or reference")
    kind = forms.ChoiceField(required=False, choices=[ALL, *Commitment.Kind.choices])
    owner = forms.ModelChoiceField(Organisation.objects.all(), required=False, empty_label="All")

    @staticmethod
    def every(person: Any) -> QuerySet[Commitment]:
        return services.commitments_without_gap()

    def loose(self, person: Any) -> QuerySet[Commitment]:
        asked = self.asked()
        found = self.every(person)
        for word in asked.pop("text", "").split():
            found = found.filter(Q(reference__icontains=word) | Q(title__icontains=word))
        return found.filter(**asked).prefetch_related("partners")


class LooseTopics(Narrowed):
    gathering = forms.ModelChoiceField(Gathering.objects.all(), required=False, empty_label="All")

    @staticmethod
    def every(person: Any) -> QuerySet[Topic]:
        return services.topics_without_commitment(person)

    def loose(self, person: Any) -> QuerySet[Topic]:
        found = services.with_heard(self.every(person).filter(**self.asked()), person)
        ordered: QuerySet[Topic] = found.order_by("-heard", "-gathering__starts", "order", "pk")
        return ordered.select_related("gathering")


class LooseGatherings(Narrowed):
    kind = forms.ChoiceField(
        required=False,
        choices=[ALL, *(one for one in Gathering.Kind.choices if one[0] != "meeting")],
    )

    @staticmethod
    def every(person: Any) -> QuerySet[Gathering]:
        return waiting.gatherings_waiting(person, on=timezone.localdate())

    def loose(self, person: Any) -> QuerySet[Gathering]:
        return self.every(person).filter(**self.asked())


class LooseReplies(Narrowed):
    text = forms.CharField(required=False, max_length=LONGEST_SEARCH, label="Words")

    @staticmethod
    def every(person: Any) -> QuerySet[Gap]:
        return waiting.gaps_waiting(person)

    def loose(self, person: Any) -> QuerySet[Gap]:
        found = waiting.with_how_long(self.every(person), person)
        known = Gap.objects.about(self.asked().get("text", ""))
        return found.filter(pk__in=known.values("pk")) if self.narrows else found


class LooseVoices(Narrowed):
    kind = forms.ChoiceField(required=False, choices=[ALL, *Voice.Kind.choices])
    gathering = forms.ModelChoiceField(Gathering.objects.all(), required=False, empty_label="All")

    @staticmethod
    def every(person: Any) -> QuerySet[Voice]:
        return services.voices_without_gap(person)

    def loose(self, person: Any) -> QuerySet[Voice]:
        return self.every(person).filter(**self.asked())
