"""Loading a plan through the pages, as a person does."""

from __future__ import annotations

import csv
import io
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenground_web.commitments.models import PlanUpload

HEADINGS = [
    "Reference",
    "Title",
    "Owner",
    "Partners",
    "Start date",
    "Due date",
    "RAG",
    "Update 2025",
    "Evidence",
]
ROW = [
    "A1",
    "Train staff",
    "Harbour NHS Trust",
    "Hills Housing",
    "01/04/2025",
    "31/03/2026",
    "Green",
    "40 trained",
    "",
]
MEANINGS = {"green": "on_track", "amber": "at_risk", "red": "off_track"}


def row(**given) -> list[str]:
    """The usual row, with what is given by heading in small letters."""
    named = dict(zip(HEADINGS, ROW, strict=True))
    return [given.get(h.lower().replace(" ", "_"), value) for h, value in named.items()]


def csv_file(*rows, headings=HEADINGS) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    return out.getvalue().encode()


def text(response) -> str:
    page = re.sub(r"(?s)<(script|header|footer).*?</\1>", " ", response.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


class Pages:
    """One person loading a file, page after page."""

    def __init__(self, client, person, plan="Plan of the board"):
        client.force_login(person)
        self.client, self.plan, self.response = client, plan, None

    def choose(self, data: bytes, name: str = "plan.csv", **given):
        known = {"new_plan": self.plan}
        listed = self.client.get(reverse("commitments:plan_load")).content.decode()
        if f'<option value="{self.plan}"' in listed:
            known = {"plan": self.plan}
        fields = {"kind": "action", **known, **given, "file": SimpleUploadedFile(name, data)}
        return self._post(reverse("commitments:plan_load"), fields)

    def _post(self, url, fields):
        self.response = self.client.post(url, fields, follow=True)
        return self

    @property
    def text(self) -> str:
        return text(self.response)

    @property
    def step(self) -> str:
        return self.response.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1]

    @property
    def form(self):
        return self.response.context["form"]

    @property
    def preview(self):
        return self.response.context["preview"]

    @property
    def faults(self) -> list[str]:
        return [str(fault) for fault in self.preview.faults]

    def columns(self, **other):
        """Accept what is suggested for the columns, except what is given by heading."""
        fields = {
            name: other.get(heading, self.form[name].value())
            for name, heading in self.form.headings.items()
        }
        return self._post(self.response.request["PATH_INFO"], fields)

    def words(self, default_sector="other", **other):
        """Say what words mean; names that are not known become new organisations."""
        fields = {}
        for group, named in self.form.named.items():
            for name, word in named.items():
                value = self.form[name].value()
                if group == "statuses":
                    value = MEANINGS.get(word.lower(), value)
                if group == "organisations" and word:
                    value = value or (default_sector and f"add:{default_sector}")
                fields[name] = other.get(word, value)
        return self._post(self.response.request["PATH_INFO"], fields)

    def to_preview(self, data: bytes, name: str = "plan.csv", **other):
        """Choose a file and answer whatever is asked."""
        self.choose(data, name)
        if self.step == "columns":
            self.columns(**other)
        if self.step == "words":
            self.words(**other)
        assert self.step == "preview", self.text
        return self

    def load(self):
        url = reverse("commitments:plan_preview", args=[PlanUpload.objects.get().pk])
        return self._post(url, {"seen": self.preview.fingerprint})

    def counts(self) -> tuple[int, int, int]:
        return len(self.preview.new), len(self.preview.changed), self.preview.unchanged

    def changes(self) -> list[tuple[str, str, str, str]]:
        return [
            (proposal.commitment.reference, change.label, change.before, change.after)
            for proposal in self.preview.proposals
            for change in proposal.changes
        ]

    def export(self, suffix: str) -> bytes:
        url = reverse("commitments:plan_export", kwargs={"plan": self.plan, "suffix": suffix})
        response = self.client.get(url)
        assert response.status_code == 200
        return response.content
