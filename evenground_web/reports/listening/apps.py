from django.apps import AppConfig


class ListeningConfig(AppConfig):
    name = "evenground_web.reports.listening"

    def ready(self) -> None:
        from evenground_web.reports.listening.panels import offer_panels
        from evenground_web.reports.listening.services.originals import register_reports
        from evenground_web.reports.listening.services.quoting import reports_that_quote
        from evenground_web.voices.services import where_quoted

        offer_panels()
        register_reports()
        where_quoted(reports_that_quote)
