"""What every app stands on: the partnership's name and the tamper-evident record."""

from __future__ import annotations

from django.db import models


class Partnership(models.Model):
    """The partnership this installation serves: exactly one row."""

    name = models.CharField(max_length=200)
    fictional = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="there_is_one_partnership", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return self.name


class AuditEvent(models.Model):
    """One thing somebody did. Ids are text, not keys: deleting a record never loses its history."""

    position = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor_id = models.CharField(max_length=40, blank=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.CharField(max_length=40)
    sentence = models.TextField()
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["-position"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-position"]),
            models.Index(fields=["actor_id", "-position"]),
            models.Index(fields=["-at", "-position"]),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.sentence}"


class AuditHead(models.Model):
    """Where the chain ends, under a keyed seal; a chain whose tail was cut no longer reaches it."""

    position = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="")
    seal = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="the_chain_has_one_head", condition=models.Q(pk=1))
        ]

    def __str__(self) -> str:
        return f"Event {self.position}"
