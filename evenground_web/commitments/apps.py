from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "evenground_web.commitments"

    def ready(self) -> None:
        from evenground_web.commitments import panels

        panels.register()
