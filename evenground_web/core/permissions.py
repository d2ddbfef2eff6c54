"""What can be done, and the declaration every route makes.

Permissions are named here. Which roles hold them is in `people/roles.py`; whether a person
holds one for a record is decided by one predicate in `people/rules.py`.

    @public                                        anybody
    @requires(Permission.SEE)                      members
    @requires(Permission.UPDATE, on=Commitment)    people who may update this commitment

With `on`, the decorator looks the record up by `pk` and hands it to the view in place of the
key. Whoever may not use a route gets the same "page not found" as for a page that does not
exist, so that addresses reveal nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404


class Permission(StrEnum):
    SEE = "partnership.see"
    EDIT_PARTNERSHIP = "partnership.edit"
    SEE_AUDIT = "partnership.see_audit"
    KEEP_GROUPS = "people.keep_groups"
    DECLARE_INTERESTS = "people.declare_interests"
    KEEP_INTERESTS = "people.keep_interests"
    EDIT_GATHERINGS = "gatherings.edit"
    CLOSE_GATHERINGS = "gatherings.close"
    PROPOSE_ITEMS = "gatherings.propose"
    ANSWER_QUESTIONS = "gatherings.answer_questions"
    KEEP_PLACES = "gatherings.keep_places"
    ARRANGE_ACCESS = "gatherings.arrange_access"
    WORK_DOOR = "gatherings.work_door"
    KEEP_CLAIMS = "gatherings.keep_claims"
    AGREE_CLAIMS = "gatherings.agree_claims"
    DRAW_PANELS = "gatherings.draw_panels"
    ADD_VOICES = "voices.add"
    RUN_FLOOR = "floor.run"
    MODERATE = "floor.moderate"
    WRITE_NOTES = "floor.write_notes"
    SEE_PRIVATE_VOICES = "voices.see_private"
    SAFEGUARD = "voices.safeguard"
    CODE_VOICES = "themes.code"
    KEEP_CODEBOOKS = "themes.keep_codebooks"
    ADD_DATA = "insight.add_data"
    ADD_COMMITMENTS = "commitments.add"
    UPDATE_COMMITMENTS = "commitments.update"
    SIGN_STATEMENTS = "commitments.sign"
    RESPOND = "commitments.respond"
    VERIFY = "commitments.verify"
    IMPORT_COMMITMENTS = "commitments.import"
    LOAD_REGISTER = "commitments.load_register"
    KEEP_PLEDGES = "commitments.keep_pledges"
    WRITE_REPLIES = "commitments.write_replies"
    PUBLISH_REPLIES = "commitments.publish_replies"
    PUBLISH_COMMITMENTS = "commitments.publish"
    EDIT_RISKS = "commitments.edit_risks"
    REVIEW_RISKS = "commitments.review_risks"
    ASSESS = "commitments.assess"
    SIGN_ASSESSMENTS = "commitments.sign_assessments"
    EDIT_FUNDING = "commitments.edit_funding"
    EDIT_PAPERS = "reports.edit"
    ISSUE_PAPERS = "reports.issue"
    PUBLISH_PAPERS = "reports.publish"
    TRANSLATE = "translations.write"
    PUBLISH_TRANSLATIONS = "translations.publish"
    ANSWER_FORMATS = "reports.answer_formats"


View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Declare that anybody may use this route."""
    return _declared(view, permission=None)


def in_every_language(view: View) -> View:
    """Declare of a page for everybody that its words are in every catalogue; others are in English."""
    return _declared(view, in_every_language=True)


def _declared(view: View, **said: Any) -> View:
    view.__dict__.update(said)
    return view


def requires(
    permission: Permission, *, on: type[Model] | Callable[[], QuerySet[Any]] | None = None
) -> Callable[[View], View]:
    """Declare and enforce the permission a route needs; `on` names the record it is about.

    `on` is a model, or a function returning the queryset to look the record up in.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if on is None:
                if not request.user.has_perm(permission):
                    raise Http404
                return view(request, *args, **kwargs)
            if not request.user.is_authenticated:
                raise Http404
            record = get_object_or_404(on if isinstance(on, type) else on(), pk=kwargs.pop("pk"))
            if not request.user.has_perm(permission, record):
                raise Http404
            try:
                return view(request, record, *args, **kwargs)
            except type(record).DoesNotExist as gone:  # somebody removed it a moment ago
                raise Http404 from gone

        return _declared(guarded, permission=permission, on=on)

    return declare


class RuleBroken(Exception):
    """A rule of the partnership's work that a person broke; the message is shown to them."""
