"""What tablets sent is taken in once, as at a desk, or waits for somebody with its reason."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from casework.actors import SYNC, acting_as
from casework.audit.events import Event
from casework.forms.moments import written
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from outreach.actions.encounters import change_encounter
from outreach.actions.shift_states import cancel_shift
from outreach.actions.sync_marking import MOST_ATTEMPTS
from outreach.actions.tablet_keys import COPY_KEPT, OUT, make_key
from outreach.actions.tablets import revoke_device
from outreach.enums import EncounterState, OfferAnswer, ShiftState
from outreach.models import ContactDetails, Encounter, Shift, SupportOffer, SyncItem, TabletKey
from outreach.sync import opening
from outreach.sync.opening import open_waiting
from outreach.sync.records import take_in
from outreach.tablet_enums import MAY_PASS, RevokeReason, SyncReason, SyncState
from outreach.tablet_sealing import key_path, read_keys
from referrals.due import due_by
from referrals.enums import TimeLimit
from referrals.models import Referral
from tests.conftest import SignIn
from tests.outreach.build import answers, met, ongoing, planned, seen, signed, unit
from tests.outreach.tablets.build import (
    Tablet,
    current_key,
    encounter_fields,
    id_of,
    now,
    row,
    rows,
    states,
)
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
DONE = (SyncState.DONE, "")


@pytest.fixture
def client(worker: User, sign_in: SignIn) -> Client:
    return sign_in(worker)


def waits(*reasons: SyncReason) -> list[tuple[str, str]]:
    return [(SyncState.QUARANTINED, reason) for reason in reasons]


def encounters(user: User) -> list[Encounter]:
    with acting_as(user):
        return list(Encounter.objects.order_by("created_at"))


class TestTakenIn:
    def test_an_encounter_is_its_authors_and_complete(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift, when = ongoing(worker), now() - timedelta(minutes=50)
        sealed = tablet.record(worker, shift, happened_at=when)
        tablet.post(client, sealed)
        assert open_waiting() is True
        (encounter,) = encounters(worker)
        assert encounter.pk == id_of(sealed)
        assert (encounter.shift_id, encounter.created_by_id) == (shift.pk, worker.pk)
        assert (encounter.state, encounter.age) == (EncounterState.COMPLETE, 24)
        assert encounter.happened_at == when
        with acting_as(worker):
            assert [o.answer for o in encounter.offers.all()] == [OfferAnswer.DECLINED]
            assert AuditEvent.objects.filter(event=Event.ENCOUNTER_RECORDED).count() == 1

    def test_what_was_sealed_is_gone_then_and_a_repeat_is_a_duplicate(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        sealed = tablet.record(worker, ongoing(worker))
        tablet.post(client, sealed)
        open_waiting()
        kept = row(sealed)
        assert (kept.state, kept.enc, kept.sealed, kept.content) == (
            SyncState.DONE,
            None,
            None,
            None,
        )
        again = tablet.post(client, sealed).json()["items"][0]
        open_waiting()
        assert again["answer"] == "duplicate"
        assert len(encounters(worker)) == 1

    def test_a_yes_leaves_contact_and_begins_a_referral(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        from referrals.models import Referral

        fields = encounter_fields(
            offer_mika_answer=["accepted"],
            offer_mika_alias=["Freja"],
            offer_mika_number=["070-174 06 99"],
        )
        tablet.post(client, tablet.record(worker, ongoing(worker), fields=fields))
        open_waiting()
        assert states() == [DONE]
        with acting_as(worker):
            offer = SupportOffer.objects.get()
            details = ContactDetails.objects.get()
            assert (details.offer_id, details.author_id) == (offer.pk, worker.pk)
            assert details.safe_number == "070-174 06 99"
            assert Referral.objects.filter(offer_id=offer.pk).count() == 1

    def test_a_childs_times_are_those_of_the_encounter(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        # Whatever holidays there were, three working days lie between.
        when = now() - timedelta(days=10)
        shift = ongoing(worker, starts_at=when, started=when)
        fields = encounter_fields(
            happened_at=[written(when)],
            age=["15"],
            offers=["stodcentrum", "regional_coordinator_children"],
            offer_regional_coordinator_children_answer=["declined"],
            offer_stodcentrum_answer=["accepted"],
            offer_stodcentrum_no_contact=["yes"],
            emergency_called_at=[written(when)],
            concern_report=["yes"],
            guardians_contacted=["no"],
            guardians_reason=["danger"],
        )
        tablet.post(client, tablet.record(worker, shift, fields=fields, happened_at=when))
        open_waiting()
        (encounter,) = encounters(worker)
        assert encounter.is_child
        assert encounter.happened_at == when
        with acting_as(worker):
            drafts = Referral.objects.filter(encounter=encounter)
            found = {(draft.from_concern, draft.from_offer): draft.due_at for draft in drafts}
        due = due_by(TimeLimit.DRAFT, when)
        assert found == {(True, False): due, (False, True): due}
        assert due < now() < due_by(TimeLimit.DRAFT)

    def test_what_was_sealed_on_locking_is_a_draft_of_its_author(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        fields = {"role": ["exploited"], "action": ["complete"], "gender": ["woman"]}
        tablet.post(client, tablet.record(worker, ongoing(worker), "unfinished", fields))
        open_waiting()
        (encounter,) = encounters(worker)
        assert (encounter.state, encounter.gender) == (EncounterState.DRAFT, "woman")
        assert encounter.created_by_id == worker.pk

    def test_start_end_and_note_of_a_shift(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift, begun = planned(worker), now() - timedelta(hours=2)
        tablet.post(
            client,
            tablet.record(worker, shift, "shift_start", {}, happened_at=begun),
            tablet.record(worker, shift),
            tablet.record(worker, shift, "hand_over", {"note": ["Lugnt vid stationen."]}),
            tablet.record(worker, shift, "hand_over", {"note": ["Ring hotellet."]}),
            tablet.record(worker, shift, "shift_end", {}),
        )
        open_waiting()
        assert states() == [DONE] * 5
        with acting_as(worker):
            found = Shift.objects.get()
        assert (found.state, found.starts_at) == (ShiftState.ENDED, begun)
        assert found.handover_note == "Lugnt vid stationen.\n\nRing hotellet."

    @pytest.mark.parametrize(
        ("notes", "stands"),
        [
            (("Ring hotellet.", "Ring"), "Ring hotellet.\n\nRing"),
            (("Ring hotellet.", "Ring hotellet."), "Ring hotellet."),
            (("Lugnt.\r\nRing.\r\n\r\nKallt.", "Lugnt.\nRing."), "Lugnt.\r\nRing.\r\n\r\nKallt."),
        ],
    )
    def test_a_note_stands_once_and_is_not_taken_for_a_part_of_another(
        self, tablet: Tablet, worker: User, client: Client, notes: tuple[str, ...], stands: str
    ) -> None:
        shift = ongoing(worker)
        for note in notes:
            tablet.post(client, tablet.record(worker, shift, "hand_over", {"note": [note]}))
            open_waiting()
        assert states() == [DONE, DONE]
        with acting_as(worker):
            assert Shift.objects.get().handover_note == stands

    def test_a_shift_that_nobody_started_had_begun_when_somebody_was_met(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift, when = planned(worker), now() - timedelta(hours=1)
        other = planned(worker, starts_at=now() + timedelta(days=5))
        tablet.post(
            client,
            tablet.record(worker, shift, happened_at=when),
            tablet.record(worker, shift, "shift_start", {}),
            tablet.record(worker, other),
        )
        open_waiting()
        assert states() == [DONE, DONE, *waits(SyncReason.RULES)]
        with acting_as(worker):
            found = {s.pk: s for s in Shift.objects.all()}
        assert (found[shift.pk].state, found[shift.pk].starts_at) == (ShiftState.ONGOING, when)
        assert found[other.pk].state == ShiftState.PLANNED

    def test_a_shift_is_started_near_its_plan_only(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        """Far from it the wrong one was chosen; with its plan put right it can be tried again."""
        tomorrow, earlier, near = (
            planned(worker, starts_at=now() + timedelta(hours=hours)) for hours in (13, -13, 11)
        )
        for shift in (tomorrow, earlier, near):
            tablet.post(client, tablet.record(worker, shift, "shift_start", {}))
        open_waiting()
        assert states() == [*waits(SyncReason.REFUSED, SyncReason.REFUSED), DONE]
        with acting_as(worker):
            found = {s.pk: s.state for s in Shift.objects.all()}
        assert found == {
            tomorrow.pk: ShiftState.PLANNED,
            earlier.pk: ShiftState.PLANNED,
            near.pk: ShiftState.ONGOING,
        }
        assert SyncReason.REFUSED in MAY_PASS

    def test_a_planned_shift_is_started_by_a_tablet_whose_clock_is_wrong(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        """By its own clock, three days ahead; and by the watch of somebody who saw that."""
        by_clock, by_watch = planned(worker), planned(worker)
        tablet.ahead, when = timedelta(days=3), now() - timedelta(minutes=30)
        tablet.post(
            client,
            tablet.record(worker, by_clock, "shift_start", {}),
            tablet.record(worker, by_watch, happened_at=when),
        )
        open_waiting()
        assert states() == [DONE, DONE]
        with acting_as(worker):
            found = {s.pk: s.starts_at for s in Shift.objects.all()}
        assert abs(found[by_clock.pk] - now()) < timedelta(minutes=1)
        assert found[by_watch.pk] == when

    def test_a_tablet_whose_clock_is_wrong(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        """By its own clock, three days ahead; and by the watch of somebody who saw that."""
        shift, tablet.ahead = ongoing(worker), timedelta(days=3)
        by_watch = now() - timedelta(minutes=30)
        tablet.post(
            client,
            tablet.record(worker, shift),
            tablet.record(worker, shift, happened_at=by_watch),
        )
        open_waiting()
        assert states() == [DONE, DONE]
        first, second = encounters(worker)
        assert abs(first.happened_at - now()) < timedelta(minutes=1)
        assert second.happened_at == by_watch


class TestCorrections:
    def test_until_the_signature_it_is_changed_in_place(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift = ongoing(worker)
        first = tablet.record(worker, shift)
        second, third = (
            tablet.record(
                worker, shift, fields=encounter_fields(age=[age]), corrects=str(id_of(first))
            )
            for age in ("31", "32")
        )
        last = tablet.record(
            worker, shift, fields=encounter_fields(age=["33"]), corrects=str(id_of(third))
        )
        tablet.post(client, first, second, third, last)
        open_waiting()
        assert states() == [DONE] * 4
        (encounter,) = encounters(worker)
        assert (encounter.pk, encounter.age) == (id_of(first), 33)

    def test_afterwards_it_is_a_new_version_with_a_reason(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift, (original,) = signed(worker, answers())
        yes = {"offer_mika_answer": ["accepted"], "offer_mika_no_contact": ["yes"]}
        fields = encounter_fields(age=["41"], reason=["Fel ålder"], **yes)
        sealed = tablet.record(worker, shift, fields=fields, corrects=str(original.pk))
        tablet.post(client, sealed)
        open_waiting()
        new = next(e for e in encounters(worker) if e.is_current)
        assert (new.pk, new.corrects_id) == (id_of(sealed), original.pk)
        assert (new.age, new.correction_reason) == (41, "Fel ålder")

    def test_what_a_colleague_has_changed_since_is_left(
        self, tablet: Tablet, worker: User, colleague: User, client: Client
    ) -> None:
        shift = ongoing(worker)
        row_now = seen(worker, met(shift, worker))
        change_encounter(
            encounter_id=row_now.pk,
            seen_at=row_now.updated_at,
            answers=answers(age=52),
            by=colleague,
        )
        tablet.post(
            client,
            tablet.record(worker, shift, corrects=str(row_now.pk)),
            tablet.record(worker, shift, corrects=str(uuid7())),
        )
        open_waiting()
        assert states() == waits(SyncReason.CHANGED, SyncReason.NO_ORIGINAL)
        assert [e.age for e in encounters(worker)] == [52]


class TestQuarantine:
    def test_whatever_can_not_be_taken_in_waits_with_its_reason_and_holds_up_nobody(
        self, tablet: Tablet, worker: User, kast_worker: User, client: Client
    ) -> None:
        shift, closed = ongoing(worker), planned(worker)
        cancel_shift(shift_id=closed.pk, by=worker)
        done, _rows = signed(worker, answers())
        key, good = current_key().pk, tablet.record(worker, shift)
        altered = json.loads(good["header"]) | {"id": str(uuid7())}
        child_without_report = encounter_fields(age=["15"])
        records = {
            "altered": good | {"header": json.dumps(altered)},
            "no key": tablet.record(worker, shift, key="t000000-none"),
            "not json": tablet.seal(tablet.header(worker), "{"),
            "half a letter": tablet.seal(tablet.header(worker), '{"fields": {"a": ["\\ud800"]}}'),
            "a shift's other form": tablet.record(worker, shift.pk.urn),
            "unknown form": tablet.record(worker, shift, "offer"),
            "newer form": tablet.record(worker, shift, version=9),
            "rules": tablet.record(worker, shift, fields=child_without_report),
            "note": tablet.record(worker, shift, fields=encounter_fields(note=["0701740699"])),
            "role": tablet.record(worker, shift, fields=encounter_fields(role=["nobody"])),
            "signed": tablet.record(worker, done),
            "cancelled": tablet.record(worker, closed),
            "not there": tablet.record(worker, uuid7()),
            "elsewhere": tablet.record(worker, ongoing(kast_worker, unit=unit("kast"))),
            "nobody met": tablet.record(worker, ongoing(worker), "shift_end", {}),
        }
        tablet.post(client, *records.values(), good)
        open_waiting()
        found = {name: (row(r).state, row(r).reason) for name, r in records.items()}
        reasons = {
            "altered": SyncReason.ALTERED,
            "no key": SyncReason.NO_KEY,
            "not json": SyncReason.NOT_UNDERSTOOD,
            "half a letter": SyncReason.NOT_UNDERSTOOD,
            "a shift's other form": SyncReason.NOT_UNDERSTOOD,
            "unknown form": SyncReason.UNKNOWN_FORM,
            "newer form": SyncReason.UNKNOWN_FORM,
            "rules": SyncReason.RULES,
            "note": SyncReason.RULES,
            "role": SyncReason.NOT_UNDERSTOOD,
            "signed": SyncReason.SHIFT_CLOSED,
            "cancelled": SyncReason.SHIFT_CLOSED,
            "not there": SyncReason.NO_ACCESS,
            "elsewhere": SyncReason.NO_ACCESS,
            "nobody met": SyncReason.REFUSED,
        }
        assert found == {name: (SyncState.QUARANTINED, reason) for name, reason in reasons.items()}
        assert row(good).state == SyncState.DONE
        for name, record in records.items():
            kept = row(record)
            assert kept.sealed is not None, name
            assert (kept.content is None) == (name in {"altered", "no key"}), name
        assert key == current_key().pk

    def test_a_conflict_waits_beside_the_first(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift, same = ongoing(worker), str(uuid7())
        first = tablet.record(worker, shift, id=same)
        other = tablet.record(worker, shift, fields=encounter_fields(age=["61"]), id=same)
        tablet.post(client, first, other)
        open_waiting()
        assert sorted(states()) == sorted([DONE, *waits(SyncReason.CONFLICT)])
        assert [e.age for e in encounters(worker)] == [24]
        waiting = next(item for item in rows() if not item.is_first)
        said = waiting.said()
        assert said is not None
        assert said["fields"]["age"] == ["61"]

    def test_what_was_sent_in_another_session_waits_for_its_author(
        self, tablet: Tablet, worker: User, colleague: User, client: Client
    ) -> None:
        tablet.post(client, tablet.record(colleague, ongoing(worker)))
        open_waiting()
        assert states() == waits(SyncReason.OTHER_SESSION)
        assert encounters(colleague) == []

    def test_a_revoked_and_an_unknown_tablet(
        self, tablet: Tablet, worker: User, manager: User, client: Client
    ) -> None:
        shift = ongoing(worker)
        revoke_device(by=manager, device_id=tablet.device.pk, why=RevokeReason.LOST)
        tablet.post(
            client, tablet.record(worker, shift), tablet.record(worker, shift, device=str(uuid7()))
        )
        open_waiting()
        assert states() == waits(SyncReason.REVOKED, SyncReason.UNKNOWN_DEVICE)
        assert encounters(worker) == []

    def test_an_author_who_has_left_records_nothing(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift = ongoing(worker)
        tablet.post(client, tablet.record(worker, shift))
        yesterday = now().date() - timedelta(days=1)
        change_memberships(worker, valid_from=yesterday, valid_to=yesterday)
        open_waiting()
        assert states() == waits(SyncReason.NO_ACCESS)

    def test_an_old_form_is_taken_and_what_it_did_not_ask_is_left_for_the_debrief(
        self, tablet: Tablet, worker: User, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("outreach.sync.records.VERSION", 2)
        shift, long_ago = ongoing(worker), (now() - timedelta(days=60)).isoformat()
        tablet.post(
            client,
            tablet.record(worker, shift, saved_at=long_ago),
            tablet.record(worker, shift, fields=encounter_fields(told_of_rights=[])),
            # The form of today asks it on the tablet: there it was not left out by anybody.
            tablet.record(worker, shift, fields=encounter_fields(told_of_rights=[]), version=2),
        )
        open_waiting()
        assert states() == [DONE, DONE, *waits(SyncReason.RULES)]
        assert [e.state for e in encounters(worker)] == [
            EncounterState.COMPLETE, EncounterState.DRAFT,
        ]  # fmt: skip

    @pytest.mark.parametrize("note", ["Ring\x00hotellet.", "a" * 4001])
    def test_a_note_that_the_desk_would_refuse(
        self, tablet: Tablet, worker: User, client: Client, note: str
    ) -> None:
        shift = ongoing(worker)
        tablet.post(client, tablet.record(worker, shift, "hand_over", {"note": [note]}))
        open_waiting()
        assert states() == waits(SyncReason.RULES)
        with acting_as(worker):
            assert not Shift.objects.get().handover_note


class TestPoison:
    def test_what_fails_is_tried_some_times_and_then_waits_for_somebody(
        self, tablet: Tablet, worker: User, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        shift = ongoing(worker)
        poison, good = tablet.record(worker, shift), tablet.record(worker, shift)
        tablet.post(client, poison, good)
        real = take_in

        def fails(item: SyncItem, *rest: Any) -> None:
            if item.record == id_of(poison):
                raise OSError("Planterade ord ur posten")
            real(item, *rest)

        monkeypatch.setattr(opening, "take_in", fails)
        open_waiting()
        assert (row(poison).state, row(poison).attempts) == (SyncState.WAITING, 1)
        assert row(good).state == SyncState.DONE
        for _ in range(MOST_ATTEMPTS):
            open_waiting()
        assert (row(poison).state, row(poison).reason) == (
            SyncState.QUARANTINED, SyncReason.FAILED,
        )  # fmt: skip
        assert row(poison).content is not None


class TestTraces:
    def test_of_what_was_settled_long_ago_go_and_no_other(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift = ongoing(worker)
        old, new, waiting = (tablet.record(worker, shift) for _ in range(3))
        tablet.post(client, old, new)
        open_waiting()
        tablet.post(client, waiting)
        with acting_as(SYNC):
            ago = now() - timedelta(days=91)
            SyncItem.objects.filter(record=id_of(old)).update(settled_at=ago)
            SyncItem.objects.filter(record=id_of(waiting)).update(settled_at=ago)
        opening.forget_what_is_over()
        assert {item.record for item in rows()} == {id_of(new), id_of(waiting)}
        opening.forget_what_is_over()
        with acting_as(SYNC):
            assert SyncItem.objects.all().delete()[0] == 0

    def test_one_that_comes_once_more_after_that_is_no_second_encounter(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        sealed = tablet.record(worker, ongoing(worker))
        tablet.post(client, sealed)
        open_waiting()
        with acting_as(SYNC):
            SyncItem.objects.update(settled_at=now() - timedelta(days=91))
        opening.forget_what_is_over()
        assert tablet.post(client, sealed).json()["items"][0]["answer"] == "stored"
        open_waiting()
        assert states() == [DONE]
        assert len(encounters(worker)) == 1


class TestKeys:
    def test_lie_in_a_file_of_their_own_that_only_its_owner_reads(
        self, tablet: Tablet, key_file: Path
    ) -> None:
        assert key_path() == key_file
        assert key_file.stat().st_mode & 0o777 == 0o600
        with acting_as(SYNC):
            public = bytes(TabletKey.objects.get().public_key)
        assert read_keys().public_key(current_key().pk) == public
        assert [p.name for p in key_file.parent.iterdir()] == [key_file.name]

    def test_two_that_change_the_file_at_once_lose_no_key(self, key_file: Path) -> None:
        """Both have read it before either writes; and whoever is second waits for the first."""
        one, other = read_keys(), read_keys()
        for name in ("t1", "t2"):
            one.add(name)
        other.add("t3")
        assert read_keys().ids == {"t1", "t2", "t3"}
        one.forget("t1")
        other.forget("t1")
        assert read_keys().ids == {"t2", "t3"}

        def make(number: int) -> None:
            read_keys().add(f"n{number}")

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(make, range(24)))
        assert read_keys().ids == {"t2", "t3", *(f"n{number}" for number in range(24))}
        assert [p.name for p in key_file.parent.iterdir()] == [key_file.name]

    def test_a_rotated_key_opens_until_nothing_can_need_it(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        shift, old = ongoing(worker), current_key()
        before = [tablet.record(worker, shift) for _ in range(2)]
        tablet.post(client, before[0])
        new = make_key(by=SYNC)
        assert [k["id"] for k in client.get("/falt/api/me").json()["keys"]] == [new.pk]
        tablet.post(client, before[1], tablet.record(worker, shift))
        open_waiting()
        assert states() == [DONE] * 3
        assert read_keys().ids == {old.pk, new.pk}
        opening.forget_keys()
        assert read_keys().ids == {old.pk, new.pk}
        self.retire(old, OUT + COPY_KEPT + timedelta(days=1))
        tablet.post(client, tablet.record(worker, shift, key=old.pk))
        opening.forget_keys()
        assert read_keys().ids == {old.pk, new.pk}
        open_waiting()
        # It was sealed to the new one: it waits for somebody, and so the old key stays.
        opening.forget_keys()
        assert read_keys().ids == {old.pk, new.pk}
        with acting_as(SYNC):
            SyncItem.objects.filter(state=SyncState.QUARANTINED).update(
                state=SyncState.DONE, reason="", enc=None, sealed=None, content=None
            )
        opening.forget_keys()
        assert read_keys().ids == {new.pk}

    def test_what_a_restored_server_is_offered_once_more_still_opens(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        """Sealed on the day of the rotation, sent when the tablet came home, kept after that."""
        sealed, old = tablet.record(worker, ongoing(worker)), current_key()
        make_key(by=SYNC)
        self.retire(old, OUT + COPY_KEPT - timedelta(days=1))
        opening.forget_keys()
        tablet.post(client, sealed)
        open_waiting()
        assert states() == [DONE]

    def retire(self, key: TabletKey, ago: timedelta) -> None:
        with acting_as(SYNC):
            TabletKey.objects.filter(pk=key.pk).update(retired_at=now() - ago)

    def test_the_web_has_none(self, tablet: Tablet, settings: Any) -> None:
        from django.core.exceptions import ImproperlyConfigured

        settings.TABLET_KEY_FILE = ""
        with pytest.raises(ImproperlyConfigured, match="TABLET_KEY_FILE"):
            read_keys()
