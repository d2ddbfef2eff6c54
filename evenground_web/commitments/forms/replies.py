"""What a person types about a reply to those who spoke."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Value
from django.db.models.functions import Coalesce, Length, NullIf

from evenground_web.commitments.models import Commitment, ReplyVersion
from evenground_web.commitments.models.replies import KINDS
from evenground_web.commitments.services.replies import replies as services
from evenground_web.commitments.services.replies.heard import voices_of
from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import LONGEST_SEARCH, Form, NHSDateField
from evenground_web.voices.models import Voice

AREA = {"rows": 4}
HINTS = {
    "asked": "The question that was put to people, in a sentence",
    "said": "What many people said, in words of your own. Quotes are chosen below",
    "did": "What was done because of it. Name the commitment that shows it",
    "could_not": "What could not be done, and why",
    "will": "What is still to come, if anything",
    "short": "Up to 160 characters make one text message. The address of the page is added",
}


class StartReplyForm(Form):
    asked = forms.CharField(
        max_length=200,
        label="What were people asked?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what people were asked"},
    )


class ReferencesField(forms.CharField):
    """Gives the commitments whose references somebody typed: there may be thousands."""

    def prepare_value(self, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return ", ".join(getattr(one, "reference", str(one)) for one in value)

    def clean(self, value: Any) -> Any:
        typed = [part.strip() for part in super().clean(value).split(",") if part.strip()]
        found = []
        for reference in typed:
            one = Commitment.objects.filter(reference__iexact=reference).first()
            if one is None:
                raise forms.ValidationError(
                    f"No commitment has the reference {reference}. Look it up in the list of commitments"
                )
            found.append(one)
        return found


class QuotesField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, voice: Voice) -> str:
        return voice.in_english


class ReplyForm(RecordForm):
    """The words of a draft; quotes are whole, short, and of people who allow that everybody reads them."""

    fields: dict[str, Any]
    by_day = NHSDateField(required=False, label="By when?")
    commitments = ReferencesField(
        required=False,
        max_length=200,
        label="References of the commitments that show it",
        help_text="Such as A12, A14. Readers see their titles, owners and how they stand each day",
    )
    quotes = QuotesField(
        Voice.objects.none(),
        required=False,
        label="Quotes",
        widget=forms.CheckboxSelectMultiple,
        help_text="At most 2. Listed are short voices whose authors allow that everybody reads them",
    )

    class Meta:
        model = ReplyVersion
        fields = [
            "asked", "said", "quotes", "did", "commitments", "could_not", "will", "by_day", "short",
        ]  # fmt: skip
        help_texts = HINTS
        widgets = {name: forms.Textarea(attrs=AREA) for name in HINTS if name != "asked"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(list(self._meta.fields or ()))
        allowed = voices_of(self.instance.reply).quotable_to_everybody()
        allowed = allowed.annotate(
            length=Length(Coalesce(NullIf("translation", Value("")), "text"))
        ).filter(length__lte=services.LONGEST_QUOTE)
        self.fields["quotes"].queryset = allowed
        if not allowed:
            del self.fields["quotes"]
        likely = services.likely_commitments(self.instance)[:10]
        if likely:
            listed = "; ".join(f"{one.reference} {one.title}" for one in likely)
            self.fields["commitments"].help_text += f". Promised about it: {listed}"


class PublishReplyForm(Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    checked = forms.BooleanField(
        label="I have read it. Nothing in it shows who spoke, and everybody may read it"
    )


class RenewReplyForm(Form):
    note = forms.CharField(
        max_length=150,
        label="What will be different, and why?",
        help_text="Readers see this note on the new version",
        error_messages={"required": "Say what will be different, and why"},
    )


class ReplyFilter(Form):
    mark_optional = False
    words = forms.CharField(required=False, max_length=LONGEST_SEARCH, label="Words")
    kind = forms.ChoiceField(
        required=False,
        label="What it says",
        choices=[("", "All"), *((key, words) for key, (words, _) in KINDS.items())],
    )
