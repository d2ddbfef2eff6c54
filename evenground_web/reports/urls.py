from django.urls import path

from evenground_web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.papers, name="papers"),
    path("start/<int:pk>/", views.start, name="start"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/today/", views.today, name="today"),
    path("<int:pk>/words/", views.words, name="words"),
    path("<int:pk>/issue/", views.issue, name="issue"),
    path("<int:pk>/history/", views.history, name="history"),
]
