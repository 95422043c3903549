"""What other machines are given: tokens of the API, and one's own calendar's address."""
