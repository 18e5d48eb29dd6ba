"""What was frozen of KAST's contacts outlives them: a destroyed contact changes no edition."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from casework.actors import DISPOSAL, RELEASER, acting_as
from casework.enums import Role
from casework.models import User
from referrals.actions.kast_disposal import destroy_kast_contacts
from referrals.models import KastContact
from reports.actions.editions import order_edition
from reports.actions.periods import register_year
from reports.actions.preparing import freeze_rows
from reports.models import DisclosureLedger
from reports.queries.freezing import rows_of
from tests.conftest import MakeUser
from tests.referrals.outward import came
from tests.reports.edition_work.build import YEAR

pytestmark = pytest.mark.django_db


def frozen() -> bytes:
    with acting_as(RELEASER):
        return json.dumps(json.loads(DisclosureLedger.objects.get().open_content())).encode()


def test_frozen_rows_stay_when_the_contact_goes(manager: User, make_user: MakeUser) -> None:
    kast = make_user(Role.UNIT_WORKER, "kast")
    contact = came(kast)
    assert contact.first_day.year == YEAR
    period = register_year(by=manager, year=YEAR)
    edition = order_edition(by=manager, period=period)
    freeze_rows(by=RELEASER, edition=edition, universe="kast")
    before = frozen()
    assert b"police" in before
    with acting_as(kast):
        long_ago = timezone.now() - timedelta(days=6 * 366)
        KastContact.objects.filter(pk=contact.pk).update(updated_at=long_ago)
    assert destroy_kast_contacts(by=DISPOSAL, day=timezone.localdate()) == 1
    assert rows_of("kast", period) == []
    assert frozen() == before
