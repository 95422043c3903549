"""Who may nominate and name models. Reads only the Actor; one that is a person asks for who reads persons."""

RECORD = "exemplar.record"
"""Nominate, write the notice and the page of practice, enter objections and how they were settled."""
APPROVE = "exemplar.approve"
"""Name, review, retire."""
