"""The public texts of the partnership: papers, pledges, signed statements, replies, easy read."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from django.urls import reverse

from evenground_web.commitments.models import Contribution, Pledge, ReplyVersion
from evenground_web.commitments.services import public_baselines
from evenground_web.commitments.services.replies.reading import words_of
from evenground_web.core.dates import nhs_date
from evenground_web.reports.accessible.services.pictures import file_named
from evenground_web.reports.blocks import Block, facts, heading, paragraph, paragraphs, plain
from evenground_web.reports.formats.reading import FOR_MEMBERS
from evenground_web.reports.models import Paper
from evenground_web.reports.services.reading import state_of
from evenground_web.reports.translations.services.easy_read import easy_read, listed_easy_read
from evenground_web.reports.translations.services.originals import (
    Kind,
    Original,
    Section,
    register,
    titled,
)

COVER = "cover"
LEFT_OUT = {"contents"}


def published_papers() -> Any:
    return Paper.objects.newest().public()


def papers(items: Collection[int]) -> Iterator[Original]:
    """The newest version of the paper of each agenda item, while it is published."""
    return map(_paper, published_papers().with_item().filter(item__in=items))


def _paper(found: Paper) -> Original:
    state = [paragraph(words) for words in state_of(found)]
    return Original(
        kind="paper",
        record=found.item_id,
        title=found.title,
        version=f"version {found.version}",
        address=reverse("reports:public_paper", args=[found.pk]),
        sections=[titled(found.title, *state), *_sections(found.document)],
    )


def _sections(blocks: list[Block]) -> Iterator[Section]:
    """A section for the cover, and one from each heading of the second level to the next."""
    kept: list[Block] = []
    key, title = COVER, "Cover sheet"
    for block in blocks:
        if block["kind"] == "heading" and block["level"] == 2:
            yield Section(key=key, title=title, blocks=kept)
            key, title, kept = block["id"], plain(block["runs"]), []
        if block["kind"] == "quote":
            kept.append(paragraph(FOR_MEMBERS))
        elif block["kind"] not in LEFT_OUT:
            kept.append(block)
    yield Section(key=key, title=title, blocks=kept)


def pledges(keys: Collection[int]) -> Iterator[Original]:
    """What is promised. What signatories wrote is theirs, and is left as they wrote it."""
    return map(
        _pledge, Pledge.objects.on_the_wall().select_related("commitment").filter(pk__in=keys)
    )


def _pledge(found: Pledge) -> Original:
    commitment = found.commitment
    rows = [
        ("To whom", found.promised_to),
        ("By when", nhs_date(commitment.due)),
        ("How we will know", commitment.success_measure),
    ]
    told = [(name, words) for name, words in rows if words]
    blocks = [*paragraphs(commitment.text), *([facts(told)] if told else [])]
    return Original(
        kind="pledge",
        record=found.pk,
        title=commitment.title,
        version="",
        address=reverse("commitments:public_pledge", args=[found.pk]),
        sections=[
            titled(commitment.title),
            Section(key="pledge", title="The pledge", blocks=blocks),
        ],
    )


def signed_statements() -> Any:
    signed = Contribution.objects.filter(signed_at__isnull=False, baseline__in=public_baselines())
    return signed.select_related("baseline__commitment__owner", "baseline__gap")


def statements(baselines: Collection[int]) -> Iterator[Original]:
    """What the owner of a promise says that came of it: the newest version that was signed."""
    found = signed_statements().filter(baseline__in=baselines).order_by("version")
    return map(_statement, {one.baseline_id: one for one in found}.values())


def _statement(found: Contribution) -> Original:
    blocks = [
        block
        for name, text in found.parts
        for block in (heading(2, name), *paragraphs(text))
    ]  # fmt: skip
    if found.result:
        blocks += [heading(2, "What the figures said when it was signed"), paragraph(found.result)]
    title = f"What came of {found.baseline.commitment.title}"
    return Original(
        kind="statement",
        record=found.baseline_id,
        title=title,
        version=f"version {found.version}",
        address=reverse("commitments:public_result", args=[found.baseline_id]),
        sections=[
            titled(title),
            Section(key="statement", title="What the owner thinks it contributed", blocks=blocks),
        ],
    )


def listed_papers() -> list[tuple[int, str]]:
    found = published_papers().listed().select_related("item__gathering")
    return [(one.item_id, f"{one}, {nhs_date(one.item.gathering.starts)}") for one in found]


def listed_pledges() -> list[tuple[int, str]]:
    found = Pledge.objects.on_the_wall().select_related("commitment")
    return [(one.pk, one.commitment.title) for one in found.order_by("-published_on", "pk")]


def listed_statements() -> list[tuple[int, str]]:
    found = signed_statements().order_by("-signed_at", "pk")
    return list(
        {
            one.baseline_id: f"What came of {one.baseline.commitment.title}" for one in found
        }.items()
    )  # fmt: skip


def replies(keys: Collection[int]) -> Iterator[Original]:
    """The frozen words of a reply. Quotes and how commitments stand may change: the original has them."""
    return map(_reply, ReplyVersion.objects.newest().with_subject().filter(reply__in=keys))


def _reply(found: ReplyVersion) -> Original:
    whole = f"We asked, you said, we did: {found.reply}"
    return Original(
        kind="reply",
        record=found.reply_id,
        title=whole,
        version=f"version {found.version}",
        address=reverse("commitments:reply", args=[found.reply_id]),
        sections=[
            titled(whole, paragraph(f"Published on {nhs_date(found.published_on)}.")),
            *(
                Section(key=key, title=title, blocks=[heading(2, title), *paragraphs(words)])
                for key, title, words in words_of(found)
            ),
        ],
    )


def listed_replies() -> list[tuple[int, str]]:
    found = ReplyVersion.objects.newest().with_subject().order_by("-published_at", "pk")
    return [(one.reply_id, str(one)) for one in found]


def register_kinds() -> None:
    register(Kind(key="paper", name="Paper", find=papers, listed=listed_papers))
    register(Kind(key="pledge", name="Pledge", find=pledges, listed=listed_pledges))
    register(
        Kind(key="statement", name="What came of it", find=statements, listed=listed_statements)
    )
    register(Kind(key="reply", name="Reply", find=replies, listed=listed_replies))
    register(
        Kind(
            key="easy_read",
            name="Easy read",
            find=easy_read,
            listed=listed_easy_read,
            picture=file_named,
        )
    )
