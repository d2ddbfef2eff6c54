from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "evenground_web.gatherings"
