"""A partner without an account says how it is going, by a link that is for one person alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Proposal, Update, UpdateLink
from evenground_web.commitments.services.records.proposals import decide
from evenground_web.commitments.services.reminders import links as services
from evenground_web.commitments.services.reminders.first_opening import confirm, send_code
from evenground_web.core import audit, limits
from evenground_web.core.models import AuditEvent
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press, words
from tests.web.post import code_of, letters, text_of, token_of

NOW = datetime.now(UTC)
JO = {"name": "Jo Bloggs", "organisation": "Saltmere Families", "email": "jo@example.org"}
AT_ONCE = 50


@pytest.fixture
def pledge(universe):
    cache.clear()
    return add_pledge(universe)


@pytest.fixture
def link(pledge, universe):
    return services.ask_for_update(pledge, by=universe.alice, **JO)


def address(link, name="by_link") -> str:
    return reverse(f"commitments:{name}", args=[token_of(link)])


def opened(link) -> tuple[Client, str]:
    """A browser in which Jo has opened the link."""
    browser, here = Client(), address(link)
    browser.post(address(link, "begin_by_link"))
    browser.post(here, {"code": code_of(link)})
    return browser, here


def test_a_lead_asks_and_the_partner_answers_from_the_link(universe, pledge, client):
    answer = press(client, reverse("commitments:ask", args=[pledge.pk]), as_=universe.alice, **JO)
    assert "They get an email with a link" in words(answer)
    link = UpdateLink.objects.get()
    here = address(link)
    (letter,) = letters()
    assert letter.to == ["jo@example.org"]
    assert f"http://testserver{here}" in letter.body
    browser = Client()
    assert "Are you Jo Bloggs?" in page(browser, here)
    browser.post(here + "begin/")
    assert "Type the code we sent you" in page(browser, here)
    browser.post(here, {"code": code_of(link)})
    typed = {"text": "Six groups walk each week", "evidence_link": "https://example.org/walks",
             "status": "on_track"}  # fmt: skip
    assert "Your update was kept" in words(browser.post(here, typed, follow=True))
    said = page(client, pledge.get_absolute_url(), as_=universe.alice)
    assert "Jo Bloggs of Saltmere Families, by link" in said
    assert "proposes “On track”" in said
    pledge.refresh_from_db()
    assert pledge.delivery_status == "not_started"
    assert "jo@example.org" not in said


def test_a_lead_takes_the_status_over_and_the_record_says_who_said_it(universe, pledge, link):
    browser, here = opened(link)
    browser.post(here, {"text": "Six groups walk", "status": "on_track"})
    proposal = Proposal.objects.get()
    client = Client()
    press(
        client, reverse("commitments:decide", args=[proposal.pk]), as_=universe.alice, accept="yes"
    )
    pledge.refresh_from_db()
    assert pledge.delivery_status == "on_track"
    assert pledge.delivery_reason == "Six groups walk (Jo Bloggs of Saltmere Families, by link)"
    assert "took over the status “On track”" in text_of(letters()[-1])
    with pytest.raises(RuleBroken, match="Alice has decided already"):
        decide(proposal, by=universe.lead, accept=False, answer="No")


def test_a_status_that_is_not_taken_over_is_answered_with_a_reason(universe, link, client):
    browser, here = opened(link)
    browser.post(here, {"text": "Six groups walk", "status": "complete"})
    url = reverse("commitments:decide", args=[Proposal.objects.get().pk])
    answer = press(client, url, as_=universe.alice, accept="no")
    assert "Write why you do not take it over" in words(answer)
    press(client, url, accept="no", answer="Two places have none")
    assert "The reason: Two places have none" in text_of(letters()[-1])


def test_a_forwarded_link_says_in_words_that_it_is_for_one_person(link):
    _, here = opened(link)
    friend = Client()
    answer = friend.get(here)
    assert answer.status_code == 403
    assert "This link was opened in another browser" in words(answer)
    assert "Jo Bloggs" not in words(answer)
    typed = friend.post(here, {"text": "I am not Jo"})
    assert "What you wrote was not kept" in words(typed)
    assert "I am not Jo" in words(typed)
    friend.post(here + "begin/")
    assert friend.get(here).status_code == 403
    assert not Update.objects.exists()


def test_whoever_has_a_forwarded_link_can_only_send_a_new_one_to_its_owner(link):
    browser, here = opened(link)
    letters()
    UpdateLink.objects.update(sent_at=NOW - timedelta(hours=1))
    answer = Client().post(here + "again/")
    assert "A new link is on its way" in words(answer)
    assert [letter.to for letter in letters()] == [["jo@example.org"]] * 2
    assert browser.get(here).status_code == 410  # the old one opens nothing from now on


def test_an_expired_link_says_so_and_offers_a_new_one(universe, pledge, link):
    browser, here = opened(link)
    long_ago = NOW - timedelta(days=31)
    UpdateLink.objects.update(sent_at=long_ago, expires_at=NOW - timedelta(days=1))
    answer = browser.get(here)
    assert "This link has expired" in words(answer)
    assert "Send a new link" in words(answer)
    assert not Client().post(here, {"text": "Late"}).context["form"]
    browser.post(here + "again/")
    new = address(link)
    assert new != here
    assert "Are you Jo Bloggs?" in page(browser, new)


def test_a_revoked_link_says_so_and_tells_whoever_sent_it_once(universe, link, client):
    browser, here = opened(link)
    client.force_login(universe.alice)
    client.post(reverse("commitments:revoke_link", args=[link.pk]))
    assert letters() == []  # its own message had not gone yet
    assert "This link was ended" in words(browser.get(here))
    for _ in range(3):
        assert "We have passed it on" in words(browser.post(here + "again/"))
    assert [letter.to for letter in letters()] == [["alice@example.org"]]
    text = page(client, reverse("commitments:links", args=[link.commitment_id]))
    assert "Revoked by Alice" in text


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..%2f", "é" * 20, "a" * 4000])
def test_a_link_that_was_copied_badly_is_answered_in_words(universe, client, token):
    answer = client.get(f"/commitments/by-link/{token}/")
    assert answer.status_code in {404, 410}
    assert b"<h1>" in answer.content


def test_what_is_closed_asks_for_nothing_more(universe, pledge, link, client):
    commitments.change_delivery_status(pledge, by=universe.lead, status="stopped", reason="Over")
    answer = client.get(address(link))
    assert "Nothing more is asked" in words(answer)
    with pytest.raises(RuleBroken, match="is closed"):
        services.ask_for_update(pledge, by=universe.lead, **{**JO, "email": "b@example.org"})


def test_programs_that_look_into_mail_do_not_use_the_link_up(link):
    here = address(link)
    for _ in range(3):
        Client().get(here)
        Client().head(here)
    assert UpdateLink.objects.get().opened_at is None


def test_the_token_is_kept_nowhere_and_nothing_personal_is_in_the_address(link):
    token = token_of(link)
    letters()
    link.refresh_from_db()
    assert token not in str(vars(link))
    assert token not in str(list(Message.objects.values()))
    assert token not in str(list(AuditEvent.objects.values()))
    assert "jo" not in address_words(token)


def address_words(token: str) -> str:
    return reverse("commitments:by_link", args=["x"]).replace("x", "") if token else ""


def test_asking_twice_sends_one_link_and_an_address_that_is_none_is_refused(
    universe, pledge, client
):
    url = reverse("commitments:ask", args=[pledge.pk])
    for email in ("jo@example.org", " JO@example.org "):
        press(client, url, as_=universe.alice, **{**JO, "email": email})
    assert len(letters()) == 1
    answer = press(client, url, **{**JO, "email": "jo@example"})
    assert "email address" in words(answer)
    assert "Jo Bloggs" in words(answer)  # what was typed is kept


def test_somebody_of_another_organisation_cannot_ask_or_see_addresses(universe, link, client):
    for name in ("ask", "links"):
        page(client, reverse(f"commitments:{name}", args=[link.commitment_id]),
             as_=universe.bob, status=404)  # fmt: skip


def test_an_empty_answer_and_a_broken_address_come_back_with_what_was_typed(link):
    browser, here = opened(link)
    answer = browser.post(here, {"text": "", "evidence_link": "not a link"})
    assert "There is a problem" in words(answer)
    answer = browser.post(here, {"text": "Six groups", "evidence_link": "javascript:alert(1)"})
    assert "Six groups" in words(answer)
    assert not Update.objects.exists()


def test_a_link_is_slowed_down_after_many_answers(link, monkeypatch):
    browser, here = opened(link)
    for n in range(services.MOST_A_DAY):
        browser.post(here, {"text": f"Update {n}"})
    answer = browser.post(here, {"text": "One more"})
    assert "used many times today" in words(answer)
    assert "One more" in words(answer)
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    answer = browser.post(here, {"text": "Typed"})
    assert answer.status_code == 429
    assert "Typed" in words(answer)


def test_names_with_line_breaks_stay_on_one_line(universe, pledge):
    link = services.ask_for_update(
        pledge, by=universe.alice, name="Jo\r\nBcc: a@example.org", organisation="X\nY",
        email="jo@example.org",
    )  # fmt: skip
    assert link.who == "Jo Bcc: a@example.org of X Y"
    assert letters()[0].message()["Bcc"] is None


def test_the_database_holds_the_rules_of_links(link):
    for wrong in (
        {"opened_at": NOW},
        {"revoked_at": NOW},
        {"expires_at": link.sent_at},
        {"browser_digest": "a"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            UpdateLink.objects.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Update.objects.create(
            commitment=link.commitment, by=link.asked_by, said_by="Jo", text="a", at=NOW
        )


# As in test_pressing_twice.py: several transactions at once need PostgreSQL.


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite is in memory")
def test_fifty_presses_at_once_make_one_link_one_browser_one_update_and_one_message_each(universe):
    pledge = add_pledge(universe)

    def at_once(press) -> list[str]:
        together = Barrier(AT_ONCE)

        def one(_: int) -> str:
            together.wait()
            try:
                return str(press() or "")
            except RuleBroken as rule:
                return f"refused: {rule}"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(AT_ONCE)))

    at_once(lambda: services.ask_for_update(pledge, by=universe.alice, **JO))
    link = UpdateLink.objects.get()
    at_once(lambda: send_code(link, browser="one browser"))
    assert link.codes.count() == 1
    at_once(lambda: confirm(link, browser="one browser", code=code_of(link)))
    at_once(
        lambda: services.answer_by_link(
            link, browser="one browser", text="Six groups", status="on_track"
        )
    )
    assert (Update.objects.count(), Proposal.objects.count()) == (1, 1)
    at_once(lambda: decide(Proposal.objects.get(), by=universe.alice, accept=True))
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "answer",
        "ask",
        "code",
        "decided",
    ]
    assert list(audit.faults()) == []
