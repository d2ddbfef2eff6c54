"""Ordered groups: the slope from one end to the other, and concentration."""
