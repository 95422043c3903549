"""Tests about the repository itself: limits, contracts, locks, words, what README promises."""
