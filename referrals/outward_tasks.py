"""Work for the queue, without arguments: what lies in the broker lies in clear."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from casework.actors import CLOCK, DISPOSAL, acting_as
from referrals.actions.kast_disposal import destroy_kast_contacts
from referrals.actions.letters import prepare_letters
from referrals.models.municipality_letter import quarter_to_tell
from referrals.queries.kast_disposal import contacts_due
from referrals.queries.letters import municipalities_to_tell


@shared_task(name="referrals.prepare_municipality_letters")
def prepare_municipality_letters() -> None:
    """Every night: prepare what is missing of the letters for the latest quarter that is over."""
    quarter = quarter_to_tell(timezone.localdate())
    with acting_as(CLOCK):
        is_any = bool(municipalities_to_tell(quarter))
    if is_any:
        prepare_letters(by=CLOCK, quarter=quarter)


@shared_task(name="referrals.destroy_kast_contacts")
def destroy_contacts() -> None:
    """Every night: destroy KAST's anonymous contacts whose time is up."""
    with acting_as(DISPOSAL):
        is_any = bool(contacts_due(timezone.localdate()))
    if is_any:
        destroy_kast_contacts(by=DISPOSAL, day=timezone.localdate())
