from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "evenground_web.voices"

    def ready(self) -> None:
        from evenground_web.core.outbox import kinds
        from evenground_web.gatherings import pools
        from evenground_web.voices import panels, services

        panels.register()
        pools.offer(
            pools.PoolOf(
                key=services.POOL,
                words="People who spoke and agreed to be asked again",
                people=services.who_may_be_asked,
                ask=services.ask_those_drawn,
            )
        )
        kinds.register(
            kinds.Kind(
                key="voice_news",
                name="News for those who spoke and left an address",
                wanted=services.still_wanted,
            )
        )
