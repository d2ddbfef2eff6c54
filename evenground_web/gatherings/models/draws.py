"""Panels drawn by lot: the pool and the mix as they were frozen, the seed, and who was drawn when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse


class Draw(models.Model):
    """One panel. The pool is ids without names; who they are is known to whoever gave the pool.

    `people` is how many were in the pool when it was frozen. It never changes: what makes the draw fair stands before the seed is known: everybody can read the digest of the pool, the
    mix, and how the seed comes about.
    """

    title = models.CharField(max_length=200)
    gathering = models.ForeignKey(
        "gatherings.Gathering", null=True, on_delete=models.PROTECT, related_name="draws"
    )
    source = models.CharField(max_length=20, help_text="Where the pool is from: a file, or its key")
    salt = models.CharField(
        max_length=32, help_text="Of the digest, and of ids made for this pool; given with the pool"
    )
    places = models.PositiveSmallIntegerField()
    mix = models.JSONField()
    people = models.PositiveIntegerField()
    pool_digest = models.CharField(max_length=64)
    seed_from = models.CharField(max_length=300)
    seed_digest = models.CharField(max_length=64, blank=True)
    prepared_at = models.DateTimeField()

    class Meta:
        ordering = ["-prepared_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["title"], name="a_draw_is_named_once"),
            models.CheckConstraint(name="a_panel_has_a_place", condition=Q(places__gt=0)),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gatherings:draw", args=[self.pk])

    @property
    def pool(self) -> dict[str, dict[str, str]]:
        """Who is in it still; empty once it was deleted."""
        return dict(self.pooled.order_by("pk").values_list("person", "said"))

    @property
    def rounds_in_order(self) -> list[DrawRound]:
        return sorted(self.rounds.all(), key=lambda one: one.number)

    @property
    def drawn_at(self) -> datetime | None:
        rounds = self.rounds_in_order
        return rounds[0].drawn_at if rounds else None

    @property
    def seed(self) -> str:
        rounds = self.rounds_in_order
        return rounds[0].seed if rounds else ""

    @property
    def panel(self) -> list[str]:
        """Who is on it now."""
        rounds = self.rounds_in_order
        panel: list[str] = rounds[-1].panel if rounds else []
        return panel

    @property
    def said_no(self) -> list[str]:
        return [one for each in self.rounds_in_order for one in each.said_no]


class Pooled(models.Model):
    """One person of a pool, and what the mix asks for. It is deleted on its day, and never changes."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="pooled")
    person = models.CharField(max_length=40)
    said = models.JSONField()

    class Meta:
        verbose_name_plural = "pooled"
        constraints = [
            models.UniqueConstraint(fields=["draw", "person"], name="a_person_is_in_a_pool_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} of {self.draw}"


class DrawRound(models.Model):
    """The first draw, or the next after some said no. It never changes."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=200)
    said_no = models.JSONField(default=list)
    panel = models.JSONField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["draw", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["draw", "number"], name="rounds_of_a_draw_are_numbered_once"
            ),
            models.CheckConstraint(name="nobody_is_drawn_without_a_seed", condition=~Q(seed="")),
        ]

    def __str__(self) -> str:
        return f"Round {self.number} of {self.draw}"

    @property
    def came_new(self) -> list[str]:
        """Who was drawn in this round."""
        rounds = {one.number: one for one in self.draw.rounds.all()}
        before: Any = rounds[self.number - 1].panel if self.number > 1 else []
        return [one for one in self.panel if one not in before]
