"""A changed file of the register on its way in."""

from __future__ import annotations

from django.db import models


class RegisterUpload(models.Model):
    """The tables of a spreadsheet, kept between the steps of loading it, then deleted."""

    file = models.FileField(upload_to="register-uploads")
    file_name = models.CharField(max_length=255)
    answers = models.JSONField(default=dict)  # of cells that changed on both sides
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.file_name

    @property
    def organisation_ids(self) -> set[int]:
        """It belongs where the person works who chose it."""
        return {one.organisation_id for one in self.by.current_memberships}
