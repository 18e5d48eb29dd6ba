"""Where somebody decides about what came from a tablet, and where tablets are kept."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.audit.tablet_events import TabletEvent
from casework.enums import Role, YesNo
from casework.identifiers import uuid7
from casework.models import AuditEvent, District, Municipality, User
from casework.web.navigation import first_page
from outreach.access import can_see_device, can_see_sync_item
from outreach.actions.sync_settling import let_item_go, try_item_again
from outreach.actions.tablets import revoke_device
from outreach.enums import ShiftKind
from outreach.forms.said import lines_of
from outreach.forms.shift import EndForm, HandoverForm
from outreach.models import Device, Encounter, SyncItem
from outreach.sync.opening import open_waiting
from outreach.tablet_enums import LetGoReason, RevokeReason, SyncReason, SyncState
from tests.conftest import MakeUser, SignIn
from tests.counting import statements_of
from tests.outreach.build import ongoing, planned, unit
from tests.outreach.tablets.build import Tablet, encounter_fields, now, row, rows, states
from tests.staff import employ

pytestmark = pytest.mark.django_db
LIST = reverse("outreach:arrivals")


# As the page for authors and managers promises it, in the code, the filter and the database.
AUTHORS_HOURS = 72


def left_lying(item: SyncItem, ago: timedelta = timedelta(hours=AUTHORS_HOURS, minutes=1)) -> None:
    """As if it had come so long ago: nobody but a superuser may say so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_left_lying(%s, %s)", [item.pk, ago.total_seconds()])


@pytest.fixture
def waiting(tablet: Tablet, worker: User, colleague: User, sign_in: SignIn) -> SyncItem:
    """A record of *worker* that came in *colleague*'s session."""
    sealed = tablet.record(worker, ongoing(worker))
    tablet.post(sign_in(colleague), sealed)
    open_waiting()
    return row(sealed)


def page(item: SyncItem, name: str = "arrival", **more: Any) -> str:
    return reverse(f"outreach:{name}", kwargs={"pk": item.pk, **more})


class TestWhoSees:
    def test_the_author_and_after_three_days_the_manager(
        self, waiting: SyncItem, worker: User, colleague: User, manager: User, make_user: MakeUser
    ) -> None:
        kast_worker = make_user(Role.OUTREACH_WORKER, "kast")
        elsewhere = make_user(Role.UNIT_MANAGER, "kast")
        everybody = [worker, colleague, kast_worker, manager, elsewhere]

        def seeing() -> dict[str, set[User]]:
            filtered, checked, by_database = set(), set(), set()
            for user in everybody:
                with acting_as(user):
                    if SyncItem.objects.visible_to(user).exists():
                        filtered.add(user)
                    if SyncItem.objects.exists():
                        by_database.add(user)
                if can_see_sync_item(user, rows()[0]):
                    checked.add(user)
            return {"filter": filtered, "check": checked, "database": by_database}

        assert seeing() == {"filter": {worker}, "check": {worker}, "database": {worker}}
        left_lying(waiting, timedelta(hours=AUTHORS_HOURS - 1))
        assert seeing() == {"filter": {worker}, "check": {worker}, "database": {worker}}
        left_lying(waiting, timedelta(hours=2))
        both = {worker, manager}
        assert seeing() == {"filter": both, "check": both, "database": both}

    def test_devices_are_seen_by_who_registers_them(
        self, tablet: Tablet, worker: User, manager: User, make_user: MakeUser
    ) -> None:
        users = {
            worker: False,
            manager: True,
            make_user(Role.UNIT_MANAGER, "kast"): False,
            make_user(Role.ADMINISTRATOR): True,
            make_user(None, is_superuser=True): False,
        }
        for user, expected in users.items():
            with acting_as(user):
                assert Device.objects.visible_to(user).exists() is expected
                assert Device.objects.exists() is expected
            assert can_see_device(user, tablet.device) is expected


class TestTheAuthor:
    def test_begins_at_what_only_she_can_say_is_hers(
        self, waiting: SyncItem, worker: User, colleague: User, sign_in: SignIn
    ) -> None:
        with acting_as(colleague):
            assert first_page(colleague) != LIST
        with acting_as(worker):
            assert first_page(worker) == LIST
        client = sign_in(worker)
        said = client.get(page(waiting)).content.decode()
        assert str(SyncReason.OTHER_SESSION.label) in said
        assert colleague.full_name in said
        with acting_as(worker):
            read = AuditEvent.objects.get(event=TabletEvent.READ)
        assert (read.object_id, read.details) == (waiting.pk, {"author": str(worker.pk)})

    def test_says_that_it_is_hers(self, waiting: SyncItem, worker: User, sign_in: SignIn) -> None:
        assert sign_in(worker).post(page(waiting, "try_arrival")).status_code == 302
        open_waiting()
        assert states() == [(SyncState.DONE, "")]
        with acting_as(worker):
            assert Encounter.objects.get().created_by_id == worker.pk

    def test_lets_it_go_with_a_reason(
        self, waiting: SyncItem, worker: User, sign_in: SignIn
    ) -> None:
        client = sign_in(worker)
        assert client.post(page(waiting, "let_arrival_go")).status_code == 422
        client.post(page(waiting, "let_arrival_go"), {"why": "not_mine"})
        (item,) = rows()
        assert (item.state, item.let_go_why, item.settled_by_id) == (
            SyncState.LET_GO, "not_mine", worker.pk,
        )  # fmt: skip
        assert (item.sealed, item.content) == (None, None)
        open_waiting()
        with acting_as(worker):
            assert Encounter.objects.count() == 0
            logged = AuditEvent.objects.get(event=TabletEvent.LET_GO)
        assert logged.details["reason"] == "not_mine"
        assert client.get(page(waiting)).status_code == 404

    def test_takes_it_in_on_another_shift(
        self, waiting: SyncItem, worker: User, sign_in: SignIn
    ) -> None:
        other, client = ongoing(worker), sign_in(worker)
        address = page(waiting, "take_arrival_in", shift=other.pk)
        form = client.get(address)
        assert form.status_code == 200
        assert form.context["form"]["age"].value() == "24"
        answered = encounter_fields(age=["25"]) | {"id": [str(uuid7())]}
        client.post(address, answered)
        assert states() == [(SyncState.DONE, "")]
        with acting_as(worker):
            encounter = Encounter.objects.get()
        assert (encounter.shift_id, encounter.age) == (other.pk, 25)
        assert rows()[0].settled_by_id == worker.pk

    def test_takes_it_in_on_its_own_shift_also_when_that_is_long_ago(
        self, tablet: Tablet, worker: User, colleague: User, kast_worker: User, sign_in: SignIn
    ) -> None:
        long_ago, client = now() - timedelta(days=60), sign_in(worker)
        own, older, recent = (
            ongoing(worker, starts_at=when, started=when)
            for when in (long_ago, long_ago, now() - timedelta(hours=2))
        )
        elsewhere = ongoing(kast_worker, unit=unit("kast"))
        found = []
        for shift in (own, elsewhere):
            sealed = tablet.record(worker, shift)
            tablet.post(sign_in(colleague), sealed)
            open_waiting()
            found.append([s.pk for s in client.get(page(row(sealed))).context["shifts"]])
        assert found == [[recent.pk, own.pk], [recent.pk]]
        assert older.pk not in found[0]

    def test_two_decisions_are_one(self, waiting: SyncItem, worker: User) -> None:
        let_item_go(by=worker, item_id=waiting.pk, why=LetGoReason.TRIAL)
        with pytest.raises(ActionRefused):
            let_item_go(by=worker, item_id=waiting.pk, why=LetGoReason.TRIAL)
        with pytest.raises(ActionRefused):
            try_item_again(by=worker, item_id=waiting.pk)


class TestTheManager:
    def test_vouches_for_nobody(self, waiting: SyncItem, manager: User) -> None:
        left_lying(waiting)
        with override("en"), pytest.raises(ActionRefused, match="Only its author"):
            try_item_again(by=manager, item_id=waiting.pk)
        with pytest.raises(DatabaseError, match="only its author"), acting_as(manager):
            SyncItem.objects.filter(pk=waiting.pk).update(
                is_vouched=True, state=SyncState.WAITING, reason=""
            )

    def test_settles_in_her_own_name(
        self, waiting: SyncItem, worker: User, manager: User, sign_in: SignIn
    ) -> None:
        left_lying(waiting)
        client, shift = sign_in(manager), ongoing(worker)
        assert client.get(page(waiting)).status_code == 200
        address = page(waiting, "take_arrival_in", shift=shift.pk)
        client.post(address, encounter_fields() | {"id": [str(uuid7())]})
        with acting_as(worker):
            assert Encounter.objects.get().created_by_id == manager.pk
        assert [(i.state, i.settled_by_id) for i in rows()] == [(SyncState.DONE, manager.pk)]

    def test_nothing_is_settled_in_somebody_elses_name(
        self, waiting: SyncItem, worker: User, manager: User
    ) -> None:
        with pytest.raises(DatabaseError, match="row-level security"), acting_as(worker):
            SyncItem.objects.filter(pk=waiting.pk).update(
                state=SyncState.LET_GO, reason="", enc=None, sealed=None, content=None,
                settled_by=manager, settled_at=now(), let_go_why="trial",
            )  # fmt: skip


class TestTheWall:
    """A manager decides about nobody whom the unit is not there for."""

    @pytest.fixture
    def kast_manager(self, make_user: MakeUser) -> User:
        return make_user(Role.UNIT_MANAGER, "kast")

    def left(self, tablet: Tablet, author: User, shift: Any, client: Client) -> SyncItem:
        """What *author* wrote about somebody exploited and nobody has decided about."""
        sealed = tablet.record(author, shift)
        tablet.post(client, sealed)
        open_waiting()
        left_lying(row(sealed))
        return row(sealed)

    def seeing(self, item: SyncItem, *users: User) -> set[User]:
        by_database = set()
        for user in users:
            with acting_as(user):
                if SyncItem.objects.filter(pk=item.pk).exists():
                    by_database.add(user)
                assert SyncItem.objects.visible_to(user).exists() is (user in by_database)
            assert can_see_sync_item(user, item) is (user in by_database)
        return by_database

    def test_a_unit_on_the_shift_that_is_there_for_them_decides(  # noqa: PLR0917 - fixtures
        self,
        tablet: Tablet,
        worker: User,
        kast_worker: User,
        manager: User,
        kast_manager: User,
        sign_in: SignIn,
    ) -> None:
        shift = ongoing(worker, units=(unit("kast"),))
        item = self.left(tablet, kast_worker, shift, sign_in(kast_worker))
        assert (item.reason, item.unit) == (SyncReason.NO_ACCESS, unit("pom"))
        assert self.seeing(item, kast_worker, kast_manager, manager) == {kast_worker, manager}
        assert sign_in(kast_manager).get(page(item)).status_code == 404

    def test_of_two_units_of_the_author_that_which_is_there_for_them(
        self, tablet: Tablet, kast_worker: User, manager: User, kast_manager: User, sign_in: SignIn
    ) -> None:
        employ(kast_worker, Role.OUTREACH_WORKER, "pom")
        item = self.left(tablet, kast_worker, uuid7(), sign_in(kast_worker))
        assert self.seeing(item, kast_worker, kast_manager, manager) == {kast_worker, manager}

    def test_where_none_is_the_author_decides_alone(
        self, tablet: Tablet, kast_worker: User, manager: User, kast_manager: User, sign_in: SignIn
    ) -> None:
        shift = ongoing(kast_worker, unit=unit("kast"))
        item = self.left(tablet, kast_worker, shift, sign_in(kast_worker))
        assert item.unit_id is None
        assert self.seeing(item, kast_worker, kast_manager, manager) == {kast_worker}
        assert sign_in(kast_worker).get(page(item)).status_code == 200
        let_item_go(by=kast_worker, item_id=item.pk, why=LetGoReason.TRIAL)


class TestConflict:
    def test_both_are_shown_with_what_differs(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        shift, same, client = ongoing(worker), str(uuid7()), sign_in(worker)
        first = tablet.record(worker, shift, id=same)
        other = tablet.record(worker, shift, fields=encounter_fields(age=["61"]), id=same)
        tablet.post(client, first, other)
        open_waiting()
        item = next(i for i in rows() if not i.is_first)
        context = client.get(page(item)).context
        ages = [
            [line.answer for line in lines if line.differs and line.answer in {"24", "61"}]
            for lines in (context["theirs"], context["mine"])
        ]
        assert ages == [["24"], ["61"]]
        assert (context["may_vouch"], context["may_try"]) == (False, False)
        with pytest.raises(ActionRefused):
            try_item_again(by=worker, item_id=item.pk)


class TestEverythingElse:
    def test_what_nobody_can_read_is_shown_as_that(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        shift, client = ongoing(worker), sign_in(worker)
        tablet.post(
            client,
            tablet.record(worker, shift, key="t0"),
            tablet.seal(tablet.header(worker), "{planterat"),
            tablet.record(worker, shift, "hand_over", {"note": ["Ring"] * 3, "else": ["x"]}),
            tablet.record(worker, shift, "shift_end", {"nobody_met": []}),
        )
        open_waiting()
        for item in rows():
            if item.state == SyncState.QUARANTINED:
                assert client.get(page(item)).status_code == 200
        assert [i.reason for i in rows()] == ["no_key", "not_understood", "", "refused"]

    def test_the_list_counts_and_takes_as_many_queries_with_many(
        self, waiting: SyncItem, tablet: Tablet, worker: User, colleague: User, sign_in: SignIn
    ) -> None:
        client = sign_in(worker)
        few = len(statements_of(client, LIST))
        shift = ongoing(worker)
        tablet.post(sign_in(colleague), *[tablet.record(worker, shift) for _ in range(12)])
        open_waiting()
        assert len(statements_of(client, LIST)) == few
        entry = next(i for i in client.get(LIST).context["navigation"] if i.url == LIST)
        assert entry.count == 13
        nothing = sign_in(colleague).get("/pass/").context["navigation"]
        assert LIST not in [i.url for i in nothing]
        assert sign_in(colleague).get(LIST).status_code == 200


class TestTablets:
    def test_are_registered_and_revoked_for_good(
        self, manager: User, sign_in: SignIn, key_file: object
    ) -> None:
        client = sign_in(manager)
        assert client.post(reverse("outreach:tablets"), {"name": ""}).status_code == 422
        client.post(reverse("outreach:tablets"), {"name": "Platta 9", "unit": str(unit("pom").pk)})
        with acting_as(manager):
            device = Device.objects.get()
        revoke = reverse("outreach:revoke_tablet", args=[device.pk])
        assert client.post(revoke).status_code == 422
        client.post(revoke, {"why": "lost"})
        with acting_as(manager):
            device.refresh_from_db()
        assert (device.revoked_by_id, device.revoked_why) == (manager.pk, RevokeReason.LOST)
        with pytest.raises(ActionRefused):
            revoke_device(by=manager, device_id=device.pk, why=RevokeReason.OTHER)
        with pytest.raises(DatabaseError, match="stays revoked"), acting_as(manager):
            Device.objects.filter(pk=device.pk).update(
                revoked_at=None, revoked_by=None, revoked_why=""
            )
        assert "Platta 9" in client.get(reverse("outreach:tablets")).content.decode()

    def test_no_two_in_use_have_one_name(self, manager: User, sign_in: SignIn) -> None:
        client, address = sign_in(manager), reverse("outreach:tablets")
        again = {"name": " platta 9 ", "unit": str(unit("pom").pk)}
        assert client.post(address, again | {"name": "Platta 9"}).status_code == 302
        refused = client.post(address, again)
        assert refused.status_code == 422
        assert list(refused.context["form"].errors) == ["name"]
        with acting_as(manager):
            device = Device.objects.get()
        # One that is revoked gives its name free.
        revoke_device(by=manager, device_id=device.pk, why=RevokeReason.BROKEN)
        assert client.post(address, again).status_code == 302


class TestTheDatabase:
    def test_the_web_can_not_put_in_a_key_or_a_record(
        self, tablet: Tablet, worker: User, client: Client
    ) -> None:
        for statement in (
            "INSERT INTO outreach_tabletkey (id, public_key, made_at) VALUES ('x', '', now())",
            "UPDATE outreach_tabletkey SET public_key = ''",
            "DELETE FROM outreach_syncitem",
            "INSERT INTO outreach_syncitem SELECT * FROM outreach_syncitem",
        ):
            with pytest.raises(DatabaseError, match="permission denied"):
                with acting_as(worker), connection.cursor() as cursor:
                    cursor.execute(statement)


def test_a_record_about_a_shift_is_told_in_the_words_of_its_form(db: None) -> None:
    said = {"note": ["Ring hotellet."], "nobody_met": ["on"], "else": ["x"], "empty": [""]}
    assert [(line.label, line.answer) for line in lines_of(said)] == [
        (str(HandoverForm.base_fields["note"].label), "Ring hotellet."),
        (str(EndForm.base_fields["nobody_met"].label), str(YesNo.YES.label)),
        ("else", "x"),
    ]


def test_what_waits_names_the_shift_that_it_was_written_on(
    tablet: Tablet, worker: User, sign_in: SignIn
) -> None:
    """Kind, day, time and place; and that it was another time's, where it was."""
    district = District.objects.exclude(name="").first()
    assert district is not None
    place = {"municipality": district.municipality, "district": district}
    starts = now() + timedelta(days=3)
    far = planned(worker, kind=ShiftKind.RAID, starts_at=starts, **place)
    going_on = ongoing(worker, kind=ShiftKind.ONLINE)
    sent = [
        tablet.record(worker, far, "shift_start", {}),
        tablet.record(worker, far),
        tablet.record(worker, going_on, "shift_end", {}),
    ]
    client = sign_in(worker)
    tablet.post(client, *sent)
    open_waiting()
    with override("sv"):
        for record in sent:
            said = client.get(page(row(record))).content.decode()
            shift = far if record is not sent[2] else going_on
            (told,) = re.findall(r'aria-labelledby="written-on">.*?</section>', said, re.DOTALL)
            assert str(ShiftKind(shift.kind).label) in told
            assert f"{timezone.localtime(shift.starts_at):%H:%M}" in told
            assert date_format(shift.day, "l j F Y") in told
            assert (district.name in told) is (shift is far)
            # The one that goes on was chosen rightly: nobody was met, and that was not said.
            assert ("data-far" in told) is (shift is far)
            # Where it can be taken in: by time and place, as there are several shifts on a day.
            listed = re.findall(r'id="take-in">.*?</section>', said, re.DOTALL)
            assert bool(listed) is (record is sent[1])
            for one in listed:
                assert f"{timezone.localtime(going_on.starts_at):%H:%M}" in one
                assert str(Municipality.objects.get(name="Stockholm")) in one
