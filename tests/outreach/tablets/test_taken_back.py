"""A correction from a tablet takes back no yes before somebody has gone through both."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from casework.actors import acting_as
from casework.models import User
from outreach.actions.sync_settling import let_item_go
from outreach.models import Encounter, Shift
from outreach.tablet_enums import LetGoReason, SyncReason, SyncState
from tests.conftest import SignIn
from tests.outreach.build import ongoing
from tests.outreach.tablets.build import Tablet, encounter_fields, id_of, row
from tests.outreach.tablets.test_unfinished_corrections import (
    WHOLE,
    YES,
    encounters,
    sign,
    stands,
    take,
    told,
)

pytestmark = pytest.mark.django_db
WAITS, DONE = (SyncState.QUARANTINED, SyncReason.TAKES_BACK), (SyncState.DONE, "")
DECLINED = encounter_fields(age=["31"])
LEFT_OUT = encounter_fields(
    age=["31"], offers=["emergency"], offer_mika_answer=[], offer_emergency_answer=["declined"]
)
# She corrects an age, and says yes once more without writing how to reach whom it is about.
KEPT = encounter_fields(age=["31"], offer_mika_answer=["accepted"], offer_mika_no_contact=["yes"])


@pytest.fixture
def client(worker: User, sign_in: SignIn) -> Client:
    return sign_in(worker)


@pytest.fixture
def shift(worker: User) -> Shift:
    return ongoing(worker)


@pytest.fixture
def whole(tablet: Tablet, worker: User, client: Client, shift: Shift) -> dict[str, str]:
    """The record of a complete encounter with a yes, taken in."""
    sealed = tablet.record(worker, shift, fields=YES)
    take(tablet, client, sealed)
    assert stands(worker) == WHOLE
    return sealed


def correct(
    tablet: Tablet, worker: User, shift: Shift, fields: dict[str, list[str]], of: dict[str, str]
) -> dict[str, str]:
    return tablet.record(worker, shift, fields=fields, corrects=str(id_of(of)))


@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize("fields", [DECLINED, LEFT_OUT])
def test_without_the_yes_it_waits_and_nothing_is_destroyed(  # noqa: PLR0917 - fixtures
    tablet: Tablet,
    worker: User,
    client: Client,
    shift: Shift,
    whole: dict[str, str],
    fields: dict[str, list[str]],
    *,
    is_signed: bool,
) -> None:
    if is_signed:
        sign(worker, shift)
    correction = correct(tablet, worker, shift, fields, whole)
    take(tablet, client, correction)
    assert (told(correction), stands(worker)) == (WAITS, WHOLE)


@pytest.mark.parametrize("form", ["encounter", "unfinished"])
def test_nor_does_it_take_back_one_that_a_draft_has(
    tablet: Tablet, worker: User, client: Client, shift: Shift, form: str
) -> None:
    first = tablet.record(worker, shift, "unfinished", YES)
    correction = tablet.record(worker, shift, form, DECLINED, corrects=str(id_of(first)))
    take(tablet, client, first, correction)
    assert told(correction) == WAITS
    found = stands(worker)
    assert (found["state"], found["age"], found["numbers"]) == ("draft", 24, WHOLE["numbers"])


def test_with_the_yes_it_is_taken_in_and_keeps_the_way_to_reach_them(
    tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str]
) -> None:
    correction = correct(tablet, worker, shift, KEPT, whole)
    take(tablet, client, correction)
    assert (told(correction), stands(worker)) == (DONE, WHOLE | {"age": 31})


@pytest.mark.parametrize("is_let_go", [False, True])
def test_what_follows_one_that_waits_is_about_the_same_encounter(
    tablet: Tablet,
    worker: User,
    client: Client,
    shift: Shift,
    whole: dict[str, str],
    *,
    is_let_go: bool,
) -> None:
    without = correct(tablet, worker, shift, DECLINED, whole)
    take(tablet, client, without)
    if is_let_go:
        let_item_go(by=worker, item_id=row(without).pk, why=LetGoReason.OTHER)
    after = correct(tablet, worker, shift, KEPT, without)
    take(tablet, client, after)
    assert (told(after), stands(worker)) == (DONE, WHOLE | {"age": 31})
    # The other one says something else: she decides about it.
    assert told(without) == ((SyncState.LET_GO, "") if is_let_go else WAITS)


def test_its_author_sees_both_and_takes_the_yes_back_by_hand(
    tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str]
) -> None:
    correction = correct(tablet, worker, shift, DECLINED, whole)
    take(tablet, client, correction)
    page = client.get(reverse("outreach:arrival", args=[row(correction).pk]))
    with override("sv"):
        assert str(SyncReason.TAKES_BACK.label) in page.content.decode()
    differing = [line.name for line in page.context["mine"] if line.differs]
    assert "offer_mika_answer" in differing
    assert (page.context["may_correct"], page.context["may_try"]) == (True, False)
    address = reverse("outreach:correct_by_arrival", args=[row(correction).pk])
    shown = client.get(address)
    form, sheet = shown.context["form"], shown.context["sheet"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in sent.items() if value not in (None, "", [])}
    hidden = {"id": str(sheet.identifier), "seen_at": sheet.seen_at, "action": "complete"}
    assert client.post(address, sent | hidden).status_code == 302
    found = stands(worker)
    assert (found["age"], found["offers"], found["numbers"], found["referrals"]) == (
        31, [("mika", "declined")], [], 0,
    )  # fmt: skip
    (encounter,) = encounters(worker)
    with acting_as(worker):
        assert Encounter.objects.get(pk=encounter.pk).pk == id_of(whole)
    assert told(correction) == DONE
