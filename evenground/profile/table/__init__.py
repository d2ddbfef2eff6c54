"""A long table, as people have it, to a tidy one: read, checked, declared, with limits."""
