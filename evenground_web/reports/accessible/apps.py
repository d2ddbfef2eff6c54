from django.apps import AppConfig


class AccessibleConfig(AppConfig):
    name = "evenground_web.reports.accessible"

    def ready(self) -> None:
        from evenground_web.reports.accessible.panels import offer_panels
        from evenground_web.reports.accessible.services.papers import register_papers

        offer_panels()
        register_papers()
