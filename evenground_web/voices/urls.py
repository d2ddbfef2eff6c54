from django.urls import path

from evenground_web.voices import views

app_name = "voices"
urlpatterns = [
    path("", views.voices, name="voices"),
]
