"""Times of the day's work with plans. Our own, said on the page: no Act names them."""

from datetime import timedelta

# A plan in which nobody has written anything for so long stands still.
STILL_AFTER = timedelta(days=30)
# How far ahead "what comes" looks.
COMING = timedelta(days=7)
