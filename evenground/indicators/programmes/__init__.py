"""Sets of what a programme asks, and a folder of definitions checked as a whole."""
