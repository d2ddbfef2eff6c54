"""Process charts: is this month unusual? For one series, for changing denominators, for a gap."""
