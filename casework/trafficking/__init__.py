"""The trafficking track in plain Python: its words, steps and checklists. No table is read."""
