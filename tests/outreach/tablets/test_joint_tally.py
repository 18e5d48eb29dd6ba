"""What all tablets have of a shift: numbers, for its crew alone, of whom they are there for."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from casework.enums import PersonRole
from casework.identifiers import uuid7
from casework.models import User
from outreach.actions.tablets import revoke_device
from outreach.models import Shift
from outreach.tablet_enums import RevokeReason
from tests.conftest import SignIn
from tests.outreach.build import answers, met, ongoing, unit
from tests.outreach.tablets.build import Tablet, now
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db


def asked(client: Client, tablet: Tablet, shift: Shift | uuid.UUID) -> Any:
    pk = shift.pk if isinstance(shift, Shift) else shift
    return client.get(f"/falt/api/me?device={tablet.device.pk}&shift={pk}").json()["tally"]


def test_counts_what_everybody_recorded(
    tablet: Tablet, worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    assert asked(sign_in(worker), tablet, shift) == {
        "exploited": 0, "suspected_buyer": 0, "relative": 0, "other": 0,
    }  # fmt: skip
    met(shift, worker)
    met(shift, colleague)
    met(shift, colleague, answers(PersonRole.RELATIVE))
    met(ongoing(worker, crew=(worker, colleague)), colleague)
    for user in (worker, colleague):
        assert asked(sign_in(user), tablet, shift) == {
            "exploited": 2, "suspected_buyer": 0, "relative": 1, "other": 0,
        }  # fmt: skip


def test_each_unit_counts_only_whom_it_is_there_for(
    tablet: Tablet, worker: User, kast_worker: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, units=(unit("kast"),), crew=(worker, kast_worker))
    met(shift, worker)
    met(shift, worker, answers(PersonRole.SUSPECTED_BUYER))
    assert asked(sign_in(kast_worker), tablet, shift) == {"suspected_buyer": 1, "relative": 0}


def test_nobody_but_the_crew_is_told(
    tablet: Tablet,
    worker: User,
    colleague: User,
    manager: User,
    sign_in: SignIn,
) -> None:
    shift = ongoing(worker)
    met(shift, worker)
    for user in (colleague, manager):
        assert asked(sign_in(user), tablet, shift) is None
    client = sign_in(worker)
    assert asked(client, tablet, uuid7()) is None
    assert client.get(f"/falt/api/me?device={tablet.device.pk}").json()["tally"] is None


def test_whoever_works_there_no_more_is_not_told(
    tablet: Tablet, worker: User, colleague: User, sign_in: SignIn
) -> None:
    shift = ongoing(worker, crew=(worker, colleague))
    yesterday = now().date() - timedelta(days=1)
    change_memberships(colleague, valid_from=yesterday, valid_to=yesterday)
    assert asked(sign_in(colleague), tablet, shift) is None


def test_only_a_tablet_that_is_trusted_is_told(
    tablet: Tablet, worker: User, manager: User, sign_in: SignIn
) -> None:
    shift, client = ongoing(worker), sign_in(worker)
    unknown = client.get(f"/falt/api/me?device={uuid7()}&shift={shift.pk}").json()
    assert unknown["tally"] is None
    assert client.get(f"/falt/api/me?shift={shift.pk}").json()["tally"] is None
    assert asked(client, tablet, shift) is not None
    revoke_device(by=manager, device_id=tablet.device.pk, why=RevokeReason.LOST)
    assert asked(client, tablet, shift) is None
