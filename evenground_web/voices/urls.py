from django.urls import path

from evenground_web.voices.views import everybody, members

app_name = "voices"
urlpatterns = [
    path("", members.voices, name="voices"),
    path("tell-us/", everybody.tell_us, name="tell_us"),
    path("mine/", everybody.mine, name="mine"),
    path("mine/consent/", everybody.change_consent, name="change_consent"),
    path("mine/withdraw/", everybody.withdraw, name="withdraw"),
    path("heard-at/<int:pk>/", members.record, name="record"),
    path("<int:pk>/", members.voice, name="voice"),
    path("<int:pk>/gap/", members.link, name="link"),
]
