"""Reports made of voices: read by members and by everybody, written, issued and published."""
