from django.urls import path

from evenground_web.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.personas, name="personas"),
    path("mail/", views.messages, name="messages"),
    path("mail/<int:pk>/", views.message, name="message"),
    path("continue-as/<int:pk>/", views.continue_as, name="continue_as"),
]
