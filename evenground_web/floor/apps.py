from django.apps import AppConfig


class FloorConfig(AppConfig):
    name = "evenground_web.floor"

    def ready(self) -> None:
        from evenground_web.floor import panels

        panels.register()
