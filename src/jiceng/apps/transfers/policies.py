"""Who may receive. Reads only the Actor; letters are written by those who manage persons."""

CONFIRM = "arrival.confirm"
"""Receive a member who comes with a letter, keep in touch with those away, note members from elsewhere."""
