from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "evenground_web.reports"
