"""The public tracker: what everybody may read of commitments, as pages, feeds and open data."""
