"""When files were last used by a referral: disposal counts its years from there too."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Max
from django.utils import timezone

from referrals.models import Referral, ReferralEvent


def last_days(ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, date]:
    """The latest day on which a referral about each of the files *ids* was written or moved.

    Asked as the actor of disposal, who sees keys and days.
    """
    written = Referral.objects.filter(person__in=ids).order_by().values_list("person_id")
    moved = ReferralEvent.objects.filter(referral__person__in=ids).order_by()
    found = written.annotate(latest=Max("created_at")).union(
        moved.values_list("referral__person_id").annotate(latest=Max("at")), all=True
    )
    # The latest last: it is the one that stays.
    return {pk: timezone.localdate(at) for pk, at in sorted(found, key=lambda row: row[1])}
