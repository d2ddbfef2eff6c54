from django.urls import path

from evenground_web.reports.views import packs, programmes, reading, replies, writing

app_name = "reports"
urlpatterns = [
    path("", reading.papers, name="papers"),
    path("start/<int:pk>/", writing.start, name="start"),
    path("items/<int:pk>/", writing.items, name="items"),
    path("published/", reading.public_papers, name="public_papers"),
    path("published/<int:paper>/", reading.public_paper, name="public_paper"),
    path("published/<int:paper>/files/", reading.public_downloads, name="public_downloads"),
    path(
        "published/<int:paper>/files/<str:paper_format>/",
        reading.public_download,
        name="public_download",
    ),
    path(
        "replies/<int:reply_pk>/<int:number>/files/<str:paper_format>/",
        replies.reply_file,
        name="reply_file",
    ),
    path(
        "programmes/<int:pk>/files/<str:paper_format>/",
        programmes.programme_file,
        name="programme_file",
    ),
    path(
        "programmes/of/<int:gathering_pk>/<int:number>/files/<str:paper_format>/",
        programmes.public_programme_file,
        name="public_programme_file",
    ),
    path(
        "published/<int:paper>/charts/<int:number>.svg",
        reading.public_chart,
        {"screen": "wide"},
        name="public_chart",
    ),
    path(
        "published/<int:paper>/charts/<int:number>-narrow.svg",
        reading.public_chart,
        {"screen": "narrow"},
        name="public_chart_narrow",
    ),
    path("meetings/<int:pk>/", packs.pack, name="pack"),
    path("meetings/<int:pk>/pdf/", packs.pack_file, name="pack_file"),
    path("meetings/<int:pk>/private/", packs.private_pack, name="private_pack"),
    path("meetings/<int:pk>/private/pdf/", packs.private_pack_file, name="private_pack_file"),
    path("<int:pk>/", reading.paper, name="paper"),
    path("<int:pk>/charts/<int:number>.svg", reading.chart, {"screen": "wide"}, name="chart"),
    path(
        "<int:pk>/charts/<int:number>-narrow.svg",
        reading.chart,
        {"screen": "narrow"},
        name="chart_narrow",
    ),
    path("<int:pk>/today/", reading.today, name="today"),
    path("<int:pk>/files/", reading.downloads, name="downloads"),
    path("<int:pk>/files/<str:paper_format>/", reading.download, name="download"),
    path("<int:pk>/words/", writing.words, name="words"),
    path("<int:pk>/cover/", writing.cover, name="cover"),
    path("<int:pk>/introductions/", writing.introductions, name="introductions"),
    path("<int:pk>/issue/", writing.issue, name="issue"),
    path("<int:pk>/correct/", writing.correct, name="correct"),
    path("<int:pk>/throw-away/", writing.throw_away, name="throw_away"),
    path("<int:pk>/publish/", writing.publish, name="publish"),
    path("<int:pk>/take-back/", writing.take_back, name="take_back"),
    path("<int:pk>/history/", reading.history, name="history"),
]
