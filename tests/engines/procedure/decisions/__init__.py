"""Decisions by procedure."""
