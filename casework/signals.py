"""What this floor tells the upper ones. A signal carries no permission decision."""

from django.dispatch import Signal

# Sent inside the transaction of the withdrawal, with consent= and by=: what the consent carried
# stops in the same moment, or nothing is withdrawn.
consent_withdrawn = Signal()
