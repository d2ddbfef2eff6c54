from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "evenground_web.voices"

    def ready(self) -> None:
        from evenground_web.voices import panels

        panels.register()
