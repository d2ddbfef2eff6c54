"""Which pages links lead to, the files they offer, and pages while nothing is there.

Each page that is found is looked at by test_every_page_of_commitments.py and test_every_other_page.py.
"""

from __future__ import annotations

from collections import Counter

import pytest
from django.urls import resolve

from tests.journeys.every_page import PEOPLE, faults_of
from tests.journeys.steps import click, main
from tests.journeys.walking import walk
from tests.repo.routes import routes

pytestmark = pytest.mark.browser
NOT_BY_LINKS = {
    # one button or a choice, no page of its own
    "listening:move_chapter", "listening:want",
    # the report of the demonstration is published already
    "listening:publish",
    "choose_tongue",
    "translations:begin", "translations:stop", "translations:pdf",
    "translations:check", "translations:send_back", "translations:publish",
    "translations:take_back",
    "commitments:review_by_code", "reports:pack_file", "reports:private_pack_file",
    # only for whoever made a personal pledge, and where something was agreed or is asked
    "commitments:review_own_pledge", "commitments:reword_own_pledge", "commitments:reword_pledge",
    "commitments:stop_asking",
    "commitments:publish_pledge", "commitments:signed_naming", "commitments:signed_take_back",
    "commitments:take_mine_back",
    "account_logout", "commitments:complete_milestone", "commitments:plan_discard",
    "commitments:plan_sheet", "commitments:register_choose", "commitments:register_discard",
    "gatherings:lower_agenda_item", "gatherings:lower_topic",
    "gatherings:raise_agenda_item", "gatherings:raise_topic", "gatherings:remove_agenda_item",
    "people:close_account", "people:end_standing_item", "people:invite",
    "commitments:begin_by_link", "commitments:link_again", "commitments:revoke_link",
    "outbox:call_off", "outbox:try_again", "outbox:write_again",
    "people:lower_standing_item", "people:open_account", "people:raise_standing_item",
    "voices:change_consent", "voices:withdraw", "voices:withdraw_for", "voices:answer", "voices:ask", "voices:recording",
    "voices:clear", "voices:take_up", "voices:write_down", "voices:remove_support", "voices:translate",
    "floor:allow", "floor:close", "floor:close_question", "floor:edit_question", "floor:keep",
    "floor:lower_question", "floor:open_question", "floor:put_back", "floor:put_on_wall",
    "floor:raise_question", "floor:reopen", "floor:show", "floor:take", "floor:take_back",
    "floor:destroyed", "floor:take_card_back", "floor:card_photo",
    "gatherings:ask_drawn", "gatherings:draw_now", "gatherings:mix_file", "gatherings:pool_file",
    "floor:take_next", "floor:look_for_groups", "floor:publish_opinions", "floor:take_opinions_off",
    "floor:opinions_chart", "floor:public_opinions_chart", "floor:opinions_csv", "floor:opinions_json",
    "themes:finish", "themes:open_again", "themes:take_out", "themes:take_back", "themes:undo",
    "themes:codebook_file", "themes:project_file",
    # of words that may be shown to members
    "commitments:from_said",
    # for somebody who has a link: walked by test_partner_by_link.py
    "commitments:by_link",
    "commitments:drop_action", "commitments:end_escalation", "commitments:leave_out",
    "commitments:not_for_commitment", "commitments:not_for_gap", "commitments:remove_assurance",
    "commitments:remove_control", "commitments:unlink_action",
    # files
    "commitments:evidence", "commitments:list_export", "commitments:plan_export",
    "commitments:tracker_feed", "commitments:commitment_feed", "commitments:tracker_calendar",
    "commitments:data_csv", "commitments:data_json", "commitments:data_xlsx",
    "commitments:data_schema",
    "insight:chart", "insight:chart_narrow", "insight:gap_csv", "insight:release_csv",
    "reports:chart", "reports:chart_narrow", "reports:public_chart", "reports:public_chart_narrow",
    # where a commitment has more updates than its page shows: walked by tests/web/test_many_rows.py
    "commitments:updates",
    "insight:release_parquet", "gatherings:attendance_file",
    "commitments:register_export", "commitments:register_table",
    # steps that follow a file or a name, walked by analyst, programme lead and administrator
    "commitments:plan_columns", "commitments:plan_preview", "commitments:plan_words",
    "commitments:register_preview",
    "insight:check", "insight:throw_away", "people:edit_alias",
    # only for those who are signed out, or have a password
    "account_change_password", "account_inactive", "account_login", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "health",
    # only while no paper is started, while it is a draft (walked by the secretary), or once closed
    "reports:throw_away", "reports:download", "reports:public_download", "commitments:reopen_risk",
    # of records in a state that the two of their kind that are looked at are not in, or for those who
    # answer, sign or check: each is a test of its own in tests/web
    "commitments:address", "commitments:ask_for_action", "commitments:check_review",
    "commitments:decide", "commitments:describe_pledge", "commitments:edit_assessment",
    "commitments:effect", "commitments:freeze_plan",
    "commitments:respond", "commitments:review_pledge", "commitments:sign",
    "commitments:sign_assessment", "commitments:sign_for_organisation",
    "commitments:sign_statement", "commitments:source", "commitments:statement",
    "commitments:stop_waiting", "commitments:take_signature_back", "commitments:unpublish_pledge",
    "commitments:withdraw_pledge", "commitments:write_down_signature",
    "gatherings:accept_question", "gatherings:change_naming", "gatherings:correct_minutes",
    "gatherings:minutes_version", "gatherings:publish_agenda", "gatherings:publish_question",
    "gatherings:send_minutes", "gatherings:take_back_declaration",
    "gatherings:take_back_minutes", "gatherings:unpublish_question", "gatherings:withdraw_question",
    "insight:population", "insight:publish", "people:edit_interest", "people:edit_mine", "people:end_interest",
    "people:end_mine", "reports:correct", "reports:publish", "reports:take_back",
    "voices:stop_telling", "voices:tell_me",
    # walked by test_replying.py, or of a reply in another state; and files
    "reports:reply_file",
    # files, pictures and the page that other sites frame
    "commitments:curve", "commitments:curve_narrow", "commitments:public_curve",
    "commitments:public_curve_narrow", "commitments:wall_embed", "gatherings:feed",
    "gatherings:meeting_file", "gatherings:paper_file", "gatherings:public_meeting_file",
    "gatherings:public_paper",
    # programmes: buttons, files, and what only a session in one state has
    "gatherings:remove_room", "gatherings:remove_track", "gatherings:forget_speaker",
    "gatherings:hold_session", "gatherings:remove_session", "gatherings:take_part_away",
    "gatherings:make_calendar", "gatherings:stop_calendar", "gatherings:private_calendar",
    "gatherings:programme_file", "gatherings:session_file",
    "reports:programme_file", "reports:public_programme_file",
    # other formats of papers: buttons, files, and what only a version in one state has, walked by
    # test_other_formats.py
    "accessible:want", "accessible:check", "accessible:carry_over", "accessible:raise_pair",
    "accessible:lower_pair", "accessible:remove_pair", "accessible:picture",
    "accessible:public_picture", "accessible:easy_file", "accessible:public_easy_file",
    "accessible:script", "accessible:public_script", "accessible:sound", "accessible:public_sound",
    "accessible:recording", "accessible:video", "accessible:first_draft", "accessible:add_pair",
    "accessible:edit_pair", "accessible:made_by", "accessible:word_bank", "accessible:checklist",
    "accessible:publish", "accessible:take_back",
    # where a record is in one state: tests of their own in tests/web
    "gatherings:close", "gatherings:cancel",
    "commitments:tie_said", "commitments:publish_commitment",
    # who is coming, for the host and for those with a link: walked by test_coming.py and tests/web
    "gatherings:places", "gatherings:set_places", "gatherings:reserve",
    "gatherings:change_reserved", "gatherings:register_somebody", "gatherings:print_registration_forms",
    "gatherings:registration",
    "gatherings:take_for", "gatherings:join_online", "gatherings:come_in_person",
    "gatherings:join_online_mine", "gatherings:come_in_person_mine", "gatherings:end_registration", "gatherings:change_registration",
    "gatherings:invitations", "gatherings:invite", "gatherings:send_invitation_again",
    "gatherings:take_back_invitation", "gatherings:my_place", "gatherings:calendar_mine",
    "gatherings:take_mine", "gatherings:give_up_mine", "gatherings:change_mine",
    "gatherings:sign_up_mine", "gatherings:take_session_mine", "gatherings:leave_session_mine",
    "gatherings:confirm_mine", "gatherings:rsvp", "gatherings:access", "gatherings:venue",
    "gatherings:arrange_access", "gatherings:confirm_access",
    # the door, for those who let people in: walked by test_at_the_door.py and tests/web
    "gatherings:door", "gatherings:session_door", "gatherings:walk_in", "gatherings:came",
    "gatherings:left", "gatherings:take_back_check_in", "gatherings:sync_door",
    "gatherings:paper_list", "gatherings:tick_off", "gatherings:badges", "gatherings:door_code",
    "gatherings:certificate_file", "gatherings:certificate_mine",
    # claims and the policy of payments: buttons, files, and what a claim of one state or its link has
    "gatherings:offer_payments", "gatherings:agree_claim", "gatherings:take_back_claim",
    "gatherings:renew_claim_code", "gatherings:begin_policy", "gatherings:policy_in_force",
    "gatherings:remove_rate", "gatherings:claim_form", "gatherings:claim_letter",
    "gatherings:claim_mine", "gatherings:take_back_mine", "gatherings:my_letter",
    # reports of voices and suggested themes: buttons and files
    "listening:draft", "listening:take_back", "listening:file", "listening:public_file",
    "themes:ask_for_suggestions", "themes:confirm_suggestion", "themes:refuse_suggestion",
    # on records further down than a walk goes: test_groups_of_opinion.py and tests/web
    "floor:opinions", "gatherings:add_claim", "gatherings:replace_paper",
    # for everybody, walked by test_proof.py
    "commitments:gap_stories",
    "commitments:stories",
}  # fmt: skip


def test_a_link_leads_to_every_page_but_those_that_are_named_here(visit):
    met: Counter[str] = Counter()
    reached: set[str] = set()
    for name in PEOPLE:
        addresses = [found.address for found in walk(visit(name), met=met)]
        reached |= {resolve(one).view_name for one in addresses if not one.startswith("/demo/")}
    lost = {each.name for each in routes()} - reached - NOT_BY_LINKS
    assert not lost, " ".join(sorted(lost))


def test_every_download_that_a_link_offers_arrives(visit):
    page = visit("Grace Adeyemi")
    kinds: set[str] = set()
    for address, first in {
        "/gaps/": "listitem", "/gaps/releases/": "cell", "/commitments/": "", "/commitments/plans/": "",
    }.items():  # fmt: skip
        page.goto(address)
        if first:
            click(main(page).get_by_role(first).get_by_role("link").first)
        links = main(page).locator('a[download], a[href*="export."]')
        for href in [link.get_attribute("href") or "" for link in links.all()]:
            answer = page.request.get(href)
            assert answer.status == 200, href
            assert "text/html" not in answer.headers["content-type"], href
            kinds.add(href.split("?")[0].rpartition(".")[2])
    assert kinds == {"csv", "xlsx", "parquet"}


EMPTY = {
    "analyst": ["/gaps/", "/gaps/releases/", "/gaps/?q=nothing"],
    "programme_lead": [
        "/voices/", "/voices/?kind=idea", "/commitments/", "/commitments/?text=nothing",
        "/commitments/plans/", "/commitments/risks/", "/gatherings/", "/gatherings/?when=past",
    ],
    "board_secretary": ["/reports/"],
    "administrator": ["/partnership/organisations/?text=nothing", "/partnership/people/?text=zz"],
}  # fmt: skip


@pytest.mark.parametrize("role", EMPTY)
def test_lists_with_nothing_in_them_say_what_to_do(browser_page, universe, sign_in, role):
    page = browser_page
    sign_in(page, universe.by_role[role])
    for address in EMPTY[role]:
        page.goto(address)
        words = page.locator(".eg-empty").inner_text()
        assert len(words.split()) > 8, f"{address} says only: {words}"
        assert faults_of(page, address) == []


def test_pages_of_a_partnership_that_has_just_begun_are_clean(browser_page, universe, sign_in):
    page = browser_page
    sign_in(page, universe.administrator)
    records = (universe.board, universe.housing, universe.hills, universe.alice)
    for address in (
        "/", "/commitments/orphans/", "/partnership/", "/partnership/groups/",
        *(record.get_absolute_url() for record in records),
    ):  # fmt: skip
        page.goto(address)
        assert faults_of(page, address) == []


def test_a_site_without_a_partnership_is_clean(browser_page, db):
    browser_page.goto("/")
    assert faults_of(browser_page, "/") == []
