from django.urls import path

from evenground_web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.papers, name="papers"),
]
