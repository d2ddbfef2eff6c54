"""Paper and telephone: printing cards, typing them in, looking at what somebody else typed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import PDF, do, download, form_page, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.floor import services
from evenground_web.floor.forms.paper import (
    ChannelField,
    NumberForm,
    PhotographForm,
    PrintForm,
    PrintFormsForm,
    fields_of,
    form_for,
    form_of_card,
)
from evenground_web.floor.models import Card, Pile, Prompt
from evenground_web.floor.services.consent import CURRENT
from evenground_web.floor.views.asking import prompts
from evenground_web.people.requests import MemberRequest
from evenground_web.voices.models import Support
from evenground_web.voices.views.screening import played

SHOWN = 10
PER_PAGE = 20
NO_CARD = (
    "No card has this number. Look at it again: there are no vowels, no L, no 0 and no 1. If it cannot be "
    "read, type the words in without a card: open the question and choose “Answer for somebody”."
)


def cards() -> Any:
    return Card.objects.with_question()


def photographed() -> Any:
    return cards().exclude(photo="")


@requires(Permission.ADD_VOICES)
def paper(request: MemberRequest) -> HttpResponse:
    """What is to be done with paper that came back, and a field for the number of a card."""
    form = NumberForm(request.GET if "number" in request.GET else None)
    if form.is_valid():
        if card := services.find_card(form.cleaned_data["number"]):
            return redirect("floor:type_card" if card.state == Card.State.OUT else card, card.pk)
        form.add_error("number", NO_CARD)
    piles = (
        Pile.objects.order_by("-pk")
        .select_related("prompt", "gathering", "by")
        .annotate(back=Count("cards", filter=~Q(cards__state=Card.State.OUT)))
    )
    waiting = services.waiting_cards().items()
    context = {
        "form": form,
        "page": page_of(request, piles, per_page=PER_PAGE),
        **{name: list(found[:SHOWN]) for name, found in waiting},
        **{f"{name}_count": found.count() for name, found in waiting},
    }
    return render(request, "floor/paper/paper.html", context)


@requires(Permission.RUN_FLOOR, on=prompts)
def print_cards(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    """Cards for one question to the room."""
    return _print(
        request,
        PrintForm(sent(request)),
        title="Print cards for this question",
        intro=str(prompt),
        back=prompt.get_absolute_url(),
        prompt=prompt,
    )


@requires(Permission.RUN_FLOOR)
def print_forms(request: MemberRequest) -> HttpResponse:
    """The form of the open page, on paper."""
    return _print(
        request,
        PrintFormsForm(sent(request)),
        title="Print forms for anything that people want to say",
        intro="The form of the page “Tell us”, with the same questions and the same words of consent.",
        back=reverse("floor:paper"),
    )


def _print(
    request: MemberRequest, form: Any, *, prompt: Prompt | None = None, **page: Any
) -> HttpResponse:
    if form.is_valid():
        try:
            pile, made = services.new_cards(by=request.user, prompt=prompt, **form.cleaned_data)
            content = services.cards_pdf(
                pile,
                made,
                fields=fields_of(pile),
                path=reverse("floor:my_card"),
                typed_at=f"{reverse('floor:paper')}?number=",
            )
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            services.keep_cards(pile, made)
            return download(content, name=f"cards-{pile.pk}.pdf", kind=PDF)
    return render(request, "floor/paper/print.html", {"form": form, "submit": "Print", **page})


@requires(Permission.ADD_VOICES)
def photograph(request: MemberRequest) -> HttpResponse:
    """Keep the photograph of a card, for somebody who types it in."""
    return form_page(
        request,
        PhotographForm(sent(request), request.FILES or None, initial=request.GET.dict()),
        title="Photograph a card",
        save=partial(_photograph, by=request.user),
        done="The photograph is kept. Somebody types it in, and a second person compares",
        back=reverse("floor:paper"),
        to=reverse("floor:paper"),
        intro="Only the small team sees it. It is erased when whoever wrote the card takes it back.",
        submit="Keep the photograph",
    )


def _photograph(*, by: Any, number: str, file: Any) -> Card:
    card = services.find_card(number)
    if card is None:
        raise RuleBroken(NO_CARD)
    return services.photograph(card, by=by, file=file)


@requires(Permission.ADD_VOICES, on=cards)
def card(request: MemberRequest, card: Card) -> HttpResponse:
    """Where one card stands; never what is written on it."""
    gone = Card.objects.to_destroy().filter(pk=card.pk).exists()
    return render(request, "floor/paper/card.html", {"card": card, "to_destroy": gone})


@requires(Permission.ADD_VOICES, on=cards)
def type_card(request: MemberRequest, card: Card) -> HttpResponse:
    if card.state not in (Card.State.OUT, Card.State.PHOTOGRAPHED):
        return redirect(card)
    return _typed(
        request,
        card,
        services.type_in,
        title="Type in a card",
        done="A second person compares it with the photograph"
        if card.photo
        else "It was typed in, and counts",
        submit="Keep it",
    )


@requires(Permission.SEE_PRIVATE_VOICES, on=photographed)
def check_card(request: MemberRequest, card: Card) -> HttpResponse:
    """Compare what somebody else typed with the photograph, and put it right."""
    if card.state != Card.State.TYPED:
        return redirect(card)
    return _typed(
        request,
        card,
        services.check_card,
        title="Compare a card with its photograph",
        done="It was compared, and counts",
        submit="It says the same now",
        second=True,
    )


def _typed(request: MemberRequest, card: Card, act: Any, *, done: str, **page: Any) -> HttpResponse:
    form = form_of_card(card, sent(request))
    if form.is_valid():
        press = {} if page.get("second") else {"press": form.cleaned_data["press"]}
        try:
            act(card, by=request.user, answer=form.answer(), **press)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return do(request, lambda: None, done=f"{card}: {done}", to=reverse("floor:paper"))
    context = {"card": card, "form": form, **page}
    return render(request, "floor/paper/type.html", context)


@requires(Permission.SEE_PRIVATE_VOICES, on=photographed)
def card_photo(request: MemberRequest, card: Card) -> HttpResponse:
    """The photograph itself, for those who type it in or compare."""
    return played(card.photo)


@requires(Permission.ADD_VOICES, on=lambda: Card.objects.to_destroy())
@require_POST
def destroyed(request: MemberRequest, card: Card) -> HttpResponse:
    act = partial(services.note_destroyed, card, by=request.user)
    return do(request, act, done=f"The paper of {card} is destroyed", to=reverse("floor:paper"))


@requires(Permission.ADD_VOICES, on=prompts)
def for_somebody(request: MemberRequest, prompt: Prompt) -> HttpResponse:
    """What to read out by telephone or at a table, and the answer to fill in."""
    if prompt.opened_at is None:
        raise Http404
    form = form_for(prompt, sent(request), version=CURRENT)
    form.fields["channel"] = ChannelField()
    context = {"prompt": prompt, "form": form, "support": Support.objects.all()}
    if form.is_valid():
        typed = form.cleaned_data
        try:
            context["code"] = services.answer_for(
                prompt,
                by=request.user,
                channel=typed["channel"],
                answer=form.answer(),
                press=typed["press"],
            )
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return render(request, "floor/paper/typed_for.html", context)
    return render(request, "floor/paper/for_somebody.html", context)
