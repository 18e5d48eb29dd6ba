"""A new wrapping key: everything comes under it while people work, and nothing else changes."""

from __future__ import annotations

import base64
from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models
from django.test import override_settings
from django.utils import timezone

from casework.actions.keys import rewrap_batch
from casework.actions.rotation import rotate_keys
from casework.actors import KEYS, acting_as
from casework.crypto import CannotOpen, Digester, head_length, key_id_of, rewrap, seal, unseal
from casework.enums import IdentifierKind, Role
from casework.identifiers import uuid7
from casework.models import Alert, AuditEvent, Identifier, Unit, User
from casework.person_keys import PersonSealedTextField
from casework.queries.keys import values_by_key
from casework.sealed_columns import (
    DigestField,
    is_wrapped,
    sealed_tables,
)
from outreach.models import ContactDetails, Encounter, LogUpload, Shift
from outreach.queries.history import changes_of
from reports.models import ReportRequest
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.night import NOTE, NUMBER, Night, one_night
from tests.rules.test_database import rows
from tests.rules.test_privacy import own_models

OLD = "old:" + base64.b64encode(b"o" * 32).decode()
NEW = "new:" + base64.b64encode(b"n" * 32).decode()
PLACE = "outreach_encounter.note:1"
TWELVE = "199006022389"


def turn() -> None:
    """One turn of the key, as the command does it."""
    call_command("rotate_keys", stdout=StringIO(), stderr=StringIO())


def test_a_value_is_wrapped_anew_and_its_body_stays() -> None:
    with override_settings(FIELD_KEYS=[OLD]):
        before = seal("Hemligt", PLACE)
    with override_settings(FIELD_KEYS=[NEW, OLD]):
        head = rewrap(before[: head_length(before)])
        assert head is not None
        after = head + before[head_length(before) :]
        assert rewrap(after) is None
    with override_settings(FIELD_KEYS=[NEW]):
        assert unseal(after, PLACE) == "Hemligt"
        assert key_id_of(after) == "new"
        with pytest.raises(CannotOpen, match="'old'"):
            rewrap(before)


class TestNothingIsMissed:
    def test_every_column_of_bytes_is_told_about(self) -> None:
        """A new one is a mark of casework/sealed_columns.py, or stands here with its reason."""
        others = {
            "casework_auditsealblock.marks": "digests of the log, for the verification",
            "casework_auditsealblock.salt": "random, for those digests",
            "outreach_syncitem.enc": "sealed by a tablet, to a key of its own",
            "outreach_syncitem.sealed": "sealed by a tablet, to a key of its own",
            "outreach_syncitem.sha256": "a digest of what is sealed",
            "outreach_tabletkey.public_key": "public",
            "reports_editionpdf.content": "released figures: anybody may read them",
            "reports_editionuniverse.document": "released figures: anybody may read them",
            "casework_extractrequest.sealed_json": "under the file's own key",
            "casework_extractrequest.sealed_pdf": "under the file's own key",
        }
        loose = {
            f"{model._meta.db_table}.{field.column}"
            for model in own_models()
            for field in model._meta.local_concrete_fields
            if isinstance(field, models.BinaryField)
            and not is_wrapped(field)
            and not isinstance(field, DigestField | PersonSealedTextField)
        }
        assert loose == set(others)

    def test_a_plain_column_of_bytes_would_be_found(self) -> None:
        assert not is_wrapped(models.BinaryField())
        assert not isinstance(models.BinaryField(), DigestField | PersonSealedTextField)

    @pytest.mark.django_db
    def test_the_role_reaches_every_sealed_column_and_no_other(self) -> None:
        wanted = {(t.name, c) for t in sealed_tables() for c in t.columns}
        may = rows(
            "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0"
            " AND NOT a.attisdropped AND has_column_privilege(%s, c.oid, a.attnum, 'UPDATE')",
            "ledljus_keys",
        )
        digests = {("casework_identifier", "digest"), ("casework_namepart", "digest")}
        assert set(may) == wanted | digests | {("mfa_authenticator", "data")}

    @pytest.mark.django_db
    def test_every_such_table_lets_nothing_but_wrapping_through(self) -> None:
        found = rows(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'only_rewrapped'"
        )
        assert {row[0] for row in found} == {t.name for t in sealed_tables()}


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def night(worker: User) -> Night:
    """One of everything that is sealed, under the old key."""
    with override_settings(FIELD_KEYS=[OLD]):
        night = one_night(worker, "pom")
        with acting_as(worker):
            night.encounter.note = NOTE + " igen"
            night.encounter.save()
            Shift.objects.filter(pk=night.shift.pk).update(
                state="signed", signed_at=timezone.now(), signed_by=worker
            )
    return night


def under(key_id: str) -> dict[str, int]:
    return {f"{h.table}.{h.column}": h.count for h in values_by_key() if h.key_id == key_id}


@pytest.mark.django_db
class TestATurn:
    def test_everything_opens_under_the_new_key_alone(self, night: Night, worker: User) -> None:
        with override_settings(FIELD_KEYS=[OLD]):
            person = opened(worker, "pom")
            with acting_as(worker):
                alert = Alert.objects.create(
                    person=person, kind="danger", text="Farligt", created_by=worker
                )
            TOTP.activate(worker, generate_totp_secret())
            RecoveryCodes.activate(worker)
            codes = RecoveryCodes(
                Authenticator.objects.get(user=worker, type="recovery_codes")
            ).generate_codes()
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            assert under("old")["mfa_authenticator.data"] == 2
            turn()
            assert under("old") == {}
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            assert Encounter.objects.get().note == NOTE + " igen"
            history = Encounter.pgh_event_model.objects.get()  # type: ignore[attr-defined]
            assert history.note == NOTE
            assert Shift.objects.get().handover_note == NOTE
            assert ContactDetails.objects.get().safe_number == NUMBER
            assert Alert.objects.get(pk=alert.pk).text == "Farligt"
            kept = Authenticator.objects.get(user=worker, type="recovery_codes")
            assert RecoveryCodes(kept).generate_codes() == codes

    def test_uploads_and_finished_reports_too(self, make_user: MakeUser) -> None:
        manager, reader = make_user(Role.UNIT_MANAGER, "pom"), make_user(Role.STATISTICS_MANAGER)
        now = timezone.now()
        with override_settings(FIELD_KEYS=[OLD]):
            upload = LogUpload(
                unit=Unit.objects.get(code="pom"),
                name="Logg",
                created_by=manager,
                seen_at=now,
                expires_at=now + timedelta(hours=1),
            )
            upload.seal_files(b"pass", b"personer")
            upload.seal_preview({"fel": 1})
            report = ReportRequest(
                owner=reader,
                period_start=now.date(),
                period_end=now.date(),
                format="csv",
                press=uuid7(),
                state="done",
                seen_at=now,
                finished_at=now,
                expires_at=now + timedelta(hours=1),
            )
            report.seal_result(b"tabell" * 100_000)
            for owner, row in ((manager, upload), (reader, report)):
                with acting_as(owner):
                    row.save()
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            assert under("old") == {
                "outreach_logupload.sealed_people": 1,
                "outreach_logupload.sealed_preview": 1,
                "outreach_logupload.sealed_shifts": 1,
                "reports_reportrequest.sealed_result": 1,
            }
            turn()
        with override_settings(FIELD_KEYS=[NEW]):
            with acting_as(manager):
                kept = LogUpload.objects.get()
                assert kept.open_files() == (b"pass", b"personer")
                assert kept.open_preview() == {"fel": 1}
            with acting_as(reader):
                assert ReportRequest.objects.get().open_result() == b"tabell" * 100_000

    def test_it_leaves_no_version_and_no_new_time(self, night: Night, worker: User) -> None:
        with acting_as(worker):
            before = Encounter.objects.values("updated_at", "updated_by").get()
            versions = Encounter.pgh_event_model.objects.count()  # type: ignore[attr-defined]
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            turn()
        with acting_as(worker):
            assert Encounter.objects.values("updated_at", "updated_by").get() == before
            assert Encounter.pgh_event_model.objects.count() == versions  # type: ignore[attr-defined]

    def test_a_history_tells_of_no_change(self, worker: User) -> None:
        with override_settings(FIELD_KEYS=[OLD]):
            encounter = one_night(worker, "pom").encounter
            with acting_as(worker):
                row = Encounter.objects.get(pk=encounter.pk)
                row.language = "sv"
                row.save()
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            turn()
        with acting_as(worker):
            [change] = changes_of(Encounter.objects.get(pk=encounter.pk))
        assert [field.after for field in change.fields] == ["sv"]

    def test_it_is_logged_without_rows(self, night: Night, make_user: MakeUser) -> None:
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            turn()
        with acting_as(make_user(Role.LOG_REVIEWER)):
            found = AuditEvent.objects.filter(event="keys.rewrapped").values_list(
                "actor_name", "object_id", "details"
            )
            tables = {details["table"]: details["count"] for _, _, details in found}
            assert {(name, pk) for name, pk, _ in found} == {("keys", None)}
        assert tables["outreach_encounter"] == 1
        assert tables["outreach_contactdetails"] == 2

    def test_twice_is_once(self, night: Night) -> None:
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            assert [step.table for step in rotate_keys() if step.changed]
            assert [step.table for step in rotate_keys() if step.changed] == []

    def test_it_may_be_broken_off_and_goes_on(self, night: Night) -> None:
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            steps = rotate_keys()
            next(steps)
            steps.close()
            assert under("old") != {}
            turn()
            assert under("old") == {}

    def test_what_lies_under_a_lost_key_stays_and_is_told(self, night: Night) -> None:
        other = "third:" + base64.b64encode(b"t" * 32).decode()
        with override_settings(FIELD_KEYS=[NEW, other]):
            error = StringIO()
            call_command("rotate_keys", stdout=StringIO(), stderr=error)
            assert "could not be opened and stay as they are" in error.getvalue()
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            turn()
            assert under("old") == {}

    def test_small_batches_reach_every_row(self, worker: User) -> None:
        with override_settings(FIELD_KEYS=[OLD]):
            night = one_night(worker, "pom")
            with acting_as(worker):
                for n in range(4):
                    night.encounter.note = f"Lydelse {n}"
                    night.encounter.save()
        table = next(t for t in sealed_tables() if t.name == "outreach_encounterevent")
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            first = rewrap_batch(by=KEYS, table=table, after=None, size=3)
            second = rewrap_batch(by=KEYS, table=table, after=first.last, size=3)
            assert (first.changed, second.changed) == (3, 1)


@pytest.mark.django_db
class TestDigests:
    def test_a_number_is_found_under_the_new_key(self, worker: User) -> None:
        with override_settings(FIELD_KEYS=[OLD]):
            person = opened(worker, "pom")
            with acting_as(worker):
                Identifier.objects.create(
                    person=person,
                    kind=IdentifierKind.PERSONAL_NUMBER,
                    value=TWELVE,
                    digest=Digester("person-number").digest(TWELVE.encode()),
                    created_by=worker,
                )
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            wanted = Digester("person-number").digests(TWELVE.encode())
            with acting_as(worker):
                assert Identifier.objects.filter(digest__in=wanted).count() == 1
            turn()
            assert under("old") == {}
        with override_settings(FIELD_KEYS=[NEW]), acting_as(worker):
            wanted = [Digester("person-number").digest(TWELVE.encode())]
            found = Identifier.objects.get(digest__in=wanted)
            assert found.value == TWELVE

    def test_one_that_is_of_something_else_stays(self, worker: User) -> None:
        with override_settings(FIELD_KEYS=[OLD]):
            person = opened(worker, "pom")
            digest = Digester("person-number").digest(b"199201012383")
            with acting_as(worker):
                row = Identifier.objects.create(
                    person=person,
                    kind=IdentifierKind.PERSONAL_NUMBER,
                    value=TWELVE,
                    digest=digest,
                    created_by=worker,
                )
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            turn()
            assert under("old") == {"casework_identifier.digest": 1}
        with acting_as(worker):
            assert bytes(Identifier.objects.get(pk=row.pk).digest) == digest


@pytest.mark.django_db
class TestTheRole:
    """What the role of the rotation can do with SQL of its own."""

    def refused(self, statement: str) -> None:
        with pytest.raises(DatabaseError), acting_as(KEYS), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_it_changes_no_content(self, night: Night) -> None:
        for table, column in (
            ("outreach_encounter", "note"),
            ("outreach_encounterevent", "note"),
            ("outreach_shift", "handover_note"),
            ("outreach_contactdetails", "alias"),
        ):
            self.refused(f"UPDATE {table} SET {column} = NULL")
            self.refused(f"UPDATE {table} SET {column} = {column} || '\\x00'::bytea")

    def test_it_moves_no_value_to_another_row(self, night: Night) -> None:
        self.refused(
            "UPDATE outreach_contactdetails SET alias = safe_number WHERE safe_number IS NOT NULL"
        )

    def test_it_touches_nothing_else(self, night: Night) -> None:
        for statement in (
            "UPDATE outreach_encounter SET age = 99",
            "SELECT age FROM outreach_encounter",
            "DELETE FROM outreach_encounterevent",
            "SELECT full_name FROM casework_user",
            "INSERT INTO casework_personkey (person_id, wrapped) VALUES (gen_random_uuid(), '')",
        ):
            self.refused(statement)

    def test_a_signed_row_stays_signed_for_everybody_else(self, night: Night, worker: User) -> None:
        with pytest.raises(DatabaseError), acting_as(worker):
            Encounter.objects.filter(pk=night.encounter.pk).update(age=40)
        with pytest.raises(DatabaseError), acting_as(worker):
            Shift.objects.filter(pk=night.shift.pk).update(officer_count=9)


@pytest.mark.django_db
class TestStatus:
    def test_tells_which_key_may_go(self, night: Night) -> None:
        with override_settings(FIELD_KEYS=[NEW, OLD]):
            out = StringIO()
            call_command("key_status", stdout=out)
            assert "Nothing lies under: –" in out.getvalue()
            turn()
            out = StringIO()
            call_command("key_status", stdout=out)
            assert "New values are sealed under: new" in out.getvalue()
            assert "Nothing lies under: old" in out.getvalue()

    def test_names_a_missing_key(self, night: Night) -> None:
        with (
            override_settings(FIELD_KEYS=[NEW]),
            pytest.raises(CommandError, match="FIELD_KEYS: old"),
        ):
            call_command("key_status", stdout=StringIO())
