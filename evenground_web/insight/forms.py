"""What a person types about data and gaps, checked."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast

from evenground_web.core.fields import Form
from evenground_web.insight.models import Gap, GapPoint, GapQuerySet, Indicator, Release, Standing
from evenground_web.insight.services import populations_in

NO_GAPS = ""
OPTIONS = {  # of each field, what it is kept as and what is shown
    "indicator": ("indicator_id", "indicator__title"),
    "dimension": ("dimension", "dimension_title"),
    "place": ("place_id", "place__name"),
    "unit": ("indicator__unit", "indicator__unit"),
}
LONGEST_LIST = 100  # beyond that, words find an indicator sooner and the page stays light
SORTS = [
    ("", "Largest relative gap we are sure of"),
    ("relative", "Largest relative gap"),
    ("apart", "Farthest from no gap, counted in limits"),
    ("people", "Most people, where it is a percentage"),
    ("absolute", "Largest absolute gap, unit by unit"),
    ("newest", "Newest"),
    ("title", "Title, from A to Z"),
]


class AddDataForm(Form):
    file = forms.FileField(
        label="Fingertips file",
        help_text="The CSV file with 27 columns that Fingertips gives for download, as it came.",
        error_messages={
            "required": "Choose the file to add",
            "empty": "The file is empty. Download it again and choose the new file.",
        },
    )

    def clean_file(self) -> UploadedFile[Any]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > settings.LARGEST_UPLOAD:
            raise forms.ValidationError(
                f"The file is larger than {settings.LARGEST_UPLOAD // 2**20} MB. Download fewer "
                "areas or indicators, or read it with `evenground import fingertips`."
            )
        return file


class PopulationForm(Form):
    fields: dict[str, Any]
    which = forms.ChoiceField(
        label="Whose people?",
        help_text="Numbers of this release that count people by ethnic group of the census",
        error_messages={"required": "Choose a number"},
    )

    def __init__(self, *args: Any, release: Release, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = [("", ""), *populations_in(release)]


class ReasonForm(Form):
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        error_messages={"required": "Write why it is public no longer"},
    )


class ReferencesForm(Form):
    """For each dimension whose reference group nobody declared: compare with which group?"""

    mark_optional = False

    def __init__(self, data: Any, *, dimensions: list[dict[str, Any]]) -> None:
        super().__init__(data)
        self.keys: dict[str, str] = {}
        undeclared = [dimension for dimension in dimensions if not dimension["reference"]]
        for position, dimension in enumerate(undeclared):
            name = f"compare_{position}"
            self.keys[name] = dimension["key"]
            groups = [(group, group) for group in dimension["groups"]]
            self.fields[name] = forms.ChoiceField(
                label=f"Compare groups of “{dimension['title']}” with",
                help_text="No definition file says which group to compare with.",
                choices=[(NO_GAPS, "Make no gaps"), *groups],
                required=False,
                error_messages={
                    "invalid_choice": f"Choose a group of “{dimension['title']}” from the list"
                },
            )

    def references(self) -> dict[str, str]:
        """The chosen reference group of each dimension that is to have gaps."""
        chosen = {key: self.cleaned_data[name] for name, key in self.keys.items()}
        return {key: group for key, group in chosen.items() if group != NO_GAPS}


def _options() -> QuerySet[Any, Any]:
    """What gaps can be narrowed by, in one query: of each field the keys and their words."""
    first, *others = (
        Gap.objects.order_by().values_list(
            Value(name, CharField()), Cast(key, CharField()), Cast(title, CharField())
        )
        for name, (key, title) in OPTIONS.items()
    )
    return first.union(*others)


class GapFilterForm(Form):
    mark_optional = False

    q = forms.CharField(label="Words", required=False, max_length=100)
    release = forms.ModelChoiceField(
        Release.objects.filter(state=Release.State.KEPT), required=False, widget=forms.HiddenInput
    )
    indicator = forms.ChoiceField(required=False)
    dimension = forms.ChoiceField(label="Groups by", required=False)
    place = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(
        label="Commitments",
        required=False,
        choices=[("", "All"), ("nobody", "Nobody owns it"), ("owned", "A commitment names it")],
    )
    judgement = forms.ChoiceField(required=False, choices=[("", "All"), *Standing.choices])
    sort = forms.ChoiceField(
        label="Sort by",
        required=False,
        choices=SORTS,
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        named: dict[str, set[tuple[str, str]]] = {name: set() for name in OPTIONS}
        for name, key, title in _options():
            named[name].add((key, title))
        if len(named["indicator"]) > LONGEST_LIST:
            self.fields["indicator"] = forms.ModelChoiceField(
                Indicator.objects.all(), required=False, widget=forms.HiddenInput
            )
            del named["indicator"]
        for name, found in named.items():
            self._offer(name, found)

    def _offer(self, name: str, named: set[tuple[str, str]]) -> None:
        found = sorted((pair for pair in named if pair[0]), key=itemgetter(1))
        self.fields[name].choices = [("", "All"), *found]
        if len(found) > LONGEST_LIST:
            self.fields[name].widget = forms.HiddenInput()

    def found(self) -> GapQuerySet:
        """The gaps asked for. Whatever in the address makes no sense is left out."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        gaps = Gap.objects.with_standing().with_owners().about(asked.get("q", ""))
        equal = {"indicator": "indicator", "dimension": "dimension", "place": "place_id",
                 "unit": "indicator__unit"}  # fmt: skip
        gaps = gaps.filter(**{equal[name]: asked[name] for name in equal if name in asked})
        if "release" in asked:
            gaps = gaps.filter(
                pk__in=GapPoint.objects.filter(release=asked["release"]).values("gap")
            )
        if "judgement" in asked:
            gaps = gaps.judged(asked["judgement"])
        if "owner" in asked:
            gaps = gaps.owned() if asked["owner"] == "owned" else gaps.owned_by_nobody()
        return gaps.sorted_by(asked.get("sort") or "sure")

    @property
    def sorted_by(self) -> str:
        sort = self.cleaned_data.get("sort", "")
        return dict(SORTS)[sort]

    @property
    def narrows(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.fields if name != "sort")
