"""The verbs. The only code that changes anything."""
