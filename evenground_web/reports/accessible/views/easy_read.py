"""Writing easy read: its sentences with their pictures, the word bank and the first draft."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.forms import DraftForm, PairForm, WordBankForm
from evenground_web.reports.accessible.models import AccessibleVersion, Pair
from evenground_web.reports.accessible.services import lists
from evenground_web.reports.accessible.views.making import page, work_of
from evenground_web.reports.accessible.views.reading import easy_versions


def pairs() -> Any:
    return Pair.objects.select_related("version", "picture")


def pair_page(
    request: MemberRequest, version: AccessibleVersion, form: PairForm, **rest: Any
) -> HttpResponse:
    return page(
        request,
        version,
        form,
        template="accessible/pair_form.html",
        drawings=lists.pictograms().values(),
        **rest,
    )


@requires(Permission.EDIT_PAPERS, on=easy_versions)
def add_pair(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    return pair_page(
        request,
        version,
        PairForm(request.POST or None, request.FILES or None),
        title="Add a sentence",
        save=partial(services.add_pair, version, by=request.user),
        done="The sentence was added",
    )


@requires(Permission.EDIT_PAPERS, on=pairs)
def edit_pair(request: MemberRequest, pair: Pair) -> HttpResponse:
    return pair_page(
        request,
        pair.version,
        PairForm(request.POST or None, request.FILES or None, instance=pair),
        title="Change the sentence",
        save=partial(services.edit_pair, pair, by=request.user),
        done="The sentence was changed",
    )


@requires(Permission.EDIT_PAPERS, on=pairs)
@require_POST
def raise_pair(request: MemberRequest, pair: Pair) -> HttpResponse:
    act = partial(services.move_pair, pair, by=request.user, up=True)
    return do(request, act, done="The sentence was moved up", to=work_of(pair.version))


@requires(Permission.EDIT_PAPERS, on=pairs)
@require_POST
def lower_pair(request: MemberRequest, pair: Pair) -> HttpResponse:
    act = partial(services.move_pair, pair, by=request.user, up=False)
    return do(request, act, done="The sentence was moved down", to=work_of(pair.version))


@requires(Permission.EDIT_PAPERS, on=pairs)
@require_POST
def remove_pair(request: MemberRequest, pair: Pair) -> HttpResponse:
    act = partial(services.remove_pair, pair, by=request.user)
    return do(request, act, done="The sentence was taken out", to=work_of(pair.version))


@requires(Permission.EDIT_PAPERS, on=easy_versions)
def first_draft(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    form = DraftForm(request.POST or None, offered=services.first_draft(version))

    def save(**typed: str) -> AccessibleVersion:
        return services.take_draft(version, by=request.user, sentences=form.sentences())

    return page(
        request,
        version,
        form,
        title="First draft",
        save=save,
        done="The sentences were added, each with a drawing to begin with",
        intro="These are sentences of the original itself, and not easy read. Rewrite each in easy "
        "words, with 15 words at most, or empty it to leave it out.",
        submit="Add the sentences",
    )


@requires(Permission.EDIT_PAPERS, on=easy_versions)
def word_bank(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    form = WordBankForm(request.POST or None, words=services.suggested_words(version))

    def save(**typed: str) -> AccessibleVersion:
        return services.explain(version, by=request.user, meanings=form.meanings())

    return page(
        request,
        version,
        form,
        title="Word bank",
        save=save,
        done="The word bank was kept",
        intro="Hard words of the sentences, with an explanation that is offered for each. Change "
        "what does not fit, then keep it: nothing is explained before you do.",
        submit="Keep the word bank",
    )
