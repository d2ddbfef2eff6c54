from django.urls import path

from evenground_web.core.outbox import views

app_name = "outbox"
urlpatterns = [
    path("account/", views.account, name="account"),
    path("account/mail/", views.preferences, name="preferences"),
    path("partnership/mail/", views.messages, name="messages"),
    path("partnership/mail/<int:pk>/", views.message, name="message"),
    path("partnership/mail/<int:pk>/again/", views.try_again, name="try_again"),
    path("partnership/mail/<int:pk>/address/", views.write_again, name="write_again"),
    path("partnership/mail/<int:pk>/off/", views.call_off, name="call_off"),
]
