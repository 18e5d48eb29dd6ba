"""What the floors above may listen to. A signal carries identifiers only and decides nothing."""

from django.dispatch import Signal

# Sent after the commit, with offer_id, unit_id (the receiving unit) and kind.
offer_accepted = Signal()
