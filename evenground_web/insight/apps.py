from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "evenground_web.insight"
