"""What the floors below tell, taken to this one."""

from __future__ import annotations

from typing import Any

from casework.models import Consent
from casework.signals import consent_withdrawn, consents_run_out
from referrals.actions.jobs import stop_what_it_carried, stop_what_ran_out


def consent_is_gone(sender: Any, consent: Consent, **kwargs: Any) -> None:
    """In the transaction of the withdrawal: what it carried stops in the same moment."""
    stop_what_it_carried(consent)


def consents_are_over(sender: Any, **kwargs: Any) -> None:
    """In the work of the night: what consents carried that ran out with the day."""
    stop_what_ran_out()


def connect() -> None:
    """Listen. Called once, when the apps are ready."""
    consent_withdrawn.connect(consent_is_gone, dispatch_uid="referrals.consent_is_gone")
    consents_run_out.connect(consents_are_over, dispatch_uid="referrals.consents_are_over")
