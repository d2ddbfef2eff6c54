"""How risks are scored: levels, bands and appetite, as a file said them. Nobody changes one."""

from __future__ import annotations

from typing import Any

from django.db import models


class Loaded(models.Model):
    """What a definition file said. The newest that was loaded is in use; earlier ones stay."""

    name = models.CharField(max_length=120)
    version = models.CharField(max_length=20)
    content = models.JSONField()
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


class RiskScale(Loaded):
    """A scale of likelihood and impact, with the bands of their product and appetite by category."""

    class Meta(Loaded.Meta):
        pass

    @property
    def likelihoods(self) -> list[str]:
        return [level["name"] for level in self.content["likelihood"]]

    @property
    def impacts(self) -> list[str]:
        return [level["name"] for level in self.content["impact"]]

    @property
    def highest(self) -> int:
        return len(self.content["likelihood"]) * len(self.content["impact"])

    def band(self, score: int) -> dict[str, Any]:
        """The band of a score: up_to, name, colour."""
        bands: list[dict[str, Any]] = self.content["band"]
        return next(band for band in bands if score <= band["up_to"])

    def category(self, key: str) -> dict[str, Any] | None:
        """Name, appetite and the highest score that is tolerated; None when the scale has no such."""
        found: list[dict[str, Any]] = self.content["category"]
        return next((category for category in found if category["key"] == key), None)
