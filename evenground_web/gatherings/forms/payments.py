"""What is typed about payments: the policy, a claim, and what is decided about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from evenground_web.core.editing import RecordForm
from evenground_web.core.fields import Form, NHSDateField, PressField
from evenground_web.core.numbers import pounds
from evenground_web.gatherings.models import (
    Claim,
    ClaimLine,
    Gathering,
    PaymentOffer,
    PaymentPolicy,
    PaymentRate,
)
from evenground_web.gatherings.services.payments.claiming import LARGEST, payable
from evenground_web.gatherings.services.payments.words import in_words, question

NO_NUMBERS = "Do not write the number of a bank account or a card here. Nobody needs it"


class PoundsField(forms.DecimalField):
    """Pounds, or what is paid for in them, such as hours; their sign may stand there or not."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("£", "") if isinstance(value, str) else value)


class PolicyForm(RecordForm):
    begins = NHSDateField(label="From which day does it count?")

    class Meta:
        model = PaymentPolicy
        fields = ["begins", "words", "advice", "contact", "days_to_claim", "days_kept"]
        labels = {
            "words": "Who is paid, and for what?",
            "advice": "Where can people ask about benefits and tax?",
            "contact": "Whom do people ask about payments?",
            "days_to_claim": "For how many days after a gathering can people claim?",
            "days_kept": "For how many days are names kept once a claim is settled?",
        }
        help_texts = {
            "words": "Everybody can read this",
            "advice": "Somebody near you who is free to ask. Everybody can read this",
            "contact": "A name, a telephone number or an office. Everybody can read this",
        }


class RateForm(RecordForm):
    kind = forms.ChoiceField(
        label="What is it?", choices=PaymentRate.Kind.choices, widget=forms.RadioSelect
    )
    unit = forms.ChoiceField(
        label="How is it paid?", choices=PaymentRate.Unit.choices, widget=forms.RadioSelect
    )
    amount = PoundsField(
        label="How many pounds for each?",
        required=False, max_digits=7, decimal_places=2,
        help_text="Leave it empty where what it cost is paid",
    )  # fmt: skip
    most = PoundsField(
        label="How many pounds at most, for one person at one gathering?",
        required=False, max_digits=7, decimal_places=2,
        help_text="Leave it empty when there is no limit",
    )  # fmt: skip

    class Meta:
        model = PaymentRate
        fields = ["name", "explained", "kind", "unit", "amount", "most", "receipt", "booked"]
        labels = {
            "name": "What is paid?",
            "explained": "What should people know about it?",
            "receipt": "A receipt is needed",
            "booked": "We can book it and pay it for somebody",
        }


class ClaimForm(Form):
    """One opening of this form makes one claim, however often the button is pressed."""

    press = PressField()
    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your email address",
        max_length=254, required=False, help_text="We write to you how it stands",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )  # fmt: skip
    telephone = forms.CharField(
        label="Your telephone number",
        max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )  # fmt: skip
    pay = forms.ChoiceField(
        label="How would you like to be paid?",
        choices=Claim.Pay.choices, widget=forms.RadioSelect,
        help_text="Whoever pays asks you for what they need, apart from this site",
    )  # fmt: skip
    early = forms.BooleanField(label="I need the money before I come", required=False)
    about = forms.CharField(
        label="Is there anything we should know?",
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NUMBERS,
    )  # fmt: skip
    contact_order: tuple[str, ...] = ("press", "name", "email", "telephone")

    def __init__(self, *args: Any, offer: PaymentOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rates = {f"rate_{rate.pk}": rate for rate in offer.policy.rates.all()}
        for name, rate in self.rates.items():
            explained = f"{rate.explained} " if rate.explained else ""
            self.fields[name] = PoundsField(
                label=question(rate),
                required=False, max_digits=7, decimal_places=2, min_value=0, max_value=LARGEST,
                help_text=explained + in_words(rate),
            )  # fmt: skip
        bookable = [rate for rate in self.rates.values() if rate.booked]
        if bookable:
            self.fields["booked"] = forms.MultipleChoiceField(
                label="What should we book and pay for you?",
                choices=[(rate.pk, rate.name) for rate in bookable], required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Then leave out above what it costs",
            )  # fmt: skip
        self.order_fields([*self.contact_order, *self.rates, "booked", "pay", "early", "about"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        numbers = {rate: cleaned.pop(name, None) for name, rate in self.rates.items()}
        cleaned["wanted"] = {rate: number for rate, number in numbers.items() if number}
        chosen = {int(key) for key in cleaned.get("booked", ())}
        cleaned["booked"] = [rate for rate in self.rates.values() if rate.pk in chosen]
        return cleaned


class StaffClaimForm(ClaimForm):
    """Somebody asked, rang or handed in a form: it is written down for them."""

    how = forms.ChoiceField(
        label="How did they claim?",
        choices=[
            (Claim.How.PAPER, "On paper"),
            (Claim.How.STAFF, "They said it to me"),
        ],
        widget=forms.RadioSelect,
    )
    contact_order = ("press", "how", "name", "email", "telephone")

    def __init__(self, *args: Any, offer: PaymentOffer, **kwargs: Any) -> None:
        super().__init__(*args, offer=offer, **kwargs)
        labels = {
            "name": "Name of the person", "email": "Their email address",
            "telephone": "Their telephone number", "pay": "How would they like to be paid?",
            "early": "They need the money before they come",
        }  # fmt: skip
        for name, label in labels.items():
            self.fields[name].label = label
        for name in ("name", "email", "telephone"):
            self.fields[name].widget.attrs.pop("autocomplete", None)
        if "booked" in self.fields:
            self.fields["booked"].label = "What do we book and pay for them?"


class CheckForm(Form):
    """How much of each line the policy pays."""

    reason = forms.CharField(
        label="If it is less than the policy pays, or there is no receipt: why?",
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person can read this",
    )  # fmt: skip

    def __init__(self, *args: Any, lines: list[ClaimLine], reason: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {f"line_{line.pk}": line for line in lines}
        self.fields["reason"].initial = reason
        for name, line in self.lines.items():
            asked = "To be booked" if line.booked else f"Asked for: {pounds(line.asked)}"
            usual = None if line.booked else payable(line)
            self.fields[name] = PoundsField(
                label=f"{line.rate}: how many pounds?",
                max_digits=7, decimal_places=2, min_value=0, help_text=f"{asked}. {in_words(line.rate)}",
                initial=usual if line.paid is None else line.paid,
            )  # fmt: skip
            if line.rate.receipt and not line.booked:
                self.fields[f"seen_{line.pk}"] = forms.BooleanField(
                    label=f"I saw the receipt: {line.rate}", required=False,
                    initial=line.receipt_seen,
                )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        return {
            "amounts": {
                line.pk: cleaned[name] for name, line in self.lines.items() if name in cleaned
            },
            "receipts": [line.pk for line in self.lines.values() if cleaned.get(f"seen_{line.pk}")],
            "reason": cleaned.get("reason", ""),
        }


class RefuseForm(Form):
    reason = forms.CharField(
        label="Why is nothing paid, and what can the person do?",
        max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The person can read this",
    )  # fmt: skip


class PaidForm(Form):
    on = NHSDateField(label="On which day was it paid?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate


class ClaimFilter(Form):
    mark_optional = False
    state = forms.ChoiceField(
        label="Show",
        choices=[("", "Open claims"), ("all", "All claims"), *Claim.State.choices],
        required=False,
    )
    gathering = forms.ModelChoiceField(
        Gathering.objects.filter(payment_offer__isnull=False),
        label="Gathering", required=False, empty_label="All gatherings",
    )  # fmt: skip
