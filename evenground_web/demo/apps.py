from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "evenground_web.demo"
