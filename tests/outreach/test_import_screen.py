"""The screen: who reaches it, what it shows, and what becomes of the files."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.utils import ProgrammingError
from django.test import Client
from django.utils import timezone, translation

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.models import AuditEvent, Unit, User
from outreach.actions.log_uploads import (
    check_upload,
    confirm_upload,
    discard_upload,
    expire_uploads,
    receive_log,
    restart_upload,
    run_upload,
    stop_upload,
)
from outreach.imports.files import LogFile
from outreach.models import Encounter, ImportedLog, LogUpload, Shift
from outreach.models.log_upload import KEPT, STALE
from outreach.tasks import (
    LogWorkStopped,
    check_log_upload,
    expire_log_uploads,
    import_log_upload,
)
from tests.conftest import MakeUser, SignIn
from tests.outreach.data_import import LOGS, people_csv, person, shift, shifts_csv

pytestmark = pytest.mark.django_db
State = LogUpload.State
INDEX = "/pass/importera/"


@pytest.fixture
def manager(make_user: MakeUser) -> User:
    return make_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def other_manager(make_user: MakeUser) -> User:
    """Another manager of the same unit: uploads are their creator's alone."""
    return make_user(Role.UNIT_MANAGER, "pom")


def files(people: bytes | None = None) -> dict[str, Any]:
    return {
        "name": "Loggen 2025",
        "shifts": SimpleUploadedFile("arbetspass.csv", shifts_csv(shift()).content),
        "people": SimpleUploadedFile(
            "patraffade.csv", people_csv(person()).content if people is None else people
        ),
    }


def uploaded(by: User, people: Any = None) -> LogUpload:
    people = people or people_csv(person(age="17"), person(id="M2", time="18:00"))
    return receive_log(
        by=by,
        unit=Unit.objects.get(code="pom"),
        name="Loggen 2025",
        shifts=shifts_csv(shift()),
        people=people,
    )


def checked(by: User, people: Any = None) -> LogUpload:
    return check_upload(by=by, upload_id=uploaded(by, people).pk)


def imported(by: User) -> LogUpload:
    upload = checked(by)
    confirm_upload(by=by, upload_id=upload.pk)
    return run_upload(by=by, upload_id=upload.pk)


def state(upload: LogUpload, by: User) -> str:
    with acting_as(by):
        return LogUpload.objects.get(pk=upload.pk).state


class TestFlow:
    def test_from_upload_to_done(
        self, manager: User, sign_in: SignIn, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = sign_in(manager)
        assert client.get(INDEX).status_code == 200
        with django_capture_on_commit_callbacks() as queued:
            response = client.post(INDEX, files())
        assert len(queued) == 1
        with acting_as(manager):
            upload = LogUpload.objects.get()
        page = f"{INDEX}{upload.pk}/"
        assert (response.status_code, response.headers["Location"]) == (302, page)
        assert b'hx-get="' + page.encode() + b'lage/"' in client.get(page).content
        check_upload(by=manager, upload_id=upload.pk)
        assert b"hx-get" not in client.get(page + "lage/").content
        with django_capture_on_commit_callbacks() as queued:
            client.post(page + "bekrafta/")
        assert len(queued) == 1
        assert state(upload, manager) == State.IMPORTING
        run_upload(by=manager, upload_id=upload.pk)
        done = client.get(page)
        with acting_as(manager):
            assert (Shift.objects.count(), Encounter.objects.count()) == (1, 1)
            log = ImportedLog.objects.get()
            upload.refresh_from_db()
        assert (upload.state, upload.log_id) == (State.DONE, log.pk)
        assert (log.name, log.created_by_id) == ("Loggen 2025", manager.pk)
        assert upload.sealed_shifts is upload.sealed_people is None
        assert done.context["upload"].added_people == 1
        assert b"Loggen 2025" in client.get(INDEX).content

    def test_the_preview_has_the_figures_of_the_command(
        self, manager: User, sign_in: SignIn
    ) -> None:
        folder = LOGS / "stockholm-2025"
        upload = receive_log(
            by=manager,
            unit=Unit.objects.get(code="pom"),
            name="2025",
            shifts=LogFile("a.csv", (folder / "arbetspass.csv").read_bytes()),
            people=LogFile("p.csv", (folder / "patraffade.csv").read_bytes()),
        )
        check_upload(by=manager, upload_id=upload.pk)
        context = sign_in(manager).get(f"{INDEX}{upload.pk}/").context
        preview = context["preview"]
        assert (preview.shifts, preview.people, preview.with_deviation) == (146, 583, 0)
        assert [(count, children) for _, _, count, children in context["roles"]] == [
            (222, 9),
            (361, 2),
            (0, 0),
            (0, 0),
        ]
        assert [share for _, share in context["shares"]] == [100.0, 100.0]

    def test_faults_are_shown_and_the_files_are_gone(self, manager: User, sign_in: SignIn) -> None:
        people = people_csv(*(person(id=f"M{n}", age="hemlig ålder") for n in range(120)))
        upload = checked(manager, people)
        assert upload.state == State.FAULTY
        assert upload.sealed_shifts is upload.sealed_people is None
        response = sign_in(manager).get(f"{INDEX}{upload.pk}/?page=3")
        assert [fault.row for fault in response.context["page_obj"]] == list(range(102, 122))
        assert "hemlig ålder" in response.content.decode()
        with pytest.raises(ActionRefused):
            confirm_upload(by=manager, upload_id=upload.pk)

    def test_changed_rows_are_told_together(self, manager: User, sign_in: SignIn) -> None:
        ids = [f"M{n}" for n in range(1, 8)]
        imported_rows = people_csv(*(person(id=i, age="30") for i in ids))
        first = checked(manager, imported_rows)
        confirm_upload(by=manager, upload_id=first.pk)
        run_upload(by=manager, upload_id=first.pk)
        ages = ["31", "31", "31", "30", "31", "hemlig", "30"]
        again = people_csv(*(person(id=i, age=a) for i, a in zip(ids, ages, strict=True)))
        upload = checked(manager, again)
        response = sign_in(manager).get(f"{INDEX}{upload.pk}/")
        changed = response.context["changed"]
        name = upload.people_name
        assert (changed.total, changed.files) == (4, [(name, "2–4, 6", False)])
        assert [fault.row for fault in response.context["page_obj"]] == [7]
        assert response.context["preview"].faults.total == 5

    @pytest.mark.parametrize(
        ("age", "step"), [("hemlig", 1), ("30", 2)], ids=["with faults", "without"]
    )
    def test_a_check_with_faults_is_not_passed(
        self, age: str, step: int, manager: User, sign_in: SignIn
    ) -> None:
        upload = checked(manager, people_csv(person(age=age)))
        response = sign_in(manager).get(f"{INDEX}{upload.pk}/")
        assert response.context["step"] == step
        assert response.content.decode().count('class="is-done"') == step - 1

    def test_deviations_and_warnings_are_shown(self, manager: User, sign_in: SignIn) -> None:
        with translation.override("en"):
            context = sign_in(manager).get(f"{INDEX}{checked(manager).pk}/").context
        assert [count for _, count in context["deviations"]] == [1, 1, 1]
        assert [fault.value for fault in context["warnings"]] == ["18:00"]

    def test_what_changed_since_the_check_stops_the_import(self, manager: User) -> None:
        first, second = checked(manager), checked(manager, people_csv(person(age="44")))
        for upload in (first, second):
            confirm_upload(by=manager, upload_id=upload.pk)
        assert run_upload(by=manager, upload_id=first.pk).state == State.DONE
        assert run_upload(by=manager, upload_id=second.pk).state == State.FAULTY
        with acting_as(manager):
            assert Encounter.objects.count() == 2

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"people": SimpleUploadedFile("logg.pdf", b"%PDF")}, "people"),
            ({"people": SimpleUploadedFile("logg.csv", b"")}, "people"),
            ({"name": ""}, "name"),
            ({"name": "n" * 201}, "name"),
        ],
    )
    def test_a_form_that_is_not_right(
        self, changes: dict[str, Any], field: str, manager: User, sign_in: SignIn
    ) -> None:
        response = sign_in(manager).post(INDEX, files() | changes)
        assert response.status_code == 422
        assert list(response.context["form"].errors) == [field]

    def test_too_large_to_be_received(self, manager: User, sign_in: SignIn, settings: Any) -> None:
        settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
        response = sign_in(manager).post(INDEX, files(bytes(3000)))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["__all__"]


STRANGERS: list[tuple[Role | None, str | None]] = [
    (Role.OUTREACH_WORKER, "pom"),
    (Role.COORDINATOR, "pom"),
    (Role.UNIT_MANAGER, "stodcentrum"),
    (Role.ADMINISTRATOR, None),
    (Role.STATISTICS_MANAGER, None),
    (Role.LOG_REVIEWER, None),
    (None, None),
]


class TestWho:
    def addresses(self, upload: LogUpload) -> list[tuple[str, str]]:
        page = f"{INDEX}{upload.pk}/"
        return [
            ("get", page),
            ("get", page + "lage/"),
            ("post", page + "bekrafta/"),
            ("post", page + "igen/"),
            ("post", page + "kasta/"),
        ]

    @pytest.mark.parametrize(("role", "unit"), STRANGERS)
    def test_others_find_nothing(
        self,
        role: Role | None,
        unit: str | None,
        make_user: MakeUser,
        sign_in: SignIn,
        manager: User,
    ) -> None:
        client = sign_in(make_user(role, unit))
        upload = checked(manager)
        found = [client.get(INDEX).status_code, client.post(INDEX, files()).status_code]
        found += [getattr(client, how)(at).status_code for how, at in self.addresses(upload)]
        assert found == [404] * 7
        assert state(upload, manager) == State.READY

    @pytest.mark.parametrize("unit", ["pom", "ungdomsjouren"])
    def test_another_manager_does_not_find_the_upload(
        self, unit: str, make_user: MakeUser, sign_in: SignIn, manager: User
    ) -> None:
        other = make_user(Role.UNIT_MANAGER, unit)
        client, upload = sign_in(other), checked(manager)
        absent = LogUpload(pk=uuid.uuid4())
        assert client.get(INDEX).status_code == 200
        assert list(client.get(INDEX).context["uploads"]) == []
        for it in (upload, absent):
            found = [getattr(client, how)(at).status_code for how, at in self.addresses(it)]
            assert found == [404] * 5
        with acting_as(other):
            assert LogUpload.objects.count() == 0
            denied = AuditEvent.objects.filter(event=Event.ACCESS_DENIED)
            assert denied.filter(details__requested=str(upload.pk)).count() == 5

    def test_signed_out(self, client: Client, manager: User) -> None:
        for how, at in [("get", INDEX), ("post", INDEX), *self.addresses(checked(manager))]:
            assert getattr(client, how)(at).status_code == 302

    @pytest.mark.parametrize(
        "step",
        [check_upload, confirm_upload, run_upload, stop_upload, restart_upload, discard_upload],
    )
    def test_no_step_by_another(
        self, step: Callable[..., Any], manager: User, other_manager: User
    ) -> None:
        upload = checked(manager)
        with pytest.raises(ActionRefused):
            step(by=other_manager, upload_id=upload.pk)
        assert state(upload, manager) == State.READY

    def test_reading_changes_nothing(self, manager: User, sign_in: SignIn) -> None:
        upload = checked(manager)
        client = sign_in(manager)
        for at in ("bekrafta/", "igen/", "kasta/"):
            assert client.get(f"{INDEX}{upload.pk}/{at}").status_code == 405
        assert state(upload, manager) == State.READY

    def test_the_log_has_no_content(self, manager: User, make_user: MakeUser) -> None:
        checked(manager, people_csv(person(age="hemlig ålder")))
        with acting_as(make_user(Role.LOG_REVIEWER)):
            events = AuditEvent.objects.filter(event__startswith="log.").order_by("at")
            found = [(event.event, event.details) for event in events]
        assert found == [
            (Event.LOG_UPLOADED, {}),
            (Event.LOG_CHECKED, {"faults": 1, "shifts": 1, "people": 0}),
        ]


class TestSealed:
    def test_nothing_lies_in_clear(self, manager: User) -> None:
        upload = checked(manager, people_csv(person(home="Åmål"), person(id="M2", age="hemlig")))
        ready = checked(manager)
        with acting_as(manager), connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(u)::text FROM outreach_logupload u")
            rows = "".join(row for (row,) in cursor.fetchall())
            cursor.execute(
                "SELECT sealed_shifts, sealed_people, sealed_preview FROM outreach_logupload"
            )
            sealed = b"".join(bytes(v) for row in cursor.fetchall() for v in row if v is not None)
        for word in ("hemlig", "Åmål", "Pass-ID"):
            assert word not in rows
            assert word.encode() not in sealed
        assert ready.open_files()[0] == shifts_csv(shift()).content
        assert upload.open_preview()["faults"]["total"] == 1


class TestTasks:
    @pytest.mark.django_db(transaction=False)
    def test_twice_is_once(self, manager: User) -> None:
        upload = uploaded(manager)
        for _ in range(2):
            check_log_upload(str(upload.pk), str(manager.pk))
        assert state(upload, manager) == State.READY
        confirm_upload(by=manager, upload_id=upload.pk)
        for _ in range(2):
            import_log_upload(str(upload.pk), str(manager.pk))
        assert state(upload, manager) == State.DONE
        with acting_as(manager):
            assert Encounter.objects.count() == 2

    def test_breaking_off_is_told_without_words_and_can_go_on(
        self, manager: User, settings: Any
    ) -> None:
        upload = checked(manager)
        confirm_upload(by=manager, upload_id=upload.pk)
        keys = settings.FIELD_KEYS
        settings.FIELD_KEYS = ["ny:" + "bnkgbnlja2VsIGbDtnIgcHJvdmV0IDMyIGJ5dGVzISE="]
        with pytest.raises(LogWorkStopped) as stopped:
            import_log_upload(str(upload.pk), str(manager.pk))
        assert (str(stopped.value), stopped.value.__cause__) == ("KeyMissing", None)
        assert state(upload, manager) == State.FAILED
        settings.FIELD_KEYS = keys
        restart_upload(by=manager, upload_id=upload.pk)
        import_log_upload(str(upload.pk), str(manager.pk))
        assert state(upload, manager) == State.DONE

    def test_going_on_only_when_whoever_worked_is_gone(
        self, manager: User, sign_in: SignIn
    ) -> None:
        upload = uploaded(manager)
        with pytest.raises(ActionRefused):
            restart_upload(by=manager, upload_id=upload.pk)
        with pytest.raises(ActionRefused):
            discard_upload(by=manager, upload_id=upload.pk)
        with acting_as(manager):
            gone = timezone.now() - STALE - timedelta(seconds=1)
            LogUpload.objects.filter(pk=upload.pk).update(seen_at=gone)
        assert sign_in(manager).get(f"{INDEX}{upload.pk}/").context["is_stalled"] is True
        assert restart_upload(by=manager, upload_id=upload.pk).state == State.CHECKING

    def test_throwing_away(self, manager: User, sign_in: SignIn) -> None:
        upload = checked(manager)
        response = sign_in(manager).post(f"{INDEX}{upload.pk}/kasta/")
        assert (response.status_code, response.headers["Location"]) == (302, INDEX)
        with acting_as(manager):
            assert LogUpload.objects.count() == 0

    def test_throwing_away_leaves_what_was_imported(self, manager: User) -> None:
        discard_upload(by=manager, upload_id=imported(manager).pk)
        with acting_as(manager):
            assert (ImportedLog.objects.count(), Encounter.objects.count()) == (1, 2)


class TestExpiry:
    def age(self, upload: LogUpload, by: User) -> None:
        with acting_as(by):
            LogUpload.objects.filter(pk=upload.pk).update(
                expires_at=timezone.now() - timedelta(seconds=1)
            )

    def test_what_nobody_confirmed_goes(
        self, manager: User, other_manager: User, make_user: MakeUser
    ) -> None:
        fresh = checked(manager)
        for by in (manager, other_manager):
            self.age(checked(by), by)
        expire_log_uploads()
        with acting_as(manager):
            assert list(LogUpload.objects.values_list("pk", flat=True)) == [fresh.pk]
        with acting_as(other_manager):
            assert LogUpload.objects.count() == 0
        with acting_as(make_user(Role.LOG_REVIEWER)):
            event = AuditEvent.objects.get(event=Event.LOG_EXPIRED)
        assert event.details == {"count": 2}

    def test_with_nothing_to_do_it_writes_nothing(self, manager: User, make_user: MakeUser) -> None:
        checked(manager)
        expire_log_uploads()
        with acting_as(make_user(Role.LOG_REVIEWER)):
            assert not AuditEvent.objects.filter(event=Event.LOG_EXPIRED).exists()

    def test_the_clock_sees_no_content_and_nothing_fresh(self, manager: User) -> None:
        checked(manager)
        with acting_as(CLOCK):
            assert LogUpload.objects.values_list("id", flat=True).order_by().count() == 0
        with pytest.raises(ProgrammingError, match="permission denied"), acting_as(CLOCK):
            LogUpload.objects.values_list("sealed_people").order_by().first()
        assert expire_uploads(by=CLOCK) == 0

    def test_some_hours(self, manager: User) -> None:
        upload = uploaded(manager)
        assert upload.expires_at - upload.seen_at == KEPT == timedelta(hours=4)


class TestList:
    def rows(self, count: int, by: User) -> None:
        unit = Unit.objects.get(code="pom")
        with acting_as(by):
            ImportedLog.objects.bulk_create(
                ImportedLog(name=f"{uuid.uuid4()}", unit=unit, created_by=by, shift_count=n)
                for n in range(count)
            )

    def test_same_queries_at_1_and_50_rows(
        self, manager: User, sign_in: SignIn, django_assert_max_num_queries: Any
    ) -> None:
        client = sign_in(manager)
        client.get(INDEX)
        counts = []
        for more in (1, 49):
            self.rows(more, manager)
            with django_assert_max_num_queries(60) as seen:
                client.get(INDEX)
            counts.append(len(seen))
        assert counts[0] == counts[1]

    def test_order_and_pages(self, manager: User, sign_in: SignIn) -> None:
        self.rows(30, manager)
        client = sign_in(manager)
        page = client.get(INDEX, {"order": "-shifts", "page": "2"}).context["page_obj"]
        assert [log.shift_count for log in page] == [4, 3, 2, 1, 0]

    def test_only_of_units_that_one_manages(
        self, manager: User, make_user: MakeUser, sign_in: SignIn
    ) -> None:
        self.rows(1, manager)
        other = sign_in(make_user(Role.UNIT_MANAGER, "ungdomsjouren"))
        assert list(other.get(INDEX).context["page_obj"]) == []


def test_imported_rows_can_be_opened_as_any_others(manager: User, sign_in: SignIn) -> None:
    imported(manager)
    client = sign_in(manager)
    with acting_as(manager):
        kept = Shift.objects.get()
        people = list(Encounter.objects.values_list("pk", flat=True))
    assert client.get("/pass/").status_code == 200
    assert client.get(f"/pass/{kept.pk}/").status_code == 200
    assert [client.get(f"/pass/patraffad/{pk}/").status_code for pk in people] == [200, 200]
