"""Tools of the house, run by the Makefile; not part of the product."""
