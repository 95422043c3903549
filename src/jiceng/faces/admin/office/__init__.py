"""Templates of set-up and repair."""
