"""Only what was opened and tells of somebody who was met is made an encounter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actors import SYNC, acting_as
from casework.identifiers import uuid7
from casework.models import User
from outreach.actions.sync_settling import ABOUT_NOBODY, take_correction_in, take_item_in
from outreach.models import Encounter, Shift, SyncItem
from outreach.sync.opening import open_waiting
from outreach.tablet_enums import SyncState
from tests.conftest import SignIn
from tests.outreach.build import answers, met, ongoing
from tests.outreach.tablets.build import Tablet, encounter_fields, row

pytestmark = pytest.mark.django_db
NOTE = {"note": ["Nyckeln ligger i bilen."]}


@pytest.fixture
def shift(worker: User) -> Shift:
    return ongoing(worker)


@pytest.fixture
def stands(worker: User, shift: Shift) -> Encounter:
    return met(shift, worker)


@pytest.fixture(params=["hand_over", "shift_end", "no_key", "altered"])
def item(  # noqa: PLR0917 - fixtures
    request: pytest.FixtureRequest, tablet: Tablet, worker: User, colleague: User, shift: Shift,
    stands: Encounter, sign_in: SignIn,
) -> SyncItem:  # fmt: skip
    """A record that waits for *worker* and is about nobody, though it names an encounter."""
    named: dict[str, Any] = {"corrects": str(stands.pk)}
    sealed = {
        "hand_over": lambda: tablet.record(worker, shift, "hand_over", NOTE, **named),
        "shift_end": lambda: tablet.record(worker, shift, "shift_end", {}, **named),
        "no_key": lambda: tablet.record(worker, shift, key="t0", **named),
        "altered": lambda: (
            tablet.record(worker, shift, **named)
            | {"sealed": tablet.record(worker, shift)["sealed"]}
        ),
    }[request.param]()
    tablet.post(sign_in(colleague), sealed)
    open_waiting()
    found = row(sealed)
    assert found.state == SyncState.QUARANTINED
    return found


def there(worker: User) -> list[tuple[Any, datetime]]:
    with acting_as(worker):
        return list(Encounter.objects.values_list("pk", "updated_at"))


def test_by_no_address(
    item: SyncItem, worker: User, shift: Shift, stands: Encounter, sign_in: SignIn
) -> None:
    client, before = sign_in(worker), there(worker)
    addresses = [
        reverse("outreach:take_arrival_in", args=[item.pk, shift.pk]),
        reverse("outreach:correct_by_arrival", args=[item.pk]),
    ]
    sent = encounter_fields() | {"id": str(uuid7()), "seen_at": before[0][1].isoformat()}
    found = [client.get(a).status_code for a in addresses]
    found += [client.post(a, sent).status_code for a in addresses]
    assert found == [404] * 4
    assert (there(worker), row_now(item)) == (before, (SyncState.QUARANTINED, True))


def test_nor_by_an_action(item: SyncItem, worker: User, shift: Shift, stands: Encounter) -> None:
    before = there(worker)
    with pytest.raises(ActionRefused, match=str(ABOUT_NOBODY)):
        take_item_in(
            by=worker,
            item_id=item.pk,
            encounter_id=uuid7(),
            shift_id=shift.pk,
            answers=answers(),
        )
    with pytest.raises(ActionRefused, match=str(ABOUT_NOBODY)):
        take_correction_in(
            by=worker,
            item_id=item.pk,
            encounter_id=stands.pk,
            new_id=uuid7(),
            seen_at=before[0][1],
            reason="",
            answers=answers(age=61),
        )
    assert (there(worker), row_now(item)) == (before, (SyncState.QUARANTINED, True))


def row_now(item: SyncItem) -> tuple[str, bool]:
    with acting_as(SYNC):
        now = SyncItem.objects.get(pk=item.pk)
    return now.state, now.sealed is not None
