"""Rows of numbers in the words a careful analyst would write, and why a number is not there."""
