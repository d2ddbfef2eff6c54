"""Accessible versions of papers: read by members and by everybody, made, checked, asked for."""
