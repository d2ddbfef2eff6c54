from django.urls import path

from evenground_web.gatherings import views

app_name = "gatherings"
urlpatterns = [
    path("", views.gatherings, name="gatherings"),
    path("add/", views.add_gathering, name="add"),
    path("plan/<int:pk>/", views.plan_meeting, name="plan_meeting"),
    path("<int:pk>/", views.gathering, name="gathering"),
    path("<int:pk>/edit/", views.edit_gathering, name="edit"),
    path("<int:pk>/organisations/", views.edit_organisations, name="edit_organisations"),
    path("<int:pk>/topics/add/", views.add_topic, name="add_topic"),
    path("<int:pk>/agenda/add/", views.add_agenda_item, name="add_agenda_item"),
    path("topics/<int:pk>/rename/", views.rename_topic, name="rename_topic"),
    path("topics/<int:pk>/up/", views.move_topic, {"up": True}, name="raise_topic"),
    path("topics/<int:pk>/down/", views.move_topic, {"up": False}, name="lower_topic"),
    path("agenda/<int:pk>/edit/", views.edit_agenda_item, name="edit_agenda_item"),
    path("agenda/<int:pk>/up/", views.move_agenda_item, {"up": True}, name="raise_agenda_item"),
    path("agenda/<int:pk>/down/", views.move_agenda_item, {"up": False}, name="lower_agenda_item"),
    path("agenda/<int:pk>/remove/", views.remove_agenda_item, name="remove_agenda_item"),
]
