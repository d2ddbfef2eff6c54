"""Risks on their scale, quarter by quarter, and the harm that an assessment foresees."""
