from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "evenground_web.commitments"
