"""The procedure engine: reading profiles, evaluating duties, explaining them."""
