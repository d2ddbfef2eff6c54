"""`{{ form }}` is a complete NHS.UK form, whatever the form is made of."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.html import format_html

from evenground_web.core.fields import NHSDateField
from evenground_web.people.models import Group
from tests.web.post import letters


class Everything(forms.Form):
    name = forms.CharField(max_length=10, help_text="As on <your> badge")
    email = forms.EmailField(
        label="Email address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    people = forms.IntegerField(min_value=1, label="People reached")
    cost = forms.DecimalField(required=False)
    story = forms.CharField(widget=forms.Textarea, max_length=200, required=False)
    notes = forms.CharField(widget=forms.Textarea, required=False)
    status = forms.ChoiceField(choices=[("", "---------"), ("on", "On track"), ("late", "Late")])
    place = forms.ChoiceField(
        choices=[("Coast", [("h", "Harbour")]), ("Inland", [("v", "Vale"), ("u", "Upland")])]
    )
    consent = forms.ChoiceField(
        choices=[("p", "Public"), ("x", "Private")], widget=forms.RadioSelect
    )
    groups = forms.MultipleChoiceField(choices=[("a", "Group A"), ("b", "Group B")])
    agree = forms.BooleanField(label="I have permission to share this")
    due = NHSDateField(label="Due date")
    file = forms.FileField(label="Evidence")
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    version = forms.CharField(widget=forms.HiddenInput, initial="7")


GOOD = {
    "name": "Alice", "email": "alice@example.org", "people": "3", "cost": "", "story": "", "notes": "",
    "status": "late", "place": "v", "consent": "x", "groups": ["b"], "agree": "on",
    "due_day": "31", "due_month": "3", "due_year": "2026", "password": "words", "version": "7",
}  # fmt: skip


def filled(**changes):
    return Everything({**GOOD, **changes}, {"file": SimpleUploadedFile("a.txt", b"words")})


class Page(HTMLParser):
    """The ids, references and inputs of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        if attrs.get("id"):
            self.ids.append(attrs["id"])

    def named(self, name: str) -> list[dict]:
        return [attrs for _, attrs in self.tags if attrs.get("name") == name]


def squeezed(html: object) -> str:
    return re.sub(r"\s+", " ", str(html))


def field(name: str, form: forms.Form | None = None) -> str:
    return squeezed((form or Everything())[name].as_field_group())


def test_the_form_asks_nothing_of_the_browser():
    html = str(Everything())
    assert not re.search(r"\s(required|maxlength|min|max|placeholder|autofocus|style)[=\s>]", html)
    assert "None" not in html


def test_an_input_has_its_label_hint_and_error():
    assert field("name", filled(name="")) == (
        '<div class="nhsuk-form-group nhsuk-form-group--error"> '
        '<label class="nhsuk-label nhsuk-label--s" for="id_name"> Name </label> '
        '<div class="nhsuk-hint" id="id_name-hint"> As on &lt;your&gt; badge </div> '
        '<span class="nhsuk-error-message" id="id_name-error"> '
        '<span class="nhsuk-u-visually-hidden">Error: </span>Enter name </span> '
        '<input class="nhsuk-input nhsuk-input--error" id="id_name" name="name" type="text" value="" '
        'aria-describedby="id_name-hint id_name-error"> </div>'
    )


def test_only_optional_fields_are_marked():
    assert "Cost (optional)" in field("cost")
    assert "(optional)" not in field("name") + field("agree")


def test_a_form_of_filters_marks_nothing():
    form = Everything()
    form.mark_optional = False
    assert "(optional)" not in str(form)


def test_numbers_bring_up_the_right_keyboard_and_keep_what_was_typed():
    html = field("people", filled(people="three"))
    assert 'inputmode="numeric"' in html
    assert 'type="text"' in html
    assert 'value="three"' in html
    assert "People reached must be a whole number" in html
    assert 'inputmode="decimal"' in field("cost")


def test_zero_is_shown_as_zero():
    assert 'value="0"' in field("people", Everything(initial={"people": 0}))


def test_autocomplete_is_kept():
    assert 'type="email"' in field("email")
    assert 'autocomplete="email"' in field("email")
    assert 'autocomplete="new-password"' in field("password")


def test_a_password_is_never_written_back():
    assert "words" not in field("password", filled())


def test_a_textarea_with_a_limit_counts_characters():
    assert 'data-maxlength="200"' in field("story")
    assert "You can enter up to 200 characters" in field("story")
    assert "nhsuk-character-count" not in field("notes")
    assert "&lt;b&gt;</textarea>" in field("notes", filled(notes="<b>"))


def test_a_select_has_the_choice_selected_and_names_its_groups():
    assert '<option value="late" selected>Late</option>' in field("status", filled())
    assert "Select an option" in field("status")
    assert '<option value="v" selected>Inland: Vale</option>' in field("place", filled())


def test_radios_and_checkboxes_stand_in_a_fieldset_with_ids_of_their_own():
    page = Page(field("consent", filled()) + field("groups", filled()))
    assert [i["value"] for i in page.named("consent") if "checked" in i] == ["x"]
    assert [i["value"] for i in page.named("groups") if "checked" in i] == ["b"]
    assert len(page.ids) == len(set(page.ids)) == 4
    assert [tag for tag, _ in page.tags].count("fieldset") == 2


def test_a_long_list_of_checkboxes_has_a_box_of_its_own():
    class Many(forms.Form):
        groups = forms.MultipleChoiceField(choices=[(n, f"Group {n}") for n in range(30)])

    assert "eg-long-list" in str(Many())
    assert "eg-long-list" not in field("groups")


def test_one_checkbox_carries_its_label():
    page = Page(field("agree", filled()))
    assert "checked" in page.named("agree")[0]
    assert ("label", "id_agree") in [(tag, a.get("for")) for tag, a in page.tags]
    assert "Confirm I have permission" not in field("agree")
    assert "Confirm I have permission" in field("agree", filled(agree=""))


def test_a_file_says_which_file_is_there_now():
    class Stored(str):
        url = "/file"

    assert 'type="file"' in field("file")
    assert "The file now: plan.pdf" in field(
        "file", Everything(initial={"file": Stored("plan.pdf")})
    )
    assert Everything().is_multipart()


def test_a_hidden_field_is_hidden():
    assert '<input type="hidden" name="version" value="7"' in str(Everything())


def test_a_widget_of_somebody_elses_still_has_label_hint_and_error():
    class Other(forms.Form):
        when = forms.DateField(
            widget=forms.SelectDateWidget(years=[2026]), help_text="Roughly", label="When"
        )

    html = squeezed(Other({}))
    assert "When" in html
    assert "Roughly" in html
    assert "Enter when" in html
    assert '<select name="when_month"' in html


def test_a_hint_may_carry_markup_only_when_it_is_marked_safe():
    class Hinted(forms.Form):
        a = forms.CharField(help_text=format_html("<em>{}</em>", "a & b"))

    class Plain(forms.Form):
        a = forms.CharField(help_text="<em>a &amp; b</em>")

    for _ in range(2):  # what was drawn for the one is not shown for the other
        assert "<em>a &amp; b</em>" in str(Hinted())
        assert "<em>" not in str(Plain())


def test_what_a_person_typed_cannot_become_markup():
    html = str(filled(name='"><script>', email="<i>", due_day="<b>"))
    assert "<script" not in html
    assert "<i>" not in html
    assert "<b>" not in html


class TestErrorSummary:
    def test_comes_first_and_each_link_leads_to_an_input(self):
        form = Everything({})
        form.add_error(None, "These two do not go together")
        html = str(form)
        page = Page(html)
        targets = re.findall(r'<a href="#([^"]+)">', html)
        inputs = {a.get("id") for tag, a in page.tags if tag in {"input", "select", "textarea"}}
        assert html.startswith('<div class="nhsuk-error-summary"')
        assert "There is a problem" in html
        assert len(targets) == 1 + len(form.errors) - 1 == 13
        assert set(targets) <= inputs
        assert len(page.ids) == len(set(page.ids))

    def test_is_absent_when_nothing_is_wrong(self):
        assert "nhsuk-error" not in str(filled())
        assert "nhsuk-error" not in str(Everything())

    def test_every_description_exists(self):
        page = Page(str(Everything({})))
        named = [i for _, a in page.tags for i in (a.get("aria-describedby") or "").split()]
        assert named
        assert set(named) <= set(page.ids)

    def test_speaks_plainly(self):
        form = filled(
            name="a" * 11, email="alice", people="0", consent="", due_day="31", due_month="2"
        )
        texts = re.findall(r'<a href="#[^"]+">([^<]+)</a>', str(form))
        assert texts == [
            "Name must be 10 characters or fewer; it has 11",
            "Enter an email address in the correct format, like name@example.com",
            "People reached must be 1 or more",
            "Select consent",
            "Due date must be a real date",
        ]

    def test_names_the_field_of_a_choice_that_is_not_there_and_a_question_stays_one(self):
        class Asking(forms.Form):
            level = forms.ChoiceField(choices=[("a", "A")])
            many = forms.IntegerField(label="How many? (readings)")
            note = forms.CharField()
            link = forms.URLField(assume_scheme="https")

        said = str(Asking({"level": "b", "many": "x", "note": "a\0", "link": "[\0"}))
        for words in (
            "Select level",
            "How many? (readings) Must be a whole number",
            "Note must not have characters that cannot be shown",
            "Enter a web address in the correct format",
        ):
            assert words in said
        assert "Answer the question: How many? (readings)" in str(Asking({}))

    def test_keeps_the_words_that_the_author_of_a_form_chose(self):
        class Worded(forms.Form):
            a = forms.CharField(error_messages={"required": "Tell us what happened"})
            b = forms.CharField(label="What happened?")

        assert "Tell us what happened" in str(Worded({}))
        assert "Answer the question: What happened?" in str(Worded({}))


class TestDate:
    @pytest.mark.parametrize(
        ("boxes", "words"),
        [
            (("31", "2", "2026"), "Due date must be a real date"),
            (("a", "b", "c"), "Due date must be a real date"),
            (("", "2", "2026"), "Due date must include a day"),
            (("1", "", ""), "Due date must include a month and year"),
            (("1", "2", "26"), "Due date must have a year of 4 numbers, such as 2026"),
            (("1", "2", "99999"), "Due date must be a real date"),
            (("", "", ""), "Enter due date"),
        ],
    )
    def test_says_in_words_what_is_wrong(self, boxes, words):
        day, month, year = boxes
        form = filled(due_day=day, due_month=month, due_year=year)
        assert words in field("due", form)
        assert f'value="{day}"' in field("due", form)

    def test_shows_how_to_write_it(self):
        assert "For example, 31 3 2026" in field("due")

    def test_is_a_date(self):
        form = filled(due_day=" 31 ")
        assert form.is_valid()
        assert form.cleaned_data["due"] == date(2026, 3, 31)

    def test_shows_the_date_it_has(self):
        page = Page(field("due", Everything(initial={"due": date(2026, 3, 31)})))
        boxes = [page.named(f"due_{part}")[0]["value"] for part in ("day", "month", "year")]
        assert boxes == ["31", "3", "2026"]

    def test_may_be_left_empty_when_it_is_optional(self):
        class Form(forms.Form):
            ends = NHSDateField(required=False)

        form = Form({"ends_day": "", "ends_month": "", "ends_year": ""})
        assert form.is_valid()
        assert form.cleaned_data["ends"] is None

    def test_knows_whether_it_changed(self):
        form = Everything(GOOD, initial={"due": date(2026, 3, 31)})
        assert "due" not in form.changed_data
        assert "due" in Everything(GOOD, initial={"due": date(2026, 3, 30)}).changed_data


def test_texts_are_one_line_where_there_is_one_and_never_without_end(universe, client):
    client.force_login(universe.administrator)
    typed = {"name": "Harbour\r\nBcc: a@example.org \u2028 board", "kind": "forum"}
    client.post("/partnership/groups/add/", typed | {"terms_of_reference": "One\r\ntwo\rthree"})
    group = Group.objects.get(kind="forum")
    assert group.name == "Harbour Bcc: a@example.org board"
    assert group.terms_of_reference == "One\ntwo\nthree"
    without_end = typed | {"name": "Other", "terms_of_reference": "w" * 20_001}
    page = client.post("/partnership/groups/add/", without_end).content.decode()
    assert "must be 20000 characters or fewer; it has 20001" in page
    client.post("/partnership/name/", {"name": "Ambermoor\r\nBcc: a@example.org"})
    client.post("/partnership/people/add/", {"name": "Asha", "email": "asha@example.org"})
    assert letters()[0].subject == "Your account at Ambermoor Bcc: a@example.org"
