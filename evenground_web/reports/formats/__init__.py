"""One paper, five ways to read it: web page, PDF, large print, Word and plain text."""
