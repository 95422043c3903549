"""The yearly statistics tables of a unit and all below it, each figure with the list behind it."""
