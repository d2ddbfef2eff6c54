from allauth.account import views as allauth
from django.urls import path, re_path

from evenground_web.core import views
from evenground_web.core.permissions import public

SIGN_IN = {"title": "Sign in", "submit": "Sign in"}
FORGOTTEN = {"title": "Forgotten password", "submit": "Send me a link"}
NEW_PASSWORD = {"title": "Choose a new password", "submit": "Change password"}

urlpatterns = [
    path("", views.front, name="front"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health", views.health, name="health"),
    path(
        "account/sign-in/",
        public(allauth.LoginView.as_view(extra_context=SIGN_IN)),
        name="account_login",
    ),
    path("account/sign-out/", public(allauth.logout), name="account_logout"),
    path("account/closed/", public(allauth.account_inactive), name="account_inactive"),
    path("account/password/", views.change_password, name="account_change_password"),
    path(
        "account/password/forgotten/",
        public(allauth.PasswordResetView.as_view(extra_context=FORGOTTEN)),
        name="account_reset_password",
    ),
    path(
        "account/password/forgotten/sent/",
        public(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(allauth.PasswordResetFromKeyView.as_view(extra_context=NEW_PASSWORD)),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/new/done/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
