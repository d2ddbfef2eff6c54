"""Which issued papers quote a voice, or did before it was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from evenground_web.reports.blocks import voices_in
from evenground_web.reports.models import Paper
from evenground_web.voices.models import Voice
from evenground_web.voices.services import Use


def papers_that_quote(voices: Iterable[Voice]) -> Iterator[Use]:
    """Each version that was issued, with an address where everybody may read it."""
    wanted = {voice.pk for voice in voices}
    if not wanted:
        return
    found = Paper.objects.issued().select_related("item__gathering__group", "item__publication")
    if len(wanted) == 1:
        said = Cast("document", TextField())
        found = found.annotate(said=said).filter(said__contains=str(*wanted))
    for paper in found.only(
        "title", "version", "issued_at", "document", "item__private", "item__publication",
        "item__gathering__group__name",
    ).iterator(chunk_size=20):  # fmt: skip
        for quoted in wanted.intersection(voices_in(paper.document)):
            yield Use(
                voice=quoted,
                words=_in_words(paper),
                on=timezone.localdate(paper.issued_at),
                url=_address(paper),
                is_printed=True,
            )


def _in_words(paper: Paper) -> str:
    if paper.item.private:
        return f"A paper for the private part of a meeting of {paper.group}"
    return f"{paper.title}, version {paper.version}, a paper for {paper.group}"


def _address(paper: Paper) -> str:
    if paper.publication and not paper.item.private:
        return reverse("reports:public_paper", args=[paper.pk])
    return ""
