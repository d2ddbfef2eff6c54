from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "evenground_web.core.outbox"
