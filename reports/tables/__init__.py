"""The tables of the follow-up as data: variables, universes and definitions."""
