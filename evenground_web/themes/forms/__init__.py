"""What coders and those who keep codebooks type."""
