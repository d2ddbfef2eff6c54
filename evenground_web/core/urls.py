from allauth.account import views as allauth
from django.urls import path

from evenground_web.core import views
from evenground_web.core.permissions import public

urlpatterns = [
    path("", views.front, name="front"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health", views.health, name="health"),
    path("account/sign-in/", public(allauth.login), name="account_login"),
    path("account/sign-out/", public(allauth.logout), name="account_logout"),
    path("account/password/", public(allauth.password_change), name="account_change_password"),
    path(
        "account/password/forgotten/", public(allauth.password_reset), name="account_reset_password"
    ),
    path(
        "account/password/forgotten/sent/",
        public(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
]
