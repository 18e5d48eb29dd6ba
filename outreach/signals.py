"""What the floors above may listen to. A signal decides nothing about who may do what.

They are sent in the transaction of the save: what is made of a yes is there when the yes is.
"""

from django.dispatch import Signal

# Somebody said yes, with offer, encounter, unit (the receiving one or None) and by.
offer_accepted = Signal()
# The same yes stands in a later version of the encounter, with earlier_id, offer, encounter and by.
offer_carried_on = Signal()
# A yes was taken back or recorded by mistake, with offer_ids, and by.
offers_over = Signal()
# A report of concern is said to be made about a child, with encounter and by.
concern_reported = Signal()
# An encounter was corrected, with earlier_id, encounter and by: what began from it is of this one.
concern_carried_on = Signal()
# An answer of an encounter is said otherwise, with encounter and by.
met_said_otherwise = Signal()
