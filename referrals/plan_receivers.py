"""What stops in plans in the same transaction as what it rested on."""

from __future__ import annotations

from typing import Any

from casework.models import Consent, RelatedPerson, User
from casework.signals import consent_withdrawn, related_untold
from referrals.actions.plan_participants import stop_parts_of, stop_what_rests_on
from referrals.queries.plan_consents import parts_as, plans_to_lock, resting_on


def stop(sender: Any, consent: Consent, by: User, **kwargs: Any) -> None:
    """Stop whose part rested on *consent*; where nobody's did there is nothing to log."""
    # Locked before the rows are read: whoever closes or calls meanwhile is waited for.
    list(plans_to_lock(consent.person_id))
    if resting_on(consent).exists():
        stop_what_rests_on(by=by, consent=consent)


def stop_untold(sender: Any, related: RelatedPerson, by: User, **kwargs: Any) -> None:
    """Stop the parts of *related*, who is told nothing from now on; none, and nothing is logged."""
    list(plans_to_lock(related.person_id))
    if parts_as(related).exists():
        stop_parts_of(by=by, related=related)


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    consent_withdrawn.connect(stop, dispatch_uid="referrals.plan_receivers.stop")
    related_untold.connect(stop_untold, dispatch_uid="referrals.plan_receivers.stop_untold")
