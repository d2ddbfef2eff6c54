"""Anybody may ask a meeting in public; names and contacts stay with those who answer."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from evenground_web.core import limits
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as meetings
from evenground_web.gatherings.models import Meeting, Question
from evenground_web.gatherings.services import questions as services
from tests.web.meeting_records import seated_board
from tests.web.pages import page, press, words

IN_TIME = date(2026, 3, 9)
WORDS = "When is there an interpreter at night?"


@pytest.fixture
def u(universe):
    return seated_board(universe)


def ask(u, **given):
    values = {
        "text": WORDS,
        "name": "Ifrah D",
        "contact": "ifrah@example.org",
        "on": IN_TIME,
        **given,
    }
    return services.ask(u.first.meeting, **values)


def answer(u, question, **given):
    values = {
        "by": u.secretary, "shown_text": WORDS, "answer": "From May.", "answered": "in_writing",
        **given,
    }  # fmt: skip
    return services.answer(question, **values)


def test_questions_close_on_the_day_that_the_meeting_says(u):
    assert ask(u)[0].state == "received"
    with pytest.raises(RuleBroken, match="closed on 9 March 2026"):
        ask(u, on=date(2026, 3, 10))


def test_a_meeting_that_is_not_in_public_takes_no_question(u):
    Meeting.objects.update(in_public=False)
    with pytest.raises(RuleBroken, match="not in public"):
        ask(u)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"text": " "}, "no words yet"),
        ({"text": "x" * 1001}, "1,001 characters"),
        ({"name": "", "may_name": True}, "Write the name"),
    ],
)
def test_a_question_that_cannot_be_kept_is_refused(u, given, said):
    with pytest.raises(RuleBroken, match=said):
        ask(u, **given)


def test_one_press_makes_one_question_and_one_code(u):
    codes = {ask(u, press="one opening")[1] for _ in range(3)}
    assert (len(codes), Question.objects.count()) == (1, 1)
    assert services.find_by_code(codes.pop().lower().replace("-", " ")) == Question.objects.get()


def test_the_record_of_who_did_what_holds_neither_words_nor_names(u):
    question, _ = ask(u)
    services.accept(question, by=u.secretary)
    answer(u, question)
    services.publish(question, by=u.secretary)
    services.withdraw(question)
    told = " ".join(f"{e.sentence} {e.details}" for e in AuditEvent.objects.all())
    for private in ("interpreter at night", "Ifrah", "ifrah@example.org", "From May"):
        assert private not in told


def test_contact_details_and_names_without_consent_are_never_published(u):
    question, _ = ask(u)
    for text in ("Write to IFRAH@example.org", "Asked by Ifrah  D"):
        with pytest.raises(RuleBroken, match="repeats the contact details"):
            answer(u, question, answer=text)
    services.change_naming(question, may_name=True)
    answer(u, question, answer="Asked by Ifrah D")
    services.change_naming(question, may_name=False)
    with pytest.raises(RuleBroken, match="a name that may not be shown"):
        services.publish(question, by=u.secretary)


def test_only_an_answer_is_published_and_a_published_one_is_taken_off_before_it_changes(u):
    question, _ = ask(u)
    with pytest.raises(RuleBroken, match="no answer yet"):
        services.publish(question, by=u.secretary)
    answer(u, question)
    services.publish(question, by=u.secretary)
    with pytest.raises(RuleBroken, match="is published"):
        answer(u, question)
    services.unpublish(question, by=u.secretary)
    assert answer(u, question, answer="From June.").answer == "From June."


def test_a_question_that_is_not_answered_says_why(u):
    question, _ = ask(u)
    with pytest.raises(RuleBroken, match="Say why"):
        services.decline(question, by=u.secretary, reason="")
    services.decline(question, by=u.secretary, reason="Ask the trust")
    assert services.accept(question, by=u.secretary).reason == ""


def test_what_was_withdrawn_is_erased_for_good(u):
    question, _ = ask(u)
    services.withdraw(question)
    question.refresh_from_db()
    assert (question.text, question.name, question.contact, question.withdrawn) == (
        "",
        "",
        "",
        True,
    )
    with pytest.raises(RuleBroken, match="withdrawn and erased"):
        answer(u, question)


def test_somebody_asks_reads_the_answer_with_the_code_and_takes_it_back(universe, u, client):
    coming = meetings.plan_meeting(universe.board, by=u.secretary, on=date(2099, 1, 8))
    typed = {"text": WORDS, "name": "Ifrah D", "may_name": "on", "contact": "ifrah@example.org"}
    thanks = client.post(reverse("gatherings:ask", args=[coming.pk]), typed)
    code = thanks.context["code"]
    question = Question.objects.get()
    listed = page(client, reverse("gatherings:questions", args=[coming.pk]), as_=u.secretary)
    assert "ifrah@example.org" in listed
    press(
        client, reverse("gatherings:answer_question", args=[question.pk]), shown_text=WORDS,
        answer="From May.", answered="at_the_meeting",
    )  # fmt: skip
    press(client, reverse("gatherings:publish_question", args=[question.pk]))
    client.logout()
    public = reverse("gatherings:public_meeting", args=[coming.pk])
    text = page(client, public)
    assert "Ifrah D" in text
    assert "From May." in text
    assert "ifrah@example.org" not in text
    mine = words(client.post(reverse("gatherings:my_question"), {"code": code}))
    assert "From May." in mine
    client.post(reverse("gatherings:change_naming"), {"code": code})
    assert "Ifrah D" not in page(client, public)
    erased = words(client.post(reverse("gatherings:withdraw_question"), {"code": code}))
    assert "Your question was erased" in erased
    assert WORDS not in page(client, public)


def test_a_form_that_is_refused_keeps_what_was_typed(u, client):
    url = reverse("gatherings:ask", args=[u.first.pk])
    text = words(client.post(url, {"text": WORDS, "name": "Ifrah D"}))
    assert "closed on 9 March 2026" in text
    assert WORDS in text


def test_too_many_questions_from_one_network_are_asked_to_wait(universe, u, client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    coming = meetings.plan_meeting(universe.board, by=u.secretary, on=date(2099, 1, 8))
    url = reverse("gatherings:ask", args=[coming.pk])
    assert client.post(url, {"text": WORDS}).status_code == 200
    assert client.post(url, {"text": WORDS}).status_code == 429


def test_an_unknown_code_opens_nothing(u, client):
    text = words(client.post(reverse("gatherings:my_question"), {"code": "BCDF-2345-GHJK"}))
    assert "We do not know this code" in text
