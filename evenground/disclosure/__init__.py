"""Protect what leaves: policies as data, and counts that cannot be worked back."""

from evenground.disclosure.bounds import NO_SUMS, Sums, sums_of
from evenground.disclosure.policies import Policy, policy, read_policy
from evenground.disclosure.protect import Protected, protect_counts, rounded

__all__ = [
    "NO_SUMS",
    "Policy",
    "Protected",
    "Sums",
    "policy",
    "protect_counts",
    "read_policy",
    "rounded",
    "sums_of",
]
