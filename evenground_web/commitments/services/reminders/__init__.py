"""Who is reminded of what, and how partners without an account answer."""
