"""What we hold on one person and who read it, as the person gets it."""
