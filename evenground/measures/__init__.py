"""Numbers in, numbers out: every measure with its limits, over whole arrays at once.

The public names are listed in the stub beside this file; each is loaded when it is first asked for,
so that a command which needs one measure does not wait for all.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
