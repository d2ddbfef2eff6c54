"""Every address declares who may use it, and a walk over all of them shows that it holds.

The walk goes through the demonstration's partnership as somebody signed out, a stranger with an
account and no role, and each role; organisation leads come from two organisations. Whoever may
not use a route gets 404, on GET and on POST, and nothing changes.
"""

from __future__ import annotations

import pytest
from django.http import HttpResponseNotFound
from django.test import Client

from evenground_web import urls
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import Permission
from evenground_web.people.roles import ROLES
from tests.repo.routes import routes

PUBLIC = {
    "choose_tongue", "translations:alone", "translations:in_language", "translations:languages",
    "translations:pdf", "translations:read",
    "front", "accessibility", "health", "account_login", "account_logout", "account_inactive",
    "account_change_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "commitments:wall", "commitments:wall_embed", "commitments:public_pledge",
    "commitments:signed", "commitments:signed_naming", "commitments:signed_take_back",
    "commitments:review_by_code",
    "commitments:by_link", "commitments:begin_by_link", "commitments:link_again",
    "voices:tell_us", "voices:mine", "voices:change_consent", "voices:withdraw",
    "people:public_register", "gatherings:public_meetings", "gatherings:public_meeting",
    "gatherings:public_decisions", "gatherings:public_paper", "gatherings:ask",
    "gatherings:public_meeting_file", "gatherings:feed", "gatherings:my_question",
    "gatherings:change_naming", "gatherings:withdraw_question",
    "gatherings:public_programmes", "gatherings:public_programme",
    "gatherings:public_programme_version", "gatherings:programme_file",
    "gatherings:public_closings", "gatherings:public_closing",
    "gatherings:public_closing_version",
    "gatherings:public_session", "gatherings:session_file", "gatherings:private_calendar",
    "reports:public_programme_file",
    "reports:public_papers", "reports:public_paper", "reports:public_downloads",
    "reports:public_chart", "reports:public_chart_narrow", "reports:public_download",
    "accessible:public_ask", "accessible:public_version", "accessible:public_picture",
    "accessible:public_easy_file", "accessible:public_script", "accessible:public_sound",
    "gatherings:open_gatherings", "gatherings:register", "gatherings:my_place",
    "gatherings:calendar_mine",
    "gatherings:take_mine", "gatherings:join_online_mine", "gatherings:come_in_person_mine",
    "gatherings:give_up_mine", "gatherings:change_mine",
    "gatherings:sign_up_mine", "gatherings:take_session_mine", "gatherings:leave_session_mine",
    "gatherings:confirm_mine", "gatherings:rsvp", "gatherings:door_code",
    "gatherings:my_certificate", "gatherings:certificate_file", "gatherings:certificate_mine",
    "gatherings:what_is_paid", "gatherings:claim_mine", "gatherings:my_claim",
    "gatherings:take_back_mine", "gatherings:my_letter",
    "voices:answer", "voices:tell_me", "voices:stop_telling",
    "commitments:public_results", "commitments:public_result", "commitments:public_curve",
    "commitments:public_curve_narrow", "commitments:public_gap_result",
    "commitments:tracker", "commitments:public_commitment", "commitments:tracker_feed",
    "commitments:commitment_feed", "commitments:tracker_calendar", "commitments:open_data",
    "commitments:data_csv", "commitments:data_json", "commitments:data_xlsx",
    "commitments:data_schema",
    "floor:join", "floor:phone", "floor:answer", "floor:wall", "floor:mine", "floor:allow",
    "gatherings:public_draws", "gatherings:public_draw", "gatherings:mix_file",
    "floor:take_back", "floor:all_opinions", "floor:public_opinions",
    "floor:public_opinions_chart", "floor:opinions_csv", "floor:opinions_json",
    "floor:my_card", "floor:take_card_back",
    "listening:public_reports", "listening:public_report", "listening:public_file",
    "commitments:replies", "commitments:reply", "commitments:reply_version",
    "commitments:reply_words", "reports:reply_file",
}  # fmt: skip
SHOWS_LESS = {
    "account_change_password": "a persona of the demonstration has no password",
    "reports:paper": "a draft is for those who edit papers",
    "reports:today": "a draft is for those who edit papers",
    "reports:history": "a draft is for those who edit papers",
    "reports:downloads": "a draft is for those who edit papers",
    "reports:download": "a draft is for those who edit papers",
    **dict.fromkeys(
        (
            "reports:chart",
            "reports:chart_narrow",
            "reports:public_chart",
            "reports:public_chart_narrow",
        ),
        "an issued paper has as many pictures as gaps that were measured twice",
    ),
    **dict.fromkeys(
        (
            "floor:public_opinions",
            "floor:public_opinions_chart",
            "floor:opinions_csv",
            "floor:opinions_json",
        ),
        "what the votes on an open question say together is not public",
    ),
    "accessible:sound": "a recording may be a link to another site",
    "accessible:public_sound": "a recording may be a link to another site",
    "accessible:picture": "a picture that is not published is for those who make it",
    "accessible:public_picture": "a picture that is not published is for those who make it",
    **dict.fromkeys(
        ("accessible:version", "accessible:easy_file", "accessible:script"),
        "a version that is not published is for those who make it",
    ),
    "listening:report": "a draft is for those who write it",
    "reports:private_pack": "the private part is for those who sit in the group",
    "reports:private_pack_file": "the private part is for those who sit in the group",
    "commitments:review_own_pledge": "everybody judges a personal pledge of their own",
    "commitments:reword_own_pledge": "everybody words a personal pledge of their own",
    "people:edit_mine": "everybody changes their own interests",
    "people:end_mine": "everybody changes their own interests",
    "gatherings:correct_minutes": "minutes are corrected once they are approved",
    "commitments:register_preview": "a changed file is for whoever chose it",
    "commitments:register_choose": "a changed file is for whoever chose it",
    "commitments:register_discard": "a changed file is for whoever chose it",
    "voices:voice": "words are shown as far as the speaker allowed",
    "commitments:from_said": "words are shown as far as the speaker allowed",
}


def test_every_route_has_a_name_and_a_declared_permission() -> None:
    for route in routes():
        assert not route.name.endswith("None"), route.pattern
        assert hasattr(route.view, "permission"), f"{route.name} declares no permission"


def test_only_these_routes_are_for_everybody() -> None:
    assert {route.name for route in routes() if route.view.permission is None} == PUBLIC


def test_every_permission_guards_a_route_and_is_held_by_a_role() -> None:
    held = set().union(*(role.permissions for role in ROLES.values()))
    assert held == set(Permission)
    assert {route.view.permission for route in routes()} - {None} == set(Permission)


def test_the_walk_meets_a_record_on_every_route(partnership) -> None:
    for route in routes():
        if "pk" in route.pattern.pattern.regex.groupindex:
            assert route.record is not None, f"{route.name} has no record to walk to"


@pytest.fixture
def bare_404(monkeypatch) -> None:
    """The page that says so is looked at once, below; here it would be drawn ten thousand times."""
    monkeypatch.setattr(urls, "handler404", lambda request, exception: HttpResponseNotFound())


def test_whoever_may_not_use_a_route_finds_nothing_and_changes_nothing(
    partnership, clients, bare_404
) -> None:
    before = AuditEvent.objects.count()
    probes = 0
    for route in routes():
        if route.view.permission is None:
            continue
        address = route.address(partnership.others)
        methods = ["get", "post", "put", "patch", "delete"]
        for name, visitor in partnership.visitors.items():
            if visitor.has_perm(route.view.permission, route.record):
                continue
            for method in methods:
                response = getattr(clients[name], method)(address)
                assert response.status_code == 404, f"{name}: {method} {address}"
                probes += 1
            methods = ["get", "post"]  # the others are for nobody: one visitor has tried them
    assert probes > 1_000
    assert AuditEvent.objects.count() == before


def test_whoever_may_use_a_route_reaches_it_and_changes_nothing_by_looking(
    partnership, clients, bare_404
) -> None:
    before = AuditEvent.objects.count()
    for route in routes():
        address = route.address(partnership.others)
        for name, visitor in partnership.visitors.items():
            permission = route.view.permission
            if permission and not visitor.has_perm(permission, route.record):
                continue
            response = clients[name].get(address)
            refused = response.status_code == 404 and route.name not in SHOWS_LESS
            assert not refused, f"{name}: {address}"
            assert response.status_code < 500
    assert AuditEvent.objects.count() == before


def test_a_form_sent_from_another_site_is_refused(partnership) -> None:
    lead = next(v for name, v in partnership.visitors.items() if name.startswith("Programme"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(lead)
    for route in routes():
        if route.view.permission and lead.has_perm(route.view.permission, route.record):
            assert client.post(route.address(partnership.others)).status_code in {403, 405}


def test_somebody_signed_out_is_offered_the_door_on_a_page_that_is_not_there(client, db) -> None:
    there, nowhere = client.get("/gaps/"), client.get("/nowhere/")
    assert there.status_code == nowhere.status_code == 404
    same = there.content.replace(b"gaps", b"nowhere").split(b"nonce")[0]
    assert same == nowhere.content.split(b"nonce")[0]
    assert b"Sign in" in there.content
