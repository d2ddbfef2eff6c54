"""What pages of gaps, gatherings, organisations and the partnership show about commitments."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments.models import (
    Baseline,
    Commitment,
    Reply,
    ReplyVersion,
    Risk,
    Update,
)
from evenground_web.commitments.models.pledges import State
from evenground_web.commitments.services import (
    find_risks,
    gap_words,
    public_baselines,
    states_of,
    stories_of,
    with_assessment,
)
from evenground_web.commitments.services.lists import at_the_close
from evenground_web.commitments.services.lists.having import has, rare
from evenground_web.commitments.services.lists.made_there import made_at
from evenground_web.commitments.services.records.meetings import outcomes_of
from evenground_web.commitments.services.records.room import became
from evenground_web.commitments.services.replies.waiting import replies_at
from evenground_web.commitments.services.themes.answers import replies_about
from evenground_web.commitments.services.themes.ties import themes_tied_to, ties_of
from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.gatherings import ending, outcomes
from evenground_web.gatherings.outcomes import Way
from evenground_web.voices import before
from evenground_web.voices.before import About

SHOWN = 50
RISKS_SHOWN = 5
PROMISES_SHOWN = 20


def of_gap(gap: Any, person: Any) -> Panel:
    """Who promised to close it, or plainly that nobody did."""
    baselines = list(gap.baselines.select_related("commitment__owner", "gap__indicator"))
    context = {
        "gap": gap,
        "baselines": [(baseline, gap_words(baseline)) for baseline in baselines],
        "late": _late(baseline.commitment for baseline in baselines),
        "may_tie": person.has_perm(Permission.UPDATE_COMMITMENTS),
        "may_tell": person.has_perm(Permission.UPDATE_COMMITMENTS, gap),
        "story": stories_of(gap).first(),
    }
    return Panel(template="commitments/panel_gap.html", context=context)


def of_gathering(gathering: Any, person: Any) -> Panel:
    """What was pledged there, what else came from it, and what people wished."""
    made = made_at(gathering)
    context = {
        "gathering": gathering,
        "made": made,
        "late": _late(made.others),
        "proposed": any(pledge.state == State.PROPOSED for pledge in made.pledges),
        "may_keep": person.has_perm(Permission.KEEP_PLEDGES),
        "may_add": person.has_perm(Permission.ADD_COMMITMENTS),
    }
    return Panel(template="commitments/pledges/panel_gathering.html", context=context)


def of_session(session: Any, person: Any) -> Panel:
    """What was promised in a session."""
    return _list(
        Commitment.objects.filter(session=session.pk),
        title="What was agreed in it",
        nothing="Nothing was written down as agreed in this session.",
        add=_add(person, session=session.pk),
    )


def replies_of_gathering(gathering: Any, person: Any) -> Panel:
    """Where to read what was replied to those who spoke there."""
    return Panel(
        template="commitments/replies/panel_gathering.html", context={"gathering": gathering}
    )


def replies_of_closing(closing: Any, person: Any) -> Panel:
    """What everybody who spoke there was told since."""
    there = replies_at(closing.gathering, on=timezone.localdate())
    context = {"there": there, "topics": [(topic, one) for topic, one in there.topics if one]}
    return Panel(template="commitments/replies/panel_closing.html", context=context)


def replies_of_gap(gap: Any, person: Any) -> Panel:
    newest = ReplyVersion.objects.newest().filter(reply__gap=gap.pk)
    context = {
        "gap": gap,
        "replies": newest.with_subject(),
        "may_write": person.has_perm(Permission.WRITE_REPLIES),
    }
    return Panel(template="commitments/replies/panel.html", context=context)


def replies_of_commitment(commitment: Any, person: Any) -> Panel:
    """Where the partnership told people that this is what it did."""
    newest = ReplyVersion.objects.newest().filter(commitments=commitment.pk)
    context = {"replies": newest.with_subject()}
    return Panel(template="commitments/replies/panel.html", context=context)


def themes_of_gap(gap: Any, person: Any) -> Panel:
    """What themes of what people said are about it."""
    return _themes(themes_tied_to(gap=gap.pk))


def themes_of_commitment(commitment: Any, person: Any) -> Panel:
    """What themes of what people said it answers."""
    return _themes(themes_tied_to(commitment=commitment.pk))


def of_theme(theme: Any, person: Any) -> Panel:
    """What became of it: what it is tied to, and what was replied."""
    context = {
        "theme": theme,
        "ties": ties_of(theme),
        "replies": replies_about(theme),
    }
    return Panel(template="commitments/themes/panel_theme.html", context=context)


def of_codebook(codebook: Any, person: Any) -> Panel:
    """Where to see what became of its themes."""
    return Panel(template="commitments/themes/panel_codebook.html", context={"codebook": codebook})


def _themes(ties: Any) -> Panel:
    return Panel(template="commitments/themes/panel.html", context={"ties": ties})


def of_decision(decision: Any, person: Any) -> Panel:
    """The actions it led to, and the commitments and risks it is about."""
    links = decision.links.select_related("commitment", "risk")
    may_link = person.has_perm(Permission.EDIT_GATHERINGS)
    context = {"decision": decision, "links": links, "may_link": may_link}
    return Panel(template="commitments/panel_decision.html", context=context)


def of_organisation(organisation: Any, person: Any) -> Panel:
    """What it promised, alone or with others."""
    shared = Commitment.partners.through.objects.filter(organisation=organisation)
    return _list(
        Commitment.objects.filter(Q(owner=organisation) | Q(pk__in=shared.values("commitment"))),
        title="Commitments",
        nothing="It has made no commitment yet.",
        more=f"{reverse('commitments:commitments')}?owner={organisation.pk}",
        add=_add(person, owner=organisation.pk)
        if person.has_perm(Permission.ADD_COMMITMENTS, organisation)
        else "",
    )


def of_partnership(partnership: Any, person: Any) -> Panel:
    """How many are open, late, without evidence, without a gap."""
    evidence = Update.objects.with_evidence().filter(commitment=OuterRef("pk"))
    tied = Baseline.objects.filter(commitment=OuterRef("pk"))
    found = Commitment.objects.open().annotate(shown=Exists(evidence), tied=Exists(tied))
    context = found.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=Q(due__lt=timezone.localdate())),
        no_evidence=Count("pk", filter=Q(shown=False)),
        no_gap=Count("pk", filter=Q(tied=False)),
    )
    return Panel(template="commitments/panel_partnership.html", context=context)


def risks_of_group(group: Any, person: Any) -> Panel:
    """The highest risks on its list: those it watches, and those passed on to it."""
    found = find_risks(on=timezone.localdate(), group=group)
    context = {
        "title": "Risks",
        "nothing": "No open risk is on its list.",
        "group": group,
        "risks": found[:RISKS_SHOWN],
        "more": f"{reverse('commitments:risks')}?group={group.pk}",
    }
    return Panel(template="commitments/panel_risks.html", context=context)


def of_commitment(commitment: Any, person: Any) -> Panel:
    """Who was reminded of it, and what partners without an account propose."""
    context = {
        "commitment": commitment,
        "may_update": person.has_perm(Permission.UPDATE_COMMITMENTS, commitment),
        "nudges": rare(commitment, "nudges").prefetch_related("people"),
        "proposals": rare(commitment, "proposals").select_related("link", "decided_by"),
    }
    return Panel(template="commitments/panel_reminders.html", context=context)


def of_voice(voice: Any, person: Any) -> Panel:
    """What everybody may read of what came of promises about the gap that a voice is about."""
    found = public_baselines().filter(gap=voice.gap_id) if voice.gap_id else []
    return Panel(template="commitments/panel_voice.html", context={"baselines": found})


def harm_of_commitment(commitment: Any, person: Any) -> Panel:
    """Whom it may help or harm: its assessments, the risks raised from them, the risks it lowers."""
    today = timezone.localdate()
    assessed = commitment
    if not hasattr(commitment, "has_draft"):
        assessed = with_assessment(Commitment.objects.filter(pk=commitment.pk)).get()
    harms = Risk.objects.open().select_related("scale").filter(assessment__commitment=commitment)
    context = {
        "commitment": commitment,
        "states": states_of(assessed, on=today),
        "assessments": rare(commitment, "assessments").select_related("signed_by"),
        "may_assess": person.has_perm(Permission.ASSESS, commitment) and not assessed.has_draft,
        "harms": harms if has(commitment, "assessments") else [],
        "lowers": rare(commitment, "risks_mitigated")
        .filter(closed_on=None)
        .select_related("scale"),
    }
    return Panel(template="commitments/panel_commitment_harm.html", context=context)


def of_room(said: Any, person: Any) -> Panel:
    """What was made of a note, or of words from a phone; and how to make more of it."""
    from_note = said._meta.model_name == "note"
    may_keep = person.has_perm(Permission.KEEP_PLEDGES)
    context = {
        "said": said,
        "became": [source.commitment for source in became(said)],
        "may_make": may_keep and (from_note or bool(said.voice and said.voice.is_shown)),
        "route": f"commitments:from_{'note' if from_note else 'said'}",
    }
    return Panel(template="commitments/panel_room.html", context=context)


def room_of_commitment(commitment: Any, person: Any) -> Panel:
    """Where in a room it began."""
    source = getattr(commitment, "room_source", None)
    may_read = person.has_perm(Permission.WRITE_NOTES)
    context = {"source": source, "may_read": may_read}
    return Panel(template="commitments/panel_room_source.html", context=context)


def already_promised(about: About, person: Any) -> Panel:
    """Replies that everybody can read, and promises, about what somebody wants to ask people."""
    fits = Q(topic__in=about.topics)
    for word in about.words:
        fits |= Q(title__icontains=word)
    replies = Reply.objects.published().filter(
        Q(topic__in=about.topics) | Q(gathering__topics__in=about.topics)
    )
    found = Commitment.objects.filter(fits)
    context = {
        "replies": replies.with_subject().distinct()[:PROMISES_SHOWN],
        "commitments": found.select_related("owner").order_by("-pk")[:PROMISES_SHOWN],
    }
    return Panel(template="commitments/panel_before.html", context=context)


def register() -> None:
    before.offer(already_promised)
    offer("floor.note", of_room)
    offer("floor.contribution", of_room)
    offer("commitments.commitment", room_of_commitment)
    offer("voices.voice", of_voice)
    way = Way(
        words="Action", route="commitments:agree_action", permission=Permission.EDIT_GATHERINGS
    )
    outcomes.offer(outcomes_of, way)
    offer("gatherings.decision", of_decision)
    offer("commitments.commitment", harm_of_commitment)
    offer("people.group", risks_of_group)
    offer("commitments.commitment", of_commitment)
    offer("insight.gap", of_gap)
    offer("themes.theme", of_theme)
    offer("themes.codebook", of_codebook)
    offer("insight.gap", themes_of_gap)
    offer("insight.gap", replies_of_gap)
    offer("commitments.commitment", themes_of_commitment)
    offer("commitments.commitment", replies_of_commitment)
    offer("gatherings.gathering", replies_of_gathering)
    offer("gatherings.closing", replies_of_closing)
    ending.offer(at_the_close.PROMISES)
    ending.offer_loose_ends(at_the_close.loose_ends)
    offer("gatherings.gathering", of_gathering)
    offer("gatherings.session", of_session)
    offer("people.organisation", of_organisation)
    offer("core.partnership", of_partnership)


def _list(found: Any, *, title: str, nothing: str, add: str, more: str = "") -> Panel:
    commitments = list(found.select_related("owner", "topic")[: SHOWN + 1 if more else None])
    context = {
        "title": title,
        "nothing": nothing,
        "add": add,
        "more": more if len(commitments) > SHOWN else "",
        "commitments": commitments[:SHOWN] if more else commitments,
        "late": _late(commitments),
    }
    return Panel(template="commitments/panel_list.html", context=context)


def _add(person: Any, **chosen: int) -> str:
    """Where a person who may add commitments does so, with what is known already chosen."""
    if not person.has_perm(Permission.ADD_COMMITMENTS):
        return ""
    query = "&".join(f"{name}={key}" for name, key in chosen.items())
    return f"{reverse('commitments:add')}?{query}"


def _late(commitments: Any) -> set[int]:
    today = timezone.localdate()
    return {commitment.pk for commitment in commitments if commitment.is_late(on=today)}
