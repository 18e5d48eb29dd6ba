"""A letter that left the house and a child at Barnahus, for the walk over all addresses."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.utils import timezone

from casework.actions.persons import AgeGiven
from casework.enums import AgeSource
from casework.identifiers import uuid7
from casework.models import User
from referrals.actions.barnahus import begin_barnahus, take_barnahus_step
from referrals.actions.moving import move_referral
from referrals.enums import Act
from tests.casework.people import opened, unit
from tests.referrals.build import outside


def outside_rows(worker: User) -> dict[str, uuid.UUID]:
    """Rows by the names of addresses: all of *worker*'s in the outreach team."""
    referral = outside(worker)
    move_referral(by=worker, referral_id=referral.pk, act=Act.SEND)
    child = opened(worker, "pom", ages=(AgeGiven(AgeSource.STATED, 15, 15),))
    today = timezone.localdate()
    values = {"unit": unit("pom"), "began_on": today, "about": "Planterat", "next_on": today}
    matter = begin_barnahus(by=worker, person=child, values=values)
    step = take_barnahus_step(
        by=worker,
        person=child,
        matter_id=matter.pk,
        values={
            "kind": "consultation",
            "on_day": today,
            "parts": ["barnahus"],
            "told": "Planterat",
            "kinds": [],
            "named_on": "",
            "words": "",
        },
        next_on=today + timedelta(days=7),
        row_id=uuid7(),
    )
    return {"outside": referral.pk, "child": child.pk, "matter": matter.pk, "at_barnahus": step.pk}
