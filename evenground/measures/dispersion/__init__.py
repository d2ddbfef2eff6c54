"""Many groups, ordered or not: how far apart they are, by every name that WHO gives it."""
