from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "evenground_web.voices"
