from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "evenground_web.core"
