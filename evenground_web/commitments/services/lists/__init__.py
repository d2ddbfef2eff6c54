"""Finding commitments, what is like them, and what hangs loose."""
