from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "evenground_web.gatherings"

    def ready(self) -> None:
        from evenground_web.core.outbox import daily
        from evenground_web.gatherings import attending, panels
        from evenground_web.gatherings.services.draws import forget_pools
        from evenground_web.gatherings.services.payments.keeping import forget_claimants
        from evenground_web.gatherings.services.places import keeping, signing_up, waiting

        panels.register()
        attending.offer(signing_up.ATTENDING)
        daily.offer(waiting.look_after_lists)
        daily.offer(keeping.forget_people)
        daily.offer(forget_claimants)
        daily.offer(forget_pools)
