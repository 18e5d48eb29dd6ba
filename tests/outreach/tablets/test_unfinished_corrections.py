"""A correction that was never finished takes nothing from what it corrects, and is not lost."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.identifiers import uuid7
from casework.models import User
from outreach.actions.strikes import strike_encounter
from outreach.actions.sync_settling import let_item_go, take_correction_in, take_item_in
from outreach.enums import EncounterState, OfferAnswer, StrikeReason
from outreach.forms.said import Line, laid_over, side_by_side
from outreach.models import ContactDetails, Encounter, Shift, SyncItem
from outreach.sync.opening import open_waiting
from outreach.tablet_enums import LetGoReason, SyncReason, SyncState
from referrals.models import Referral
from tests.conftest import SignIn
from tests.outreach.build import ended, ongoing
from tests.outreach.tablets.build import Tablet, encounter_fields, id_of, now, row
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
YES = encounter_fields(
    offer_mika_answer=["accepted"],
    offer_mika_alias=["Freja"],
    offer_mika_number=["070-174 06 99"],
)
# Locked as soon as it was begun: the role was chosen and one question answered.
HALF = {"role": ["exploited"], "action": ["complete"], "arena": ["street"], "gender": ["woman"]}


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
    return sealed


def take(tablet: Tablet, client: Client, *records: dict[str, str]) -> None:
    tablet.post(client, *records)
    open_waiting()


def encounters(user: User) -> list[Encounter]:
    with acting_as(user):
        return list(Encounter.objects.order_by("created_at"))


def stands(user: User) -> dict[str, Any]:
    """All that is lost when an encounter is emptied."""
    (encounter,) = encounters(user)
    with acting_as(user):
        return {
            "state": encounter.state,
            "age": encounter.age,
            "gender": encounter.gender,
            "told": encounter.told_of_rights,
            "current": encounter.is_current,
            "offers": [(o.kind, o.answer) for o in encounter.offers.all()],
            "numbers": [c.safe_number for c in ContactDetails.objects.all()],
            "referrals": Referral.objects.filter(encounter=encounter).count(),
        }


WHOLE = {
    "state": EncounterState.COMPLETE,
    "age": 24,
    "gender": "",
    "told": "yes",
    "current": True,
    "offers": [("mika", OfferAnswer.ACCEPTED)],
    "numbers": ["070-174 06 99"],
    "referrals": 1,
}


def sign(worker: User, shift: Shift) -> None:
    from outreach.actions.shift_states import sign_shift

    ended(shift, worker)
    sign_shift(shift_id=shift.pk, by=worker)


def half(tablet: Tablet, worker: User, shift: Shift, of: dict[str, str]) -> dict[str, str]:
    return tablet.record(worker, shift, "unfinished", HALF, corrects=str(id_of(of)))


def told(record: dict[str, str]) -> tuple[str, str]:
    return row(record).state, row(record).reason


WAITS, DONE = (SyncState.QUARANTINED, SyncReason.UNFINISHED), (SyncState.DONE, "")


class TestArriving:
    @pytest.mark.parametrize("is_signed", [False, True])
    def test_it_waits_beside_a_complete_encounter_with_all_that_it_says(
        self, tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str],
        *, is_signed: bool,
    ) -> None:  # fmt: skip
        assert stands(worker) == WHOLE
        if is_signed:
            sign(worker, shift)
        correction = half(tablet, worker, shift, whole)
        take(tablet, client, correction)
        assert (told(correction), stands(worker)) == (WAITS, WHOLE)
        kept = row(correction)
        said = kept.said()
        assert said is not None
        assert (said["fields"], kept.sealed is not None) == (HALF, True)

    def test_what_it_corrects_is_unfinished_too_and_is_taken_over(
        self, tablet: Tablet, worker: User, client: Client, shift: Shift
    ) -> None:
        first = tablet.record(worker, shift, "unfinished", {"role": ["exploited"], "age": ["31"]})
        second = half(tablet, worker, shift, first)
        take(tablet, client, first, second)
        assert (told(first), told(second)) == (DONE, DONE)
        (encounter,) = encounters(worker)
        assert encounter.pk == id_of(first)
        assert (encounter.state, encounter.gender) == (EncounterState.DRAFT, "woman")

    def test_nor_does_one_that_was_whole_by_the_rules_of_an_older_form(  # noqa: PLR0917 - fixtures
        self,
        tablet: Tablet,
        worker: User,
        client: Client,
        shift: Shift,
        whole: dict[str, str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("outreach.sync.records.VERSION", 2)
        fields = encounter_fields(told_of_rights=[], age=["52"])
        correction = tablet.record(worker, shift, fields=fields, corrects=str(id_of(whole)))
        take(tablet, client, correction)
        assert (told(correction), stands(worker)) == (WAITS, WHOLE)

    @pytest.mark.parametrize("is_signed", [False, True])
    def test_gone_on_with_and_finished_it_is_one_correction(
        self, tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str],
        *, is_signed: bool,
    ) -> None:  # fmt: skip
        if is_signed:
            sign(worker, shift)
        begun, other = (half(tablet, worker, shift, whole) for _ in range(2))
        take(tablet, client, begun, other)
        fields = YES | {"age": ["33"], "gender": ["woman"]}
        finished = tablet.record(worker, shift, fields=fields, corrects=str(id_of(begun)))
        take(tablet, client, finished)
        # The other was begun apart from it: somebody decides.
        assert (told(begun), told(finished), told(other)) == (DONE, DONE, WAITS)
        assert row(begun).sealed is None
        (current,) = [e for e in encounters(worker) if e.is_current]
        assert (current.state, current.age, current.gender) == ("complete", 33, "woman")
        assert current.pk == id_of(finished if is_signed else whole)

    def test_a_finished_one_that_can_not_be_taken_in_leaves_it_waiting(
        self, tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str]
    ) -> None:
        begun = half(tablet, worker, shift, whole)
        broken = tablet.record(
            worker, shift, fields=YES | {"note": ["0701740699"]}, corrects=str(id_of(begun))
        )
        take(tablet, client, begun, broken)
        assert told(begun) == WAITS
        assert told(broken) == (SyncState.QUARANTINED, SyncReason.RULES)
        assert row(begun).sealed is not None
        assert stands(worker) == WHOLE

    def test_let_go_it_still_tells_what_the_finished_one_is_about(
        self, tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str]
    ) -> None:
        begun = half(tablet, worker, shift, whole)
        take(tablet, client, begun)
        let_item_go(by=worker, item_id=row(begun).pk, why=LetGoReason.TRIAL)
        finished = tablet.record(
            worker, shift, fields=YES | {"age": ["33"]}, corrects=str(id_of(begun))
        )
        take(tablet, client, finished)
        assert told(finished) == DONE
        assert stands(worker) == WHOLE | {"age": 33}


class TestSettling:
    @pytest.fixture
    def waiting(
        self, tablet: Tablet, worker: User, client: Client, shift: Shift, whole: dict[str, str]
    ) -> SyncItem:
        correction = half(tablet, worker, shift, whole)
        take(tablet, client, correction)
        return row(correction)

    def page(self, item: SyncItem, name: str = "arrival") -> str:
        return reverse(f"outreach:{name}", args=[item.pk])

    def answers(self, response: Any, **changes: Any) -> dict[str, Any]:
        """The form as it is shown, sent back."""
        form, sheet = response.context["form"], response.context["sheet"]
        shown = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in shown.items() if value not in (None, "", [])}
        hidden = {"id": str(sheet.identifier), "seen_at": sheet.seen_at, "action": "complete"}
        return sent | hidden | changes

    def test_both_are_shown_with_what_differs(self, waiting: SyncItem, client: Client) -> None:
        response = client.get(self.page(waiting))
        theirs = {line.name: line for line in response.context["theirs"]}
        mine = {line.name: line for line in response.context["mine"]}
        # It is silent about the age, which stays; nobody had said the gender before.
        assert list(theirs) == list(mine)
        assert (theirs["age"].answer, mine["age"].answer, theirs["gender"].answer) == ("24", "", "")
        assert [line.name for line in (*theirs.values(), *mine.values()) if line.differs] == [
            "gender"
        ]
        assert mine["gender"].answer == str(Encounter(gender="woman").get_gender_display())
        assert not any("saved_row" in name for name in theirs)
        assert str(SyncReason.UNFINISHED.label) in response.content.decode()
        assert self.page(waiting, "correct_by_arrival") in response.content.decode()

    def test_it_is_not_taken_in_as_somebody_new(
        self, waiting: SyncItem, client: Client, worker: User, shift: Shift
    ) -> None:
        """Whom it is about would be counted twice, and have two referrals."""
        assert client.get(self.page(waiting)).context["shifts"] == []
        address = reverse("outreach:take_arrival_in", args=[waiting.pk, shift.pk])
        answer = client.post(address, {**YES, "id": str(uuid7())}, follow=True)
        assert answer.redirect_chain == [(self.page(waiting), 302)]
        assert [m.level_tag for m in answer.context["messages"]] == ["error"]
        with pytest.raises(ActionRefused):
            take_item_in(
                by=worker,
                item_id=waiting.pk,
                encounter_id=uuid7(),
                shift_id=shift.pk,
                answers=cast("Any", SimpleNamespace()),
            )
        assert (stands(worker), rows_of(waiting).state) == (WHOLE, SyncState.QUARANTINED)

    def test_what_is_struck_is_not_corrected_and_it_may_be_somebody_new(
        self, waiting: SyncItem, client: Client, worker: User, shift: Shift, whole: dict[str, str]
    ) -> None:
        strike_encounter(by=worker, encounter_id=id_of(whole), reason=StrikeReason.MISTAKE)
        assert client.get(self.page(waiting)).context["shifts"] == [shift]

    def test_the_list_says_what_became_of_it(
        self, waiting: SyncItem, client: Client, worker: User
    ) -> None:
        address = self.page(waiting, "correct_by_arrival")
        answer = client.post(address, self.answers(client.get(address)), follow=True)
        [told] = answer.context["messages"]
        (encounter,) = encounters(worker)
        with translation.override("sv"):
            said = gettext("The record from the tablet is taken in: %(code)s is saved.")
        assert str(told) == said % {"code": encounter.short_code}
        assert answer.redirect_chain == [(reverse("outreach:arrivals"), 302)]

    def test_list_and_page_say_when_it_was_written_and_came(
        self, waiting: SyncItem, client: Client
    ) -> None:
        for address in (reverse("outreach:arrivals"), self.page(waiting)):
            text = client.get(address).content.decode()
            for moment in (waiting.true_saved_at, waiting.received_at):
                assert date_format(timezone.localtime(moment), "H:i") in text

    def test_what_stands_is_in_the_form_and_what_was_said_is_added(
        self, waiting: SyncItem, client: Client, worker: User
    ) -> None:
        address = self.page(waiting, "correct_by_arrival")
        response = client.get(address)
        assert response.status_code == 200
        assert (response.context["form"]["age"].value(), stands(worker)) == ("24", WHOLE)
        assert client.post(address, self.answers(response)).status_code == 302
        assert stands(worker) == WHOLE | {"gender": "woman"}
        settled = rows_of(waiting)
        assert (settled.state, settled.settled_by_id, settled.content) == (
            SyncState.DONE, worker.pk, None,
        )  # fmt: skip

    def test_saved_unfinished_it_replaces_nothing_and_goes_on_waiting(
        self, waiting: SyncItem, client: Client, worker: User
    ) -> None:
        address = self.page(waiting, "correct_by_arrival")
        response = client.get(address)
        assert response.context["sheet"].may_be_left is False
        answer = client.post(address, self.answers(response, action="draft"))
        assert answer.status_code == 422
        assert (stands(worker), rows_of(waiting).state) == (WHOLE, SyncState.QUARANTINED)

    def test_after_the_signature_it_is_a_new_version_with_a_reason(
        self, waiting: SyncItem, client: Client, worker: User, shift: Shift
    ) -> None:
        sign(worker, shift)
        address = self.page(waiting, "correct_by_arrival")
        response = client.get(address)
        assert client.post(address, self.answers(response)).status_code == 422
        assert stands(worker) == WHOLE
        sent = self.answers(response, reason="Kön glömdes")
        assert client.post(address, sent).status_code == 302
        old, new = encounters(worker)
        assert (old.is_current, old.gender, old.age) == (False, "", 24)
        assert (new.corrects_id, new.gender, new.age) == (old.pk, "woman", 24)
        assert (new.state, new.correction_reason) == (EncounterState.COMPLETE, "Kön glömdes")

    def test_what_was_changed_meanwhile_is_not_overwritten(
        self, waiting: SyncItem, client: Client, worker: User, whole: dict[str, str]
    ) -> None:
        address = self.page(waiting, "correct_by_arrival")
        sent = self.answers(client.get(address))
        change = reverse("outreach:change", args=[id_of(whole)])
        assert client.post(change, self.answers(client.get(change), age="41")).status_code == 302
        answer = client.post(address, sent)
        assert answer.status_code == 409
        assert (stands(worker), rows_of(waiting).state) == (
            WHOLE | {"age": 41}, SyncState.QUARANTINED,
        )  # fmt: skip
        # Both are merged in the same form, which still settles what waits.
        merged = self.answers(answer)
        assert client.post(address, merged).status_code == 302
        assert stands(worker) == WHOLE | {"age": 41, "gender": "woman"}
        assert rows_of(waiting).state == SyncState.DONE

    def test_let_go_it_leaves_what_stands(
        self, waiting: SyncItem, client: Client, worker: User
    ) -> None:
        client.post(self.page(waiting, "let_arrival_go"), {"why": "trial"})
        assert (stands(worker), rows_of(waiting).state) == (WHOLE, SyncState.LET_GO)

    def test_the_manager_sees_both_when_it_was_left_lying(
        self, waiting: SyncItem, manager: User, worker: User, sign_in: SignIn
    ) -> None:
        client = sign_in(manager)
        address = self.page(waiting, "correct_by_arrival")
        assert client.get(address).status_code == 404
        with connection.cursor() as cursor:
            ago = timedelta(hours=72, minutes=1).total_seconds()
            cursor.execute("SELECT test_left_lying(%s, %s)", [waiting.pk, ago])
        assert client.get(self.page(waiting)).context["stands"] is not None
        response = client.get(address)
        assert client.post(address, self.answers(response)).status_code == 302
        assert stands(worker) == WHOLE | {"gender": "woman"}

    def test_it_takes_the_place_of_what_it_corrects_and_of_no_other(
        self, waiting: SyncItem, tablet: Tablet, client: Client, worker: User, shift: Shift
    ) -> None:  # fmt: skip
        """Which encounter that is, is not for whoever sends the form to say."""
        other = tablet.record(worker, shift, fields=YES)
        take(tablet, client, other)
        before = [(e.pk, e.state, e.gender, e.updated_at) for e in encounters(worker)]
        with pytest.raises(ActionRefused):
            take_correction_in(
                by=worker,
                item_id=waiting.pk,
                encounter_id=id_of(other),
                new_id=uuid7(),
                seen_at=now(),
                reason="",
                answers=cast("Any", SimpleNamespace(complete=True)),
            )
        after = [(e.pk, e.state, e.gender, e.updated_at) for e in encounters(worker)]
        assert (after, rows_of(waiting).state) == (before, SyncState.QUARANTINED)

    def test_who_reads_it_no_more_sees_what_she_wrote_alone(
        self, waiting: SyncItem, worker: User, client: Client
    ) -> None:
        yesterday = now().date() - timedelta(days=1)
        change_memberships(worker, valid_from=yesterday, valid_to=yesterday)
        assert client.get(self.page(waiting, "correct_by_arrival")).status_code == 404


def rows_of(item: SyncItem) -> SyncItem:
    from casework.actors import SYNC

    with acting_as(SYNC):
        return SyncItem.objects.get(pk=item.pk)


def test_nothing_that_stands_goes_when_a_half_written_correction_lies_over_it() -> None:
    stand = {
        "age": "24", "happened_at": "2026-11-26T21:00", "arena": "hotel", "offers": ["mika"],
        "offer_mika_answer": "accepted", "offer_mika_no_contact": ["yes"], "told_of_rights": "yes",
    }  # fmt: skip
    said = {
        "role": ["exploited"], "action": ["draft"], "happened_at": ["2026-11-27T02:00"],
        "arena": ["street"], "age_band": ["21_24"], "offers": ["emergency"], "gender": [""],
        "offer_emergency_answer": ["declined"], "offer_mika_alias": ["Freja"],
        "offer_mika_saved_row": [str(uuid7())],
    }  # fmt: skip
    assert laid_over(stand, said) == {
        "age_band": "21_24", "happened_at": "2026-11-26T21:00", "arena": "hotel",
        "offers": ["mika", "emergency"], "offer_mika_answer": "accepted", "told_of_rights": "yes",
        "offer_emergency_answer": "declined", "offer_mika_alias": "Freja",
    }  # fmt: skip


@pytest.mark.parametrize(("whole", "emptied"), [(False, []), (True, ["age"])])
def test_an_open_question_differs_only_where_it_would_empty_what_stands(
    *, whole: bool, emptied: list[str]
) -> None:
    stand = [
        Line("age", "Ålder", "24"),
        Line("gender", "Kön", "Kvinna"),
        Line("arena", "Plats", "x"),
    ]
    said = [Line("gender", "Kön", "Man"), Line("arena", "Plats", "y"), Line("note", "Not", "z")]
    first, second = side_by_side(stand, said, whole=whole)
    assert [(x.name, x.answer) for x in first] == [
        ("age", "24"), ("gender", "Kvinna"), ("arena", "x"), ("note", ""),
    ]  # fmt: skip
    assert [x.answer for x in second] == ["", "Man", "y", "z"]
    # Time and arena the tablet fills in by itself, unless the form was finished.
    arena = ["arena"] if whole else []
    assert [x.name for x in first if x.differs] == [*emptied, "gender", *arena]
    assert [x.name for x in second if x.differs] == [*emptied, "gender", *arena, "note"]
