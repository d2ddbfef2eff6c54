"""Several characteristics at once: do disadvantages add up, or more than add up?"""
