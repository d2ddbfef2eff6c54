"""What a person types while a meeting goes on, and about its minutes."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form
from evenground_web.gatherings import services
from evenground_web.gatherings.models import AgendaItem, Attendance, Declaration, Meeting
from evenground_web.people.models import Interest, Person

HOW: list[tuple[str, str]] = [
    (Attendance.How.PRESENT, "Present"),
    (Attendance.How.APOLOGIES, "Apologies"),
    (Attendance.How.ABSENT, "Absent"),
]


class AttendanceForm(Form):
    """One question for each seat; the second of two writers is told what the first wrote."""

    mark_optional = False
    chaired_by = forms.ModelChoiceField(
        Person.objects.none(), label="Who is in the chair?", required=False
    )
    others = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label="Also there",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guest = forms.ModelChoiceField(
        Person.objects.all(), label="Somebody else who is there", required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.seats = list(services.seats_of(meeting))
        self.rows = list(meeting.attendance.select_related("person", "seat"))
        self.current = hashlib.sha256(
            repr([(r.person_id, r.how, r.as_deputy) for r in self.rows] + [meeting.chaired_by_id]).encode()
        ).hexdigest()[:20]  # fmt: skip
        super().__init__(*args, **kwargs)
        self._fill(meeting)

    def _fill(self, meeting: Meeting) -> None:
        people = {seat.person_id for seat in self.seats} | {s.deputy_id for s in self.seats}
        guests = [row.person_id for row in self.rows if row.seat_id is None]
        choices: Any = self.fields
        choices["chaired_by"].queryset = Person.objects.filter(pk__in=people - {None})
        choices["chaired_by"].initial = meeting.chaired_by_id
        choices["others"].queryset = Person.objects.filter(pk__in=guests)
        choices["others"].initial = guests
        choices["seen"].initial = self.current
        if not guests:
            del self.fields["others"]
        for seat in self.seats:
            deputy = [(services.DEPUTY, f"{seat.deputy} came as deputy")] if seat.deputy else []
            role = seat.get_role_display() + ("" if seat.votes else ", no vote")
            self.fields[f"seat_{seat.pk}"] = forms.ChoiceField(
                label=f"{seat.person} ({role})",
                choices=HOW + deputy,
                widget=forms.RadioSelect,
                required=False,
                initial=self._how(seat.pk),
            )
        order = ["chaired_by", *(f"seat_{seat.pk}" for seat in self.seats), "others", "guest"]
        self.order_fields([*order, "seen"])

    def _how(self, seat: int) -> str:
        rows = [row for row in self.rows if row.seat_id == seat]
        if any(row.as_deputy for row in rows):
            return services.DEPUTY
        return rows[0].how if rows else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (seen := cleaned.pop("seen", "")) and seen != self.current:
            self.data = {**self.data.dict(), "seen": self.current}  # type: ignore[attr-defined]
            now = "; ".join(f"{row.person}: {row.get_how_display().lower()}" for row in self.rows)
            raise forms.ValidationError(
                "Somebody else recorded who came while you were writing. Nothing you chose is "
                f"lost. Recorded now: {now or 'nobody'}. Compare, then save again."
            )
        guest = cleaned.pop("guest", None)
        others = [*cleaned.get("others", []), *([guest] if guest else [])]
        return {
            "chaired_by": cleaned.get("chaired_by"),
            "others": others,
            "seats": {seat: cleaned.get(f"seat_{seat.pk}", "") for seat in self.seats},
        }


class NotesForm(RecordForm):
    class Meta:
        model = AgendaItem
        fields = ["notes"]
        labels = {"notes": "What was said"}
        widgets = {"notes": forms.Textarea(attrs={"rows": 12})}


class DeclarationForm(Form):
    person = forms.ModelChoiceField(Person.objects.none(), label="Who declares it")
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="Item that it touches",
        required=False,
        empty_label="None of the items",
    )
    interest = forms.ModelChoiceField(
        Interest.objects.none(),
        label="Interest in the register",
        required=False,
        empty_label="It is not in the register",
    )
    what = forms.CharField(
        max_length=500,
        required=False,
        label="What it is",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="When it is not in the register. Everybody may read it in the minutes",
    )
    managed = forms.ChoiceField(
        label="How it was managed",
        choices=Declaration.Managed.choices,
        widget=forms.RadioSelect,
    )
    how = forms.CharField(
        max_length=500, required=False, label="More about how", help_text="What the chair decided"
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = meeting.attendance.filter(how=Attendance.How.PRESENT).values("person")
        choices: Any = self.fields
        choices["person"].queryset = Person.objects.filter(pk__in=there)
        choices["item"].queryset = meeting.gathering.agenda.all()
        choices["interest"].queryset = (
            Interest.objects.filter(person__in=there)
            .current(on=meeting.gathering.starts)
            .select_related("person")
        )
        choices["interest"].label_from_instance = lambda one: f"{one.person}: {one.description}"


class ApproveForm(Form):
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(), label="Item of the later meeting under which they were approved"
    )
    confirmed_by = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who confirmed that they are right",
        help_text="Somebody who was at the later meeting and wrote nothing in these minutes",
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = meeting.gathering
        later = AgendaItem.objects.filter(
            gathering__group=here.group_id, gathering__starts__gte=here.starts
        ).exclude(gathering=here.pk)
        choices: Any = self.fields
        choices["item"].queryset = later.select_related("gathering").order_by(
            "gathering__starts", "order", "pk"
        )
        choices["item"].label_from_instance = lambda item: f"{item.gathering}: {item}"
        choices["confirmed_by"].queryset = voters(meeting)


class CorrectForm(Form):
    correction = forms.CharField(
        max_length=2000,
        label="What was wrong, and what is right",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    confirmed_by = forms.ModelChoiceField(Person.objects.none(), label="Who confirmed it")

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed_by"].queryset = voters(meeting)


def voters(meeting: Meeting) -> Any:
    return Person.objects.filter(
        seats__group=meeting.gathering.group_id, seats__votes=True
    ).distinct()
