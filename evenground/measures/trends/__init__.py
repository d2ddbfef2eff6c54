"""Is it going up or down, and how fast?"""
