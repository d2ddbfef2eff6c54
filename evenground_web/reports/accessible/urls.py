from django.urls import path

from evenground_web.reports.accessible.views import asking, easy_read, making, reading

app_name = "accessible"
urlpatterns = [
    path("<int:pk>/formats/", reading.forms, name="forms"),
    path("<int:pk>/formats/want/", making.want, name="want"),
    path("<int:pk>/formats/ask/", asking.ask, name="ask"),
    path("formats/requests/", asking.asked, name="requests"),
    path("formats/requests/<int:pk>/", asking.answer, name="answer"),
    path("formats/pictures/<int:pk>/", reading.picture, name="picture"),
    path("formats/<int:pk>/", reading.version, name="version"),
    path("formats/<int:pk>/files/<str:paper_format>/", reading.easy_file, name="easy_file"),
    path("formats/<int:pk>/script/", reading.script, name="script"),
    path("formats/<int:pk>/sound/", reading.sound, name="sound"),
    path("formats/<int:pk>/make/", making.make, name="make"),
    path("formats/<int:pk>/made-by/", making.made_by, name="made_by"),
    path("formats/<int:pk>/checklist/", making.checklist, name="checklist"),
    path("formats/<int:pk>/review/", making.review, name="review"),
    path("formats/<int:pk>/check/", making.check, name="check"),
    path("formats/<int:pk>/recording/", making.recording, name="recording"),
    path("formats/<int:pk>/video/", making.video, name="video"),
    path("formats/<int:pk>/publish/", making.publish, name="publish"),
    path("formats/<int:pk>/take-back/", making.take_back, name="take_back"),
    path("formats/<int:pk>/carry-over/", making.carry_over, name="carry_over"),
    path("formats/<int:pk>/draft/", easy_read.first_draft, name="first_draft"),
    path("formats/<int:pk>/words/", easy_read.word_bank, name="word_bank"),
    path("formats/<int:pk>/pairs/", easy_read.add_pair, name="add_pair"),
    path("formats/pairs/<int:pk>/", easy_read.edit_pair, name="edit_pair"),
    path("formats/pairs/<int:pk>/up/", easy_read.raise_pair, name="raise_pair"),
    path("formats/pairs/<int:pk>/down/", easy_read.lower_pair, name="lower_pair"),
    path("formats/pairs/<int:pk>/remove/", easy_read.remove_pair, name="remove_pair"),
    path("published/<int:paper>/ask/", asking.public_ask, name="public_ask"),
    path(
        "published/formats/pictures/<int:picture>/", reading.public_picture, name="public_picture"
    ),
    path("published/formats/<int:version>/", reading.public_version, name="public_version"),
    path(
        "published/formats/<int:easy>/files/<str:paper_format>/",
        reading.public_easy_file,
        name="public_easy_file",
    ),
    path("published/formats/<int:audio>/script/", reading.public_script, name="public_script"),
    path("published/formats/<int:audio>/sound/", reading.public_sound, name="public_sound"),
]
