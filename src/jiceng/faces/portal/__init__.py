"""What the public reads: a face of its own, over what is published and nothing else."""
