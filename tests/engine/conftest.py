"""Laws are tried without a clock: a slow machine is not a broken law."""

from hypothesis import settings

settings.register_profile("evenground", deadline=None)
settings.load_profile("evenground")
