"""An edition as people read it: made of its book, and of nothing else."""
