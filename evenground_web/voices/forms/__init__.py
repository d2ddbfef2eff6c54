"""What people say and allow, and what is done with it."""

from evenground_web.voices.forms.finding import BeforeForm, VoiceFilter
from evenground_web.voices.forms.handling import (
    ClearForm,
    CloseForm,
    ConcernForm,
    DescribeForm,
    GapForm,
    IntoGroupForm,
    LookForm,
    PassOnForm,
    QuestionForm,
    SetAsideForm,
    SupportForm,
    TakeOutForm,
    TranslationForm,
    WrittenDownForm,
)
from evenground_web.voices.forms.speaking import (
    AnswerForm,
    ConsentForm,
    ContactForm,
    HeardForm,
    MoreForm,
    MoreHeardForm,
    VoiceForm,
)

__all__ = [
    "BeforeForm",
    "AnswerForm",
    "ClearForm",
    "CloseForm",
    "ConcernForm",
    "ConsentForm",
    "ContactForm",
    "DescribeForm",
    "GapForm",
    "HeardForm",
    "IntoGroupForm",
    "LookForm",
    "MoreForm",
    "MoreHeardForm",
    "PassOnForm",
    "QuestionForm",
    "SetAsideForm",
    "SupportForm",
    "TakeOutForm",
    "TranslationForm",
    "VoiceFilter",
    "VoiceForm",
    "WrittenDownForm",
]
