"""Tests mirror src; `house/` holds those about the repository itself, `vectors/` neutral cases."""
