"""Two groups, and a group among others: gaps, what is clear of chance, and the people to reach."""
