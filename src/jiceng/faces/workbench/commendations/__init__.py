"""Commendations: a list by year, and the entries of units and of their members."""
