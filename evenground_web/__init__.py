"""Evenground's workspace: a Django project whose apps stand in the order of the thread."""
