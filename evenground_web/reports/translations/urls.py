from django.urls import path

from evenground_web.reports.translations.views import reading, working

app_name = "translations"
TEXT = "<slug:language>/<slug:kind>/<int:record>"
urlpatterns = [
    path("", reading.languages, name="languages"),
    path("work/", working.work, name="work"),
    path("work/offer/", working.offer, name="offer"),
    path("work/offered/<int:pk>/stop/", working.stop, name="stop"),
    path("work/begin/<int:pk>/<slug:kind>/<int:record>/", working.begin, name="begin"),
    path("work/<int:pk>/", working.translation, name="translation"),
    path("work/<int:pk>/finish/", working.finish, name="finish"),
    path("work/<int:pk>/check/", working.check, name="check"),
    path("work/<int:pk>/send-back/", working.send_back, name="send_back"),
    path("work/<int:pk>/publish/", working.publish, name="publish"),
    path("work/<int:pk>/take-back/", working.take_back, name="take_back"),
    path("work/<int:pk>/sections/<str:section>/", working.write, name="write"),
    path("<slug:language>/", reading.in_language, name="in_language"),
    path(f"{TEXT}/", reading.read, name="read"),
    path(f"{TEXT}/alone/", reading.alone, name="alone"),
    path(f"{TEXT}/pdf/", reading.pdf, name="pdf"),
]
