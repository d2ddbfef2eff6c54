from django.urls import path

from evenground_web.commitments import views

app_name = "commitments"
urlpatterns = [
    path("", views.commitments, name="commitments"),
]
