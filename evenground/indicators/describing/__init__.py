"""Definitions and sets told to people: at the command line, and on the reference page."""
