from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "evenground_web.reports"

    def ready(self) -> None:
        from evenground_web.reports.panels import offer_panels

        offer_panels()
