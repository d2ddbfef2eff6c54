from allauth.account import views as allauth
from django.urls import path, re_path
from django.utils.translation import gettext_noop

from evenground_web.core import views
from evenground_web.core.permissions import in_every_language, public

SIGN_IN = {"title": gettext_noop("Sign in"), "submit": gettext_noop("Sign in")}
FORGOTTEN = {"title": gettext_noop("Forgotten password"), "submit": gettext_noop("Send me a link")}
NEW_PASSWORD = {
    "title": gettext_noop("Choose a new password"),
    "submit": gettext_noop("Change password"),
}

urlpatterns = [
    path("", views.front, name="front"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health", views.health, name="health"),
    path("in/<slug:tongue>/", views.choose_tongue, name="choose_tongue"),
    path(
        "account/sign-in/",
        in_every_language(public(allauth.LoginView.as_view(extra_context=SIGN_IN))),
        name="account_login",
    ),
    path(
        "account/sign-out/",
        in_every_language(public(allauth.logout)),
        name="account_logout",
    ),
    path(
        "account/closed/",
        in_every_language(public(allauth.account_inactive)),
        name="account_inactive",
    ),
    path("account/password/", views.change_password, name="account_change_password"),
    path(
        "account/password/forgotten/",
        in_every_language(public(allauth.PasswordResetView.as_view(extra_context=FORGOTTEN))),
        name="account_reset_password",
    ),
    path(
        "account/password/forgotten/sent/",
        in_every_language(public(allauth.password_reset_done)),
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        in_every_language(
            public(allauth.PasswordResetFromKeyView.as_view(extra_context=NEW_PASSWORD))
        ),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/new/done/",
        in_every_language(public(allauth.password_reset_from_key_done)),
        name="account_reset_password_from_key_done",
    ),
]
