"""What several benchmarks of the sample county use."""
