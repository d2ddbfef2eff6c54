"""What became of what people said, and how those who asked for it are reached."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from evenground_web.voices.models.voices import Voice


class Contact(models.Model):
    """The address of somebody who spoke and wants to hear what becomes of it; gone when they wish."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="contact")
    email = models.EmailField()
    agreed_on = models.DateField(help_text="The first of the month")
    may_be_asked = models.BooleanField(
        default=False, help_text="Whether the small team may ask more, without seeing the address"
    )

    def __str__(self) -> str:
        return f"How to reach the author of {self.voice}"


class News(models.Model):
    """What people spoke about moved, by a new release; or the partnership replied to it.

    `about` names the reply, and `path` leads to it. What the reply is about is a gap, a gathering, a
    topic, or a record of an app above: then `subject` names it, such as "themes.theme:4".
    """

    gap = models.ForeignKey("insight.Gap", null=True, on_delete=models.CASCADE, related_name="news")
    gathering = models.ForeignKey(
        "gatherings.Gathering", null=True, on_delete=models.CASCADE, related_name="+"
    )
    topic = models.ForeignKey(
        "gatherings.Topic", null=True, on_delete=models.CASCADE, related_name="+"
    )
    release = models.ForeignKey(
        "insight.Release", null=True, on_delete=models.PROTECT, related_name="+"
    )
    about = models.CharField(max_length=80, blank=True)
    path = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    sentence = models.TextField()
    on = models.DateField()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name_plural = "news"
        constraints = [
            models.UniqueConstraint(
                fields=["gap", "release"], name="a_release_is_news_about_a_gap_once"
            ),
            models.UniqueConstraint(
                fields=["about"], condition=~Q(about=""), name="a_reply_is_news_once"
            ),
            models.CheckConstraint(
                name="news_is_of_a_release_or_of_a_reply",
                condition=Q(about="", gap__isnull=False, release__isnull=False)
                | (~Q(about="") & Q(release=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence
