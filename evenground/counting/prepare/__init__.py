"""A raw extract to one row for each person and period, by a recipe that is data."""
