"""One: `migrate`."""
