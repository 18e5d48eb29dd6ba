"""What a withdrawn consent stops in plans, in the same transaction."""

from __future__ import annotations

from typing import Any

from casework.models import Consent, User
from casework.signals import consent_withdrawn
from referrals.actions.plan_participants import stop_what_rests_on
from referrals.queries.plan_consents import resting_on


def stop(sender: Any, consent: Consent, by: User, **kwargs: Any) -> None:
    """Stop whose part rested on *consent*; where nobody's did there is nothing to log."""
    if resting_on(consent).exists():
        stop_what_rests_on(by=by, consent=consent)


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    consent_withdrawn.connect(stop, dispatch_uid="referrals.plan_receivers.stop")
