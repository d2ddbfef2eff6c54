"""Themes of what people said: what they are tied to, and what became of each."""
