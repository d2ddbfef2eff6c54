"""Action plans on their way in from spreadsheets."""

from __future__ import annotations

from django.db import models

from evenground_web.commitments.models.commitments import Commitment


class PlanMapping(models.Model):
    """How the columns and words of one plan's spreadsheet were read; remembered for next time."""

    plan = models.CharField(max_length=200, unique=True)
    columns = models.JSONField(default=dict)
    periods = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)
    organisations = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.plan


class PlanUpload(models.Model):
    """A spreadsheet on its way in: kept between the steps of an import, then deleted."""

    plan = models.CharField(max_length=200)
    file = models.FileField(upload_to="plan-uploads")
    file_name = models.CharField(max_length=255)
    sheet = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, choices=Commitment.Kind, default=Commitment.Kind.ACTION)
    group = models.ForeignKey(
        "people.Group", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name
