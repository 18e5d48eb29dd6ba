"""What tablets ask and send: kept once, refused in words, never a fault of the server's."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actors import SYNC, acting_as
from casework.audit.tablet_events import TabletEvent
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, Unit, User
from outreach.access import OUTREACH_KINDS
from outreach.actions.tablet_keys import begin_epoch
from outreach.actions.tablets import revoke_device
from outreach.models import Device
from outreach.sync.opening import open_waiting
from outreach.sync_header import as_base64url
from outreach.tablet_enums import RevokeReason, SyncReason, SyncState
from outreach.views.tablet_api import api
from outreach.web.tablet_json import MESSAGES
from tests.conftest import MakeUser, SignIn
from tests.outreach.build import ended, ongoing, planned, signed, unit
from tests.outreach.tablets.build import Tablet, current_key, id_of, now, row, rows
from tests.staff import change_memberships

pytestmark = pytest.mark.django_db
JSON: Any = {"content_type": "application/json"}


def answers(response: Any) -> list[str]:
    return [item["answer"] for item in response.json()["items"]]


class TestLanguage:
    """The tablet's own, of the office's and whoever is signed in: its words stay on it."""

    def words(self, client: Client, asked: str) -> list[str]:
        """The name of a shift, why a record waits, and refusals by a view, before one and in it."""
        said: Any = {"headers": {"Accept-Language": asked}}
        (label,) = {
            s["label"].split()[0] for s in client.get("/falt/api/me", **said).json()["shifts"]
        }
        waiting = [str(item.record) for item in rows()]
        statuses = client.post("/falt/api/statuses", {"ids": waiting}, **JSON, **said).json()
        new = {"name": "Platta 2", "unit": str(unit("pom").pk)}
        refused = [
            client.post("/falt/api/devices", new, **JSON, **said),
            client.post("/falt/api/items", "x", content_type="text/plain", **said),
            client.post("/falt/api/items", "[", **JSON, **said),
        ]
        return [label, statuses["items"][0]["reason"], *(r.json()["message"] for r in refused)]

    def test_answers_in_the_one_that_the_tablet_asks_in(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        client = sign_in(worker)
        shift = ongoing(worker)
        tablet.post(client, tablet.record(worker, shift, "hand_over", {"note": ["a" * 4001]}))
        open_waiting()
        found = {}
        for language in ("sv", "en"):
            with override(language):
                found[language] = [
                    shift.get_kind_display().split()[0],
                    str(SyncReason.RULES.label),
                    *(str(MESSAGES[code]) for code in ("json_only", "bad_json")),
                ]
        assert not set(found["sv"]) & set(found["en"])
        for cookie in ("sv", "en"):
            client.cookies["ledljus_language"] = cookie
            for asked in ("sv", "en"):
                label, reason, not_a_manager, *more = self.words(client, asked)
                assert [label, reason, *more] == found[asked]
                assert ("manager" in not_a_manager) is (asked == "en")
            # What a browser says by itself, a language that is none of ours, and nothing.
            for wish in ("en-GB,en;q=0.9", "de", "../en", ""):
                said = self.words(client, wish)
                assert said[0] == found[cookie][0]

    def test_says_which_it_was(self, worker: User, sign_in: SignIn) -> None:
        headers = {"Accept-Language": "en"}
        assert sign_in(worker).get("/falt/api/me", headers=headers)["Content-Language"] == "en"


class TestMe:
    def test_tells_what_to_seal_to_and_where_one_may_record(
        self, tablet: Tablet, worker: User, kast_worker: User, sign_in: SignIn
    ) -> None:
        going_on, plan = ongoing(worker), planned(worker)
        closed = ended(ongoing(worker), worker, nobody_met=True)
        signed(worker)
        ongoing(kast_worker, unit=unit("kast"))
        said = sign_in(worker).get(f"/falt/api/me?device={tablet.device.pk}").json()
        assert said["user"] == str(worker.pk)
        assert (said["device"], said["revoked"]) == (str(tablet.device.pk), False)
        key = current_key()
        assert said["keys"] == [{"id": key.pk, "public_key": as_base64url(bytes(key.public_key))}]
        assert len(bytes(key.public_key)) == 65
        assert {shift["id"] for shift in said["shifts"]} == {
            str(shift.pk) for shift in (going_on, plan, closed)
        }
        assert said["units"] == []
        assert set(said) == {
            "user", "device", "revoked", "epoch", "now", "csrf", "keys", "shifts", "units",
            "tally",
        }  # fmt: skip

    def test_only_whoever_registers_tablets_is_offered_a_unit_for_one(
        self, worker: User, manager: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        administrator = make_user(Role.ADMINISTRATOR)
        offered = {
            user: [u["name"] for u in sign_in(user).get("/falt/api/me").json()["units"]]
            for user in (worker, manager, administrator)
        }
        every = list(Unit.objects.filter(kind__in=OUTREACH_KINDS).values_list("name", flat=True))
        assert offered == {worker: [], manager: [unit("pom").name], administrator: every}

    def test_an_unknown_tablet_is_told_so(self, worker: User, sign_in: SignIn) -> None:
        client = sign_in(worker)
        for address in ("/falt/api/me", f"/falt/api/me?device={uuid7()}"):
            said = client.get(address).json()
            assert (said["device"], said["revoked"]) == (None, False)

    def test_is_never_stored_and_renews_no_session(self, worker: User, sign_in: SignIn) -> None:
        client = sign_in(worker)
        client.get("/falt/api/me")
        before = client.session.get_expiry_date()
        response = client.get("/falt/api/me")
        assert response.headers["Cache-Control"] == "no-store, private"
        assert client.session.get_expiry_date() <= before or not client.session.modified


class TestSignedOut:
    def test_is_told_in_json(self, client: Client) -> None:
        for response in (
            client.get("/falt/api/me"),
            client.post("/falt/api/items", "{}", **JSON),
            client.post("/falt/api/statuses", "{}", **JSON),
            client.post("/falt/api/devices", "{}", **JSON),
        ):
            assert response.status_code == 401
            assert response.json()["code"] == "signed_out"
            assert response.headers["Cache-Control"] == "no-store, private"

    def test_whoever_has_to_set_up_a_factor_first_is_too(
        self, make_user: MakeUser, sign_in: SignIn, settings: Any
    ) -> None:
        settings.SECOND_FACTOR_ROLES = ["outreach_worker"]
        response = sign_in(make_user(Role.OUTREACH_WORKER, "pom")).get("/falt/api/me")
        assert (response.status_code, response.json()["code"]) == (401, "signed_out")

    def test_form_protection_holds(self, tablet: Tablet, worker: User, sign_in: SignIn) -> None:
        protected = Client(enforce_csrf_checks=True)
        protected.cookies = sign_in(worker).cookies
        sealed = tablet.record(worker, ongoing(worker))
        refused = tablet.post(protected, sealed)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
        assert rows() == []
        token = protected.get("/falt/api/me").json()["csrf"]
        protected.defaults["HTTP_X_CSRFTOKEN"] = token
        assert answers(tablet.post(protected, sealed)) == ["stored"]


class TestStoring:
    def test_what_is_sent_is_kept_as_it_came(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        sealed = tablet.record(worker, ongoing(worker))
        response = tablet.post(sign_in(worker), sealed)
        said, kept = response.json(), row(sealed)
        assert said["items"] == [
            {
                "id": str(id_of(sealed)),
                "answer": "stored",
                "receipt": f"{said['epoch']}.{kept.pk}",
                "code": None,
                "message": None,
            }
        ]
        assert kept.header == sealed["header"]
        assert kept.enc is not None
        assert kept.sealed is not None
        assert as_base64url(bytes(kept.sealed)) == sealed["sealed"]
        assert (kept.state, kept.author_id, kept.sent_by_id) == (
            SyncState.WAITING, worker.pk, worker.pk,
        )  # fmt: skip
        assert kept.unit == unit("pom")

    def test_a_repeat_changes_nothing(self, tablet: Tablet, worker: User, sign_in: SignIn) -> None:
        shift = ongoing(worker)
        sealed = [tablet.record(worker, shift) for _ in range(3)]
        client = sign_in(worker)
        first = tablet.post(client, *sealed)
        before = [(item.pk, item.received_at, item.state) for item in rows()]
        again = tablet.post(client, *reversed(sealed), sealed[0])
        assert answers(first) == ["stored"] * 3
        assert answers(again) == ["duplicate"] * 4
        receipts = {item["id"]: item["receipt"] for item in first.json()["items"]}
        assert {item["id"]: item["receipt"] for item in again.json()["items"]} == receipts
        assert [(item.pk, item.received_at, item.state) for item in rows()] == before

    def test_the_same_record_with_other_content_is_kept_beside(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        shift, same = ongoing(worker), str(uuid7())
        one, other, third = (tablet.record(worker, shift, id=same) for _ in range(3))
        client = sign_in(worker)
        assert answers(tablet.post(client, one)) == ["stored"]
        assert answers(tablet.post(client, other)) == ["conflict"]
        assert answers(tablet.post(client, other, one, third)) == [
            "conflict", "duplicate", "conflict",
        ]  # fmt: skip
        assert [item.is_first for item in rows()] == [True, False, False]
        assert len({bytes(item.sha256) for item in rows()}) == 3

    def test_one_bad_item_holds_up_no_other(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        shift = ongoing(worker)
        good = [tablet.record(worker, shift) for _ in range(2)]
        stranger = tablet.seal(tablet.header(worker) | {"author": str(uuid7())}, "{}")
        bad: list[Any] = [
            {**good[0], "header": "{"},
            {**good[0], "enc": "%%"},
            {**good[0], "sealed": "A" * 100_000},
            {**good[0], "header": good[0]["header"] + " " * 1100},
            stranger,
            "nothing",
            {"header": 1, "enc": 2, "sealed": 3},
        ]
        response = tablet.post(sign_in(worker), good[0], *bad, good[1])
        assert answers(response) == ["stored", *["refused"] * 7, "stored"]
        codes = [item["code"] for item in response.json()["items"]]
        assert codes[1:-1] == [
            "header", "base64", "too_large", "too_large", "author", "header", "header",
        ]  # fmt: skip
        assert all(item["message"] for item in response.json()["items"][1:-1])
        assert len(rows()) == 2

    def test_a_record_is_its_authors_whoever_sends_it(
        self, tablet: Tablet, worker: User, kast_worker: User, sign_in: SignIn
    ) -> None:
        sealed = tablet.record(kast_worker, ongoing(worker))
        assert answers(tablet.post(sign_in(worker), sealed)) == ["stored"]
        kept = row(sealed)
        assert (kept.author, kept.sent_by, kept.unit) == (kast_worker, worker, unit("kast"))

    def test_an_author_has_gone_on_shifts(
        self, tablet: Tablet, worker: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        """Nobody else was given a shift to write on, nor could they decide about what waits."""
        never = [
            make_user(None),
            make_user(Role.STATISTICS_MANAGER),
            make_user(Role.OUTREACH_WORKER, "socialjour"),
            make_user(None, is_superuser=True),
        ]
        sealed = [tablet.record(author, uuid7()) for author in never]
        for client in (sign_in(never[1]), sign_in(worker)):
            told = tablet.post(client, *sealed).json()["items"]
            assert [item["code"] for item in told] == ["author"] * len(never)
        assert rows() == []

    def test_what_somebody_wrote_who_goes_on_none_any_more_is_kept_for_the_tablets_unit(
        self, tablet: Tablet, worker: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        former, yesterday = make_user(Role.OUTREACH_WORKER, "kast"), now() - timedelta(days=1)
        change_memberships(former, valid_from=yesterday.date(), valid_to=yesterday.date())
        sealed = tablet.record(former, uuid7())
        assert answers(tablet.post(sign_in(worker), sealed)) == ["stored"]
        assert row(sealed).unit == unit("pom")

    def test_a_tablet_that_is_not_ours_is_refused(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        sealed = tablet.record(worker, ongoing(worker))
        response = tablet.post(sign_in(worker), sealed, device=str(uuid7()))
        assert (response.status_code, response.json()["code"]) == (409, "refused")
        assert rows() == []

    def test_a_revoked_tablet_delivers_and_is_told(
        self, tablet: Tablet, worker: User, manager: User, sign_in: SignIn
    ) -> None:
        sealed = tablet.record(worker, ongoing(worker))
        revoke_device(by=manager, device_id=tablet.device.pk, why=RevokeReason.LOST)
        client = sign_in(worker)
        assert client.get(f"/falt/api/me?device={tablet.device.pk}").json()["revoked"] is True
        response = tablet.post(client, sealed)
        assert (response.status_code, response.json()["code"]) == (409, "revoked")
        assert answers(response) == ["stored"]
        assert row(sealed).state == SyncState.WAITING

    def test_clock_and_contact_are_noted(
        self, tablet: Tablet, worker: User, manager: User, sign_in: SignIn
    ) -> None:
        tablet.ahead = timedelta(days=3)
        tablet.post(sign_in(worker), tablet.record(worker, ongoing(worker)))
        with acting_as(manager):
            device = Device.objects.get()
        assert device.seen_at is not None
        assert device.skew_seconds is not None
        assert abs(device.skew_seconds - 3 * 86400) < 5
        assert rows()[0].skew_seconds == device.skew_seconds

    def test_they_are_not_by_who_goes_on_no_shifts_or_when_nothing_is_kept(
        self,
        tablet: Tablet,
        worker: User,
        manager: User,
        make_user: MakeUser,
        sign_in: SignIn,
    ) -> None:
        def noted() -> tuple[Any, Any]:
            with acting_as(manager):
                device = Device.objects.get()
            return device.seen_at, device.skew_seconds

        tablet.ahead, sealed = timedelta(days=3), tablet.record(worker, ongoing(worker))
        stranger, client = sign_in(make_user(Role.STATISTICS_MANAGER)), sign_in(worker)
        assert answers(tablet.post(stranger, sealed)) == ["stored"]
        assert noted() == (None, None)
        assert answers(tablet.post(client, {**sealed, "enc": ""})) == ["refused"]
        assert noted() == (None, None)
        assert answers(tablet.post(client, sealed)) == ["duplicate"]
        assert None not in noted()

    def test_what_came_is_counted_in_the_log_and_named_nowhere(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        shift = ongoing(worker)
        sealed = tablet.record(worker, shift)
        tablet.post(sign_in(worker), sealed, sealed, {**sealed, "enc": ""})
        with acting_as(worker):
            logged = AuditEvent.objects.get(event=TabletEvent.RECEIVED)
        assert logged.details == {"stored": 1, "duplicates": 1, "conflicts": 0, "refused": 1}
        assert logged.object_id == tablet.device.pk

    def test_more_than_twenty_are_refused_and_none_of_them_is_kept(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        client, shift = sign_in(worker), ongoing(worker)
        night = [tablet.record(worker, shift) for _ in range(21)]
        refused = tablet.post(client, *night)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert rows() == []
        assert answers(tablet.post(client, *night[:20])) == ["stored"] * 20
        assert len(rows()) == 20

    def test_twenty_take_as_many_queries_as_one(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        shift, client = ongoing(worker), sign_in(worker)
        tablet.post(client, tablet.record(worker, shift))
        counts = []
        for number in (1, 20):
            sealed = [tablet.record(worker, shift) for _ in range(number)]
            with CaptureQueriesContext(connection) as captured:
                assert set(answers(tablet.post(client, *sealed))) == {"stored"}
            counts.append(len(captured))
        assert counts[0] == counts[1]


class TestStatuses:
    def test_tells_of_each_in_order(self, tablet: Tablet, worker: User, sign_in: SignIn) -> None:
        sealed, client = tablet.record(worker, ongoing(worker)), sign_in(worker)
        tablet.post(client, sealed)
        body = json.dumps({"ids": [str(uuid7()), str(id_of(sealed))]})
        said = client.post("/falt/api/statuses", body, **JSON).json()
        assert [item["status"] for item in said["items"]] == ["unknown", "waiting"]
        assert said["items"][1]["reason"] is None

    def test_a_restored_server_is_another_epoch(
        self, tablet: Tablet, worker: User, sign_in: SignIn
    ) -> None:
        client = sign_in(worker)
        before = client.get("/falt/api/me").json()["epoch"]
        begin_epoch(by=SYNC)
        after = client.get("/falt/api/me").json()["epoch"]
        assert before != after
        body = json.dumps({"ids": []})
        assert client.post("/falt/api/statuses", body, **JSON).json()["epoch"] == after


class TestRegistering:
    def test_by_the_manager_or_an_administrator(
        self, worker: User, manager: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        other = make_user(Role.UNIT_MANAGER, "kast")
        administrator = make_user(Role.ADMINISTRATOR)
        names = {worker: "Platta 7", other: "Platta 7", manager: "Platta 7"}
        found = {
            user: sign_in(user)
            .post(
                "/falt/api/devices",
                json.dumps({"name": name, "unit": str(unit("pom").pk)}),
                **JSON,
            )
            .status_code
            for user, name in (names | {administrator: "Platta 8"}).items()
        }
        assert found == {worker: 409, other: 409, manager: 201, administrator: 201}
        with acting_as(administrator):
            assert Device.objects.count() == 2
        with acting_as(worker):
            assert Device.objects.count() == 0

    @pytest.mark.parametrize(
        "name", ["Platta\x00 7", "Platta\u202e 7", "Platta\u200b7", "Pl\natta"]
    )
    def test_a_name_can_be_read_on_the_tablet(
        self, manager: User, sign_in: SignIn, name: str
    ) -> None:
        body = json.dumps({"name": name, "unit": str(unit("pom").pk)})
        answer = sign_in(manager).post("/falt/api/devices", body, **JSON)
        assert (answer.status_code, answer.json()["code"]) == (409, "refused")


def spellings(one: uuid.UUID) -> list[str]:
    """What Python reads as an identifier too."""
    text = str(one)
    return [
        f"urn:uuid:{text}",
        f"{{{text}}}",
        f"{text[:-1]}A",
        one.hex,
        f"+{one.hex[1:]}",
        f"{one.hex[:1]}_{one.hex[2:]}",
        text.translate({ord("0") + n: ord("٠") + n for n in range(10)}),
        f" {text}",
    ]


class TestIdentifiers:
    @pytest.mark.parametrize("name", ["id", "author", "device", "corrects"])
    def test_in_a_header_have_one_form(
        self, tablet: Tablet, worker: User, sign_in: SignIn, name: str
    ) -> None:
        header = tablet.header(worker, corrects=str(uuid7()))
        written = uuid.UUID(header[name])
        sealed = [tablet.seal(header | {name: text}, "{}") for text in spellings(written)]
        told = tablet.post(sign_in(worker), *sealed).json()["items"]
        assert [item["code"] for item in told] == ["header"] * len(sealed)
        assert rows() == []

    def test_in_what_is_asked_have_one_form(
        self, tablet: Tablet, worker: User, manager: User, sign_in: SignIn
    ) -> None:
        client, sealed = sign_in(worker), tablet.record(worker, ongoing(worker))
        for text in spellings(tablet.device.pk):
            assert tablet.post(client, sealed, device=text).json()["code"] == "invalid"
            assert client.get("/falt/api/me", {"device": text}).json()["code"] == "invalid"
            asked = client.post("/falt/api/statuses", json.dumps({"ids": [text]}), **JSON)
            assert asked.json()["code"] == "invalid"
        assert rows() == []
        client = sign_in(manager)
        for text in spellings(unit("pom").pk):
            body = json.dumps({"name": "Platta 7", "unit": text})
            answer = client.post("/falt/api/devices", body, **JSON)
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


class TestGarbage:
    @pytest.mark.parametrize("path", ["items", "statuses", "devices"])
    @pytest.mark.parametrize(
        "body",
        [
            "null",
            "[]",
            "{",
            '"x"',
            "[" * 20_000,
            "\x00",
            '"\\ud800"',
            "1" * 5000,
        ],
        ids=range(8),
    )
    def test_what_is_no_such_json_is_refused(
        self, worker: User, sign_in: SignIn, path: str, body: str
    ) -> None:
        response = sign_in(worker).post(f"/falt/api/{path}", body, **JSON)
        assert response.status_code in (400, 422)
        assert set(response.json()) == {"code", "message"}

    def test_other_kinds_and_too_much_are_refused(self, worker: User, sign_in: SignIn) -> None:
        client = sign_in(worker)
        long = client.post("/falt/api/items", "x" * 3_000_000, **JSON)
        form = client.post("/falt/api/items", {"a": "b"})
        assert (long.status_code, long.json()["code"]) == (413, "too_large")
        assert (form.status_code, form.json()["code"]) == (415, "json_only")
        assert client.get("/falt/api/items").json()["code"] == "method"
        assert client.get("/falt/api/nothing").json()["code"] == "unknown"
        assert client.get("/falt/api/openapi.json").json()["code"] == "unknown"

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(data=st.data())
    def test_no_input_is_a_fault_of_the_server(
        self, tablet: Tablet, worker: User, sign_in: SignIn, data: st.DataObject
    ) -> None:
        anything = st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=8), inner, max_size=3)
            ),
            max_leaves=6,
        )
        header = tablet.header(worker)
        for name in data.draw(st.lists(st.sampled_from(sorted(header)), max_size=3)):
            header[name] = data.draw(anything)
        sealed: dict[str, Any] = tablet.seal(header, "{}")
        for name in data.draw(st.lists(st.sampled_from(sorted(sealed)), max_size=2)):
            sealed[name] = data.draw(anything | st.text(max_size=80))
        changes: dict[str, Any] = {"items": data.draw(st.just([sealed]) | anything)}
        if data.draw(st.booleans()):
            changes["sent_at"] = data.draw(anything)
        response = tablet.post(sign_in(worker), **changes)
        assert response.status_code in (200, 400, 409, 422)
        if response.status_code != 200:
            assert set(response.json()) == {"code", "message"}

    def test_every_operation_asks_who_it_is(self) -> None:
        assert api.auth is not None
        assert (api.docs_url, api.openapi_url) == (None, None)
