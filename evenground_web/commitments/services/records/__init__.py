"""Commitments, kept current: what is promised, what was done, and who checked it."""
