"""What this floor tells the upper ones. A signal carries no permission decision."""

from django.dispatch import Signal

# Sent inside the transaction of the withdrawal, or of the change that says that whoever consented
# for the person may be a danger to them, with consent= and by=: what the consent carried
# stops in the same moment, or nothing is withdrawn.
consent_withdrawn = Signal()

# Sent every night by the clock, in the transaction that ends the access which rests on consents
# that hold no longer: what else they carried stops with it.
consents_run_out = Signal()

# Sent inside the transaction of a change of somebody near the person that leaves them as one who
# is told nothing (a danger, not to be told, no longer near), with related= and by=.
related_untold = Signal()
