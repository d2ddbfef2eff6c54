"""Action plans, in from spreadsheets, out again, and frozen on a day."""
