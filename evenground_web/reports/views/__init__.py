"""Pages of papers: reading them, writing their words, issuing, correcting and publishing them."""
