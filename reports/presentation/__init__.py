"""Protected tables as people read them: words, numbers, charts. Takes safe tables only."""
