"""The shared words: periods, codes, comparators, actors, errors.

Standard library only. Everything above may import from here; nothing here imports from above.
"""
