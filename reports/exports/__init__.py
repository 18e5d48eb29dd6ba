"""The follow-up as files. Written from safe tables; a raw count has no way here."""
