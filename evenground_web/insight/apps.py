from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "evenground_web.insight"

    def ready(self) -> None:
        from evenground_web.core import panels
        from evenground_web.insight.panels import on_the_front_page

        panels.offer("core.partnership", on_the_front_page)
