"""What the floors below tell, taken to this one."""

from __future__ import annotations

from typing import Any

from casework.models import Consent
from casework.signals import consent_withdrawn
from referrals.actions.jobs import stop_what_it_carried


def consent_is_gone(sender: Any, consent: Consent, **kwargs: Any) -> None:
    """In the transaction of the withdrawal: what it carried stops in the same moment."""
    stop_what_it_carried(consent)


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    consent_withdrawn.connect(consent_is_gone, dispatch_uid="referrals.consent_is_gone")
