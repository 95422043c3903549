"""Who may write on programmes. Reads only the Actor; whoever reads a unit reads its part."""

RECORD = "programme.record"
"""Enter numbers with their source, and risks."""
STEER = "programme.steer"
"""Set and change targets."""
