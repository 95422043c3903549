"""The ranking engine."""
