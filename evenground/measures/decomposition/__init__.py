"""What a gap is made of; the parts add up to it."""
