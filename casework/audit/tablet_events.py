"""The types of event about tablets and what they send."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TabletEvent(models.TextChoices):
    """Types of audit event on the way from a tablet to an encounter. Documented as the others."""

    REGISTERED = "tablet.registered", _("A tablet was registered")
    REVOKED = "tablet.revoked", _("A tablet was revoked")
    KEY_MADE = "tablet.key_made", _("A key for tablets to seal to was made")
    KEY_FORGOTTEN = "tablet.key_forgotten", _("A private key of the tablets was destroyed")
    RESTORED = "tablet.restored", _("Tablets were told to offer their sealed copies again")
    RECEIVED = "tablet.received", _("Records from a tablet were received, sealed")
    TRIED = "tablet.tried", _("The opening of a record from a tablet was begun")
    TAKEN_IN = "tablet.taken_in", _("A record from a tablet was taken in")
    QUARANTINED = "tablet.quarantined", _("A record from a tablet waits for somebody to decide")
    READ = "tablet.read", _("Somebody opened a record from a tablet that waits")
    TRIED_AGAIN = "tablet.tried_again", _("A record from a tablet that waited was tried again")
    SETTLED = "tablet.settled", _("Somebody took in a record from a tablet that waited")
    FORGOTTEN = (
        "tablet.forgotten",
        _("Traces of records from tablets that were settled long ago were deleted"),
    )
    LET_GO = "tablet.let_go", _("Somebody let a record from a tablet go")
