"""How long a file is kept, and how it is destroyed with proof and without remains."""
