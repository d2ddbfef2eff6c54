"""Signing in and keeping a password, in plain words. allauth does the work."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth

from evenground_web.core.text import lower_first

ADVICE = (
    "Use at least 8 characters, such as 3 words that do not belong together. "
    "Do not use your name, or numbers alone."
)


class SignIn(allauth.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, "login", "Email address")
        word(self, "password", "Password")


class ForgottenPassword(allauth.ResetPasswordForm):
    users: list[Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, "email", "Email address")

    def clean_email(self) -> str:
        """Somebody who never had a password was not given an account, and cannot make one here."""
        email = str(super().clean_email())
        self.users = [person for person in self.users if person.has_usable_password()]
        return email


class ChangePassword(allauth.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word(self, "oldpassword", "Current password")
        word_new_password(self)


class NewPassword(allauth.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_new_password(self)


def word(form: Any, name: str, label: str, hint: str = "") -> None:
    field = form.fields[name]
    field.label, field.help_text = label, hint
    field.error_messages["required"] = f"Enter your {lower_first(label)}"


def word_new_password(form: Any) -> None:
    word(form, "password1", "New password", ADVICE)
    word(form, "password2", "New password again")
