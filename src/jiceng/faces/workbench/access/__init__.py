"""Signing in and out, one's own password, and who was granted what."""
