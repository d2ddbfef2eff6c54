from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "evenground_web.people"

    def ready(self) -> None:
        from evenground_web.core.outbox import services as outbox
        from evenground_web.people import rules
        from evenground_web.people.services.people import who_keeps_addresses

        rules.register()
        outbox.tell(who_keeps_addresses)
