from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "evenground_web.themes"

    def ready(self) -> None:
        from evenground_web.core.outbox import asked
        from evenground_web.themes.services.following import follow
        from evenground_web.themes.services.learning import learn_what_was_asked
        from evenground_web.voices.services import follow_words

        follow_words(follow)
        asked.offer(learn_what_was_asked)
