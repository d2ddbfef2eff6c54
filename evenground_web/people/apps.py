from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evenground_web.people"

    def ready(self) -> None:
        from evenground_web.people import rules

        rules.register()
