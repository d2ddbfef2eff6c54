"""Who thinks alike: groups of opinion, proved against noise."""
