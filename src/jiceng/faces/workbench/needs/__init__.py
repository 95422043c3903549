"""Needs: the list and boards, the story of one, raising one, making one of a letter."""
