"""Reading, mapping and checking an earlier log. Plain Python: no database, no request."""
