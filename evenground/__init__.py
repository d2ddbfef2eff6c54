"""Evenground's engine: from people or published files to gaps that stand up."""
