"""The log of who did and read what. Append-only by grant and by trigger."""
