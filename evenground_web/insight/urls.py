from django.urls import path

from evenground_web.insight import views

app_name = "insight"
urlpatterns = [
    path("", views.gaps, name="gaps"),
]
