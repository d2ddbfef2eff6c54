"""Codebooks and coded projects in the exchange format of the field, REFI-QDA 1.5, out and in."""
