"""Did a gap move, by more than chance, and by more than it would have?"""
