from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    name = "evenground_web.commitments"

    def ready(self) -> None:
        from evenground_web.commitments import panels
        from evenground_web.commitments.services.proof.moves import tell_those_who_spoke
        from evenground_web.commitments.services.reminders.nudges import nudge
        from evenground_web.commitments.services.reminders.overview import overview
        from evenground_web.commitments.services.replies.quoting import records_that_quote
        from evenground_web.commitments.services.themes.answers import subjects_of
        from evenground_web.core.outbox import daily
        from evenground_web.core.outbox.services import digests
        from evenground_web.insight.services import when_gaps_move
        from evenground_web.voices.services import also_about, where_quoted

        panels.register()
        where_quoted(records_that_quote)
        also_about(subjects_of)
        daily.offer(nudge)
        digests.offer(overview)
        when_gaps_move(tell_those_who_spoke)
