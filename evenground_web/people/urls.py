from django.urls import path

from evenground_web.people import views

app_name = "people"
urlpatterns = [
    path("", views.partnership, name="partnership"),
]
