"""What happens to referrals when nobody is signed in, or because a consent is gone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from casework.actions.base import action
from casework.actions.gate import call
from casework.actions.letters import send_letters_when_committed
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import written_by_database
from casework.models import Consent


@action
def escalate_late(*, by: SystemActor) -> int:
    """Tell the managers what is late, once for each time limit; how many there were.

    One statement of the database: a worker killed in it has told nobody, and the next run tells.
    """
    how_many = call("app_escalate_referrals")
    assert isinstance(how_many, int)
    written_by_database(Event.REFERRALS_ESCALATED)
    send_letters_when_committed()
    return how_many


@action
def tell_of_waiting(*, by: SystemActor) -> int:
    """Tell each unit's intake how many referrals wait, once a day; how many were told."""
    how_many = call("app_tell_of_waiting_referrals")
    assert isinstance(how_many, int)
    written_by_database(Event.REFERRALS_DIGESTED)
    send_letters_when_committed()
    return how_many


def stop_what_it_carried(consent: Consent) -> int:
    """Stop the open referrals that rest on *consent*, which the acting user has just withdrawn.

    Those concerned are told that they no longer hold, and not why. A part of the withdrawal.
    """
    return _stopped(call("app_stop_referrals", consent.pk))


def stop_what_ran_out() -> int:
    """Stop the open referrals that rest on consents which hold no longer: a part of the night."""
    return _stopped(call("app_stop_run_out_referrals"))


def stop_what_a_yes_carried(offer_ids: Sequence[uuid.UUID]) -> int:
    """Stop the open referrals that rest on a yes which is over: a part of saving the encounter."""
    return _stopped(call("app_stop_yes_referrals", list(offer_ids)))


def _stopped(how_many: int) -> int:
    for _number in range(how_many):
        written_by_database(Event.REFERRAL_MOVED)
    if how_many:
        send_letters_when_committed()
    return how_many
