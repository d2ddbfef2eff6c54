"""From the promise to the result: baselines, targets, and what may be said about the change."""
