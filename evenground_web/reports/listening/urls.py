from django.urls import path

from evenground_web.reports.listening.views import reading, writing

app_name = "listening"
urlpatterns = [
    path("", reading.reports, name="reports"),
    path("start/", writing.start, name="start"),
    path("published/", reading.public_reports, name="public_reports"),
    path("published/<int:listening>/", reading.public_report, name="public_report"),
    path(
        "published/<int:listening>/files/<str:paper_format>/",
        reading.public_file,
        name="public_file",
    ),
    path("<int:pk>/", reading.report, name="report"),
    path("<int:pk>/draft/", writing.draft, name="draft"),
    path("<int:pk>/quotes/", reading.custody, name="custody"),
    path("<int:pk>/files/<str:paper_format>/", reading.file, name="file"),
    path("<int:pk>/formats/", reading.forms, name="forms"),
    path("<int:pk>/formats/want/", reading.want, name="want"),
    path("<int:pk>/words/", writing.words, name="words"),
    path("<int:pk>/themes/", writing.add_theme, name="add_theme"),
    path("themes/<int:pk>/", writing.chapter, name="chapter"),
    path("themes/<int:pk>/move/", writing.move_chapter, name="move_chapter"),
    path("themes/<int:pk>/leave-out/", writing.remove_chapter, name="remove_chapter"),
    path("<int:pk>/issue/", writing.issue, name="issue"),
    path("<int:pk>/correct/", writing.correct, name="correct"),
    path("<int:pk>/throw-away/", writing.throw_away, name="throw_away"),
    path("<int:pk>/publish/", writing.publish, name="publish"),
    path("<int:pk>/take-back/", writing.take_back, name="take_back"),
]
