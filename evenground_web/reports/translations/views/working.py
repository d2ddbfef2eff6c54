"""Translating: how far each language is, section by section, finished, checked, published."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.editing import Conflict
from evenground_web.core.pages import confirm_page, do, form_page, page_of
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.translations import services
from evenground_web.reports.translations.forms import (
    CheckForm,
    FinishForm,
    OfferForm,
    SectionForm,
    SendBackForm,
    WorkFilter,
)
from evenground_web.reports.translations.models import Language, Translation

SHOWN = 20


@requires(Permission.TRANSLATE)
def work(request: MemberRequest) -> HttpResponse:
    """How far the public texts are in one language."""
    languages = list(Language.objects.all())
    form = WorkFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    language = asked.get("language") or next((one for one in languages if one.offered), None)
    page = page_of(request, services.public_texts(asked.get("kind", "")), per_page=SHOWN)
    context = {
        "languages": languages,
        "form": WorkFilter({"language": language, "kind": asked.get("kind", "")}),
        "language": language,
        "page": page,
        "rows": services.rows(page, language) if language else [],
        "counts": services.counts(language) if language else [],
    }
    return render(request, "translations/work.html", context)


@requires(Permission.PUBLISH_TRANSLATIONS)
def offer(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        OfferForm(request.POST or None),
        title="Offer another language",
        submit="Offer the language",
        save=partial(services.offer_language, by=request.user),
        done="The language is offered",
        back=reverse("translations:work"),
        intro="Texts can be translated into it once it is offered.",
    )


@requires(Permission.PUBLISH_TRANSLATIONS, on=Language)
@require_POST
def stop(request: MemberRequest, language: Language) -> HttpResponse:
    return do(
        request,
        partial(services.stop_offering, language, by=request.user),
        done="Nothing new is begun in this language",
        to=language,
    )


@requires(Permission.TRANSLATE, on=Language)
@require_POST
def begin(request: MemberRequest, language: Language, kind: str, record: int) -> HttpResponse:
    try:
        made = services.begin(kind, record, language=language, by=request.user)
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect(language)
    return redirect(made)


@requires(Permission.TRANSLATE, on=Translation)
def translation(request: MemberRequest, translation: Translation) -> HttpResponse:
    original = services.original_of(translation)
    sections = services.complete_sections(original, translation.texts) if original else []
    done = {section.key for section in sections}
    rows = [
        {
            "section": one,
            "texts": len(one.texts),
            "done": sum(text in translation.texts for text in one.texts),
            "complete": one.key in done,
        }
        for one in (original.sections if original else [])
    ]
    context = {
        "translation": translation,
        "original": original,
        "rows": rows,
        "outdated": original and services.outdated(translation, original, translation.language),
        "published": services.published(
            translation.kind, translation.record, translation.language.code
        ),
    }
    return render(request, "translations/translation.html", context)


@requires(Permission.TRANSLATE, on=Translation)
def write(request: MemberRequest, translation: Translation, section: str) -> HttpResponse:
    original = services.original_of(translation)
    part = original.section(section) if original else None
    if part is None:
        raise Http404
    form = SectionForm(request.POST or None, translation=translation, section=part)
    if form.is_valid():
        try:
            services.write(translation, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            form.build_on(conflict.current)
            form.add_error(None, str(conflict))
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, f"“{part.title}” was saved")
            return redirect(translation)
    context = {
        "title": f"{part.title} in {translation.language}",
        "form": form,
        "translation": translation,
        "back": translation.get_absolute_url(),
        "submit": "Save the translation",
    }
    return render(request, "translations/write.html", context)


def step(
    request: MemberRequest,
    translation: Translation,
    form: forms.Form,
    save: Any,
    *,
    title: str,
    done: str,
    **context: Any,
) -> HttpResponse:
    """The page of one step of a translation, which goes back to it."""
    back = translation.get_absolute_url()
    return form_page(
        request, form, title=title, save=save, done=done, back=back, to=translation, **context
    )


@requires(Permission.TRANSLATE, on=Translation)
def finish(request: MemberRequest, translation: Translation) -> HttpResponse:
    def save(translator: str, by_a_person: bool) -> Translation:
        return services.finish(translation, by=request.user, translator=translator)

    return step(
        request,
        translation,
        FinishForm(request.POST or None, initial={"translator": translation.translator}),
        save,
        title="The translation is finished",
        done="The translation can be checked",
        intro="Whole sections are shown to readers. Where a section is translated in part they are "
        "led to the original.",
    )


@requires(Permission.TRANSLATE, on=Translation)
def check(request: MemberRequest, translation: Translation) -> HttpResponse:
    return step(
        request,
        translation,
        CheckForm(request.POST or None),
        partial(services.check, translation, by=request.user),
        title="The translation was checked",
        done="The check was written down",
        intro=f"Translated by {translation.translator}. Somebody else who speaks "
        f"{translation.language} checks it.",
    )


@requires(Permission.TRANSLATE, on=Translation)
def send_back(request: MemberRequest, translation: Translation) -> HttpResponse:
    return step(
        request,
        translation,
        SendBackForm(request.POST or None),
        partial(services.send_back, translation, by=request.user),
        title="Send the translation back",
        done="The translation was sent back",
    )


@requires(Permission.PUBLISH_TRANSLATIONS, on=Translation)
def publish(request: MemberRequest, translation: Translation) -> HttpResponse:
    return confirm(
        request,
        translation,
        services.publish,
        title="Publish the translation",
        done="Everybody can now read the translation",
        intro="Everybody will be able to read it beside the original, with the names of "
        f"{translation.translator or 'the translator'} and {translation.checker or 'the checker'}.",
    )


@requires(Permission.PUBLISH_TRANSLATIONS, on=Translation)
def take_back(request: MemberRequest, translation: Translation) -> HttpResponse:
    return confirm(
        request,
        translation,
        services.take_back,
        title="Take the translation back",
        done="The translation is no longer public",
        intro="Readers will be led to the original in English.",
    )


def confirm(
    request: MemberRequest, translation: Translation, act: Any, *, title: str, **page: Any
) -> HttpResponse:
    back = translation.get_absolute_url()
    act = partial(act, translation, by=request.user)
    return confirm_page(request, act, title=title, submit=title, back=back, to=translation, **page)
