"""Many places, some of them small: ranks, funnels, and estimates that borrow strength."""
