"""The files of an edition, each from its book. A raw count has no way here."""
