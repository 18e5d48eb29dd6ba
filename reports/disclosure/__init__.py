"""Disclosure control, in plain Python: raw counts go in, tables that may be shown come out."""
