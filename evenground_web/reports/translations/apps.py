from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    name = "evenground_web.reports.translations"

    def ready(self) -> None:
        from evenground_web.reports.translations.panels import offer_panels
        from evenground_web.reports.translations.services.sources import register_kinds

        offer_panels()
        register_kinds()
