"""Writing replies: started, written, published by somebody else."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments.forms.replies import (
    PublishReplyForm,
    RenewReplyForm,
    ReplyForm,
    StartReplyForm,
)
from evenground_web.commitments.models import Reply, ReplyVersion
from evenground_web.commitments.services.lists.orphans import with_heard
from evenground_web.commitments.services.replies import reading, waiting
from evenground_web.commitments.services.replies import replies as services
from evenground_web.commitments.services.replies.heard import voices_of
from evenground_web.commitments.services.replies.telling import message_of
from evenground_web.commitments.services.themes.answers import without_answer
from evenground_web.core.pages import confirm_page, form_page, page_of, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.insight.models import Gap
from evenground_web.people.requests import MemberRequest
from evenground_web.themes.models import Theme
from evenground_web.voices.models import Voice

PER_PAGE = 20
VOICES_SHOWN = 20


def with_subject() -> QuerySet[ReplyVersion]:
    return ReplyVersion.objects.with_subject().select_related("written_by")


@requires(Permission.WRITE_REPLIES)
def drafts(request: MemberRequest) -> HttpResponse:
    """What is being written, and who still waits."""
    person, today = request.user, timezone.localdate()
    gatherings = with_heard(waiting.gatherings_waiting(person, on=today), person)
    gaps = waiting.with_how_long(waiting.gaps_waiting(person), person)
    page = page_of(request, gatherings, per_page=PER_PAGE)
    context = {
        "drafts": with_subject()
        .filter(published_at=None)
        .order_by("-written_at", "-pk")[:PER_PAGE],
        "page": page,
        "waiting": [(one, waiting.days_late(one, on=today)) for one in page],
        "gaps": gaps[:PER_PAGE],
        "themes": without_answer()[:PER_PAGE],
    }
    return render(request, "commitments/replies/drafts.html", context)


@requires(Permission.SEE, on=Gathering)
def of_gathering(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    """What was replied to those who spoke at a gathering, and what is still waited for."""
    context = {
        "gathering": gathering,
        "found": waiting.replies_at(gathering, on=timezone.localdate()),
        "may_write": request.user.has_perm(Permission.WRITE_REPLIES),
    }
    return render(request, "commitments/replies/of_gathering.html", context)


@requires(Permission.WRITE_REPLIES, on=Gathering)
def start_about_gathering(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    topics = ", ".join(topic.title for topic in gathering.topics.all())
    about = f" about {topics}" if topics else ""
    return _start(request, gathering, f"At {gathering}, {gathering.dates}, we asked{about}")


@requires(Permission.WRITE_REPLIES, on=lambda: Topic.objects.select_related("gathering"))
def start_about_topic(request: MemberRequest, topic: Topic) -> HttpResponse:
    gathering = topic.gathering
    return _start(request, topic, f"At {gathering}, {gathering.dates}, we asked about {topic}")


@requires(Permission.WRITE_REPLIES, on=lambda: Gap.objects.select_related("indicator", "place"))
def start_about_gap(request: MemberRequest, gap: Gap) -> HttpResponse:
    return _start(request, gap, f"We asked what lies behind this: {gap}")


@requires(Permission.WRITE_REPLIES, on=lambda: Theme.objects.in_use().select_related("codebook"))
def start_about_theme(request: MemberRequest, theme: Theme) -> HttpResponse:
    return _start(request, theme, theme.codebook.question or f"We asked about {theme.codebook}")


def _start(request: MemberRequest, subject: Any, asked: str) -> HttpResponse:
    if known := ReplyVersion.objects.filter(
        **{f"reply__{subject._meta.model_name}": subject}
    ).first():
        return redirect(known)
    return form_page(
        request,
        StartReplyForm(request.POST or None, initial={"asked": asked[:200]}),
        title="Start a reply",
        save=partial(services.start_reply, subject, by=request.user),
        done="The reply was started. Write what people said, and what was done",
        back=reverse("commitments:reply_drafts"),
        intro=f"To those who spoke: {subject}",
        submit="Start the reply",
    )


@requires(Permission.WRITE_REPLIES, on=with_subject)
def draft(request: MemberRequest, version: ReplyVersion) -> HttpResponse:
    if version.is_published:
        return redirect(version)
    context = {
        "read": reading.read(version, on=timezone.localdate()),
        "version": version,
        "reply": version.reply,
        "message": message_of(version) if version.short else None,
    }
    return render(request, "commitments/replies/draft.html", context)


@requires(Permission.WRITE_REPLIES, on=with_subject)
def write(request: MemberRequest, version: ReplyVersion) -> HttpResponse:
    if version.is_published:
        return redirect(version)
    said = Voice.objects.visible_to(request.user) & voices_of(version.reply)
    return form_page(
        request,
        ReplyForm(request.POST or None, instance=version),
        title="Write the reply",
        save=partial(services.write_reply, version, by=request.user),
        done="The reply was changed",
        back=version.get_absolute_url(),
        template="commitments/replies/write.html",
        submit="Save the reply",
        version=version,
        said=said.select_related("topic")[:VOICES_SHOWN],
    )


@requires(Permission.PUBLISH_REPLIES, on=with_subject)
def publish(request: MemberRequest, version: ReplyVersion) -> HttpResponse:
    def save(revision: int, checked: bool) -> ReplyVersion:
        return services.publish_reply(version, by=request.user, revision=revision)

    if version.is_published:
        return redirect(version)
    return form_page(
        request,
        PublishReplyForm(sent(request), initial={"revision": version.revision}),
        title="Publish the reply",
        save=save,
        done="The reply was published. Those who asked to be told are written to",
        back=version.get_absolute_url(),
        to=version.reply,
        template="commitments/replies/publish.html",
        submit="Publish the reply",
        version=version,
        read=reading.read(version, on=timezone.localdate()),
        message=message_of(version),
    )


@requires(Permission.WRITE_REPLIES, on=lambda: Reply.objects.with_subject().published())
def renew(request: MemberRequest, reply: Reply) -> HttpResponse:
    last = reply.versions.published().first()
    if last is None:
        raise Http404
    return form_page(
        request,
        RenewReplyForm(request.POST or None),
        title="Write the next version",
        save=partial(services.renew_reply, last, by=request.user),
        done="The next version was started. The published one stays until it is published",
        back=reply.get_absolute_url(),
        intro=f"“{reply}”: the words that were published stay, and can always be read.",
        submit="Start the next version",
    )


@requires(Permission.WRITE_REPLIES, on=with_subject)
def throw_away(request: MemberRequest, version: ReplyVersion) -> HttpResponse:
    if version.is_published:
        return redirect(version)
    return confirm_page(
        request,
        partial(services.throw_reply_away, version, by=request.user),
        title="Throw the draft away",
        done="The draft was thrown away",
        back=version.get_absolute_url(),
        to=reverse("commitments:reply_drafts"),
        intro=f"The words of this draft about “{version.reply}” will be lost.",
        submit="Throw it away",
    )
