"""A published batch in words and on paper. It reads the document of the batch and nothing else."""
