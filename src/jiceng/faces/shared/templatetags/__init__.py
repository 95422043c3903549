"""Template libraries of the shared look."""
