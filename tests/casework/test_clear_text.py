"""Planted words are in no table, index, log, error report, queue message or file of the database.

Everything is done for real, in a database of its own that really commits. Then all of it is read as
an attacker with the disk in their hands would. A control word lies in clear in each of the places,
to show that the search finds what there is to find.
"""

from __future__ import annotations

import base64
import io
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from celery import shared_task
from django.conf import settings
from django.core import mail
from django.core.cache import caches
from django.db import IntegrityError, connection
from django.db.models import BinaryField
from django.test import Client, override_settings
from django.urls import reverse
from psycopg import sql

from casework.actors import acting_as
from casework.crypto import Digester
from casework.enums import IdentifierKind, IdentityGround, Relation, Role
from casework.models import (
    Alert,
    Identifier,
    Identity,
    NamePart,
    Person,
    RelatedPerson,
    User,
    VoluntaryOrganisation,
)
from casework.person_keys import key_of
from casework.sealed_columns import DigestField
from casework.web.logs import formatter
from outreach.actions.log_uploads import check_upload
from outreach.actions.shift_states import write_handover_note
from outreach.models import Encounter, LogUpload, Shift
from outreach.tasks import check_log_upload
from tests.casework.people import opened
from tests.conftest import PASSWORD, SUPERUSER_DSN, point_at
from tests.leaks import (
    Search,
    digits,
    look_in_files,
    look_in_redis,
    look_in_tables,
    word,
)
from tests.outreach.build import ongoing
from tests.outreach.data_import import people_csv, person
from tests.outreach.test_import_screen import files
from tests.outreach.test_views_encounters import form_data
from tests.planting import Planter, past_rules, sealed_columns
from tests.rules.test_privacy import history_of, own_models
from tests.staff import employ

CONTROL = "control"
# What every sealed column of every table holds.
SEALED = "sealed"
# Opens what is sealed in a file: in every place it lies wrapped.
KEY = "key of a file"
# Columns of bytes that nobody seals, and why they hold no clear text about anybody.
PLAIN_BYTES = {
    ("casework.AuditSealBlock", "salt"): "random",
    ("casework.AuditSealBlock", "marks"): "digests",
    ("outreach.SyncItem", "enc"): "the tablet's half of an exchange of keys",
    ("outreach.SyncItem", "sealed"): "sealed by the tablet; what it opens to is another column",
    ("outreach.SyncItem", "sha256"): "a digest of what is sealed",
    ("outreach.TabletKey", "public_key"): "public",
    ("reports.EditionPdf", "content"): "published figures",
    ("reports.EditionUniverse", "document"): "released figures",
}


@dataclass
class Installation:
    """Where the traces of the run lie."""

    superuser: psycopg.Connection[Any]
    redis: Any
    log: io.StringIO
    wal_from: str


@shared_task(name="tests.break_off")
def break_off(held: str) -> None:
    """A task that fails with a word in its hands."""
    raise ValueError(f"could not use {held!r}")


@pytest.fixture
def installation(django_db_setup: None, django_db_blocker: Any) -> Iterator[Installation]:
    """A database of its own, copied from that of the tests, and the real log format."""
    name = f"test_leaks_{os.getpid()}"
    usual = connection.settings_dict["NAME"]
    copy = sql.SQL("CREATE DATABASE {} OWNER ledljus_owner TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(usual)
    )
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    text, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(text)
    handler.setFormatter(formatter())
    with django_db_blocker.unblock(), psycopg.connect(SUPERUSER_DSN, autocommit=True) as server:
        point_at(usual)
        server.execute(copy)
        # A checkpoint, which other tests ask for too, throws away what nobody holds.
        server.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [name])
        start = server.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
        assert start is not None
        point_at(name)
        root.addHandler(handler)
        socket = settings.CELERY_BROKER_URL.removeprefix("redis+socket://")
        client = redis.Redis(unix_socket_path=socket)
        try:
            with psycopg.connect(SUPERUSER_DSN, dbname=name, autocommit=True) as superuser:
                yield Installation(superuser, client, text, start[0])
        finally:
            root.removeHandler(handler)
            client.close()
            point_at(usual)
            server.execute(drop)


@pytest.fixture
def planted() -> dict[str, str]:
    """A word or a number for each place where something about a person may be written."""
    words = [
        "given name", "family name", "address", "e-mail", "ground", "important", "important before",
        "alert", "alert before", "relative", "relative's contact", "alias", "time", "note",
        "note before", "handover", "typed", "uploaded", "crash", "task", "wrong address", "refused",
        SEALED,
    ]  # fmt: skip
    numbers = {
        "number": "1990" + digits(8),
        "phone": "07" + digits(8),
        "relative's phone": digits(9),
    }
    return {name: word() for name in words} | numbers


def account(role: Role, unit: str) -> User:
    email = f"{word().lower()}@example.org"
    user = User.objects.create_user(email, password=PASSWORD, full_name="Provperson")
    employ(user, role, unit)
    return user


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def keep_a_file(worker: User, planted: dict[str, str]) -> Person:
    """A file with everything in it that is sealed under its own key, and a version before."""
    file = opened(worker, "pom")
    digest = Digester("name-part").digest
    with acting_as(worker):
        for text in ("important before", "important"):
            file.important_to_me = planted[text]
            file.save()
        Identity.objects.create(
            person=file,
            given_name=planted["given name"],
            family_name=planted["family name"],
            address=planted["address"],
            phone=planted["phone"],
            email=f"{planted['e-mail']}@example.org",
            ground=IdentityGround.values[0],
            ground_note=planted["ground"],
            created_by=worker,
        )
        for part in ("given name", "family name"):
            NamePart.objects.create(person=file, digest=digest(planted[part].lower().encode()))
        Identifier.objects.create(
            person=file,
            kind=IdentifierKind.PERSONAL_NUMBER,
            value=planted["number"],
            digest=Digester("person-number").digest(planted["number"].encode()),
            created_by=worker,
        )
        alert = Alert(person=file, kind="danger", created_by=worker)
        for text in ("alert before", "alert"):
            alert.text = planted[text]
            alert.save()
        RelatedPerson.objects.create(
            person=file,
            relation=Relation.values[0],
            name=planted["relative"],
            contact=planted["relative's phone"],
            about=planted["relative's contact"],
            created_by=worker,
        )
    return file


def meet_somebody(worker: User, planted: dict[str, str]) -> Shift:
    """An encounter through the form, changed once, with contact details; a hand-over note."""
    night, client = ongoing(worker), signed_in(worker)
    told = {
        "offer_mika_answer": "accepted",
        "offer_mika_alias": planted["alias"],
        "offer_mika_number": planted["phone"],
        "offer_mika_time": planted["time"],
    }
    url = reverse("outreach:record", args=[night.pk, "utsatt"])
    answer = client.post(url, form_data(night, note=planted["note before"], **told))
    assert answer.status_code == 302
    with acting_as(worker):
        row = Encounter.objects.get(shift=night)
        assert row.note == planted["note before"]
    change = reverse("outreach:change", args=[row.pk])
    seen_at = client.get(change).context["sheet"].seen_at
    data = form_data(night, seen_at=seen_at, note=planted["note"], **told)
    assert client.post(change, data).status_code == 302
    write_handover_note(shift_id=night.pk, note=planted["handover"], by=worker)
    # Pages that show it all, an address that holds a word, and a form whose session has ended.
    for name in ("outreach:encounter", "outreach:history"):
        assert client.get(reverse(name, args=[row.pk])).status_code == 200
    mark = client.get(url).context["author"]
    gone = Client()
    gone.post(url, form_data(night, author=mark, note=planted["typed"]))
    assert gone.session["typed"]
    # Nothing about a person is looked for by an address, and if somebody did, it is not kept.
    client.get(f"/pass/?q={planted['refused']}")
    return night


def upload_a_log(manager: User, planted: dict[str, str]) -> None:
    """An earlier log with a word where a number belongs: the preview quotes it."""
    client = signed_in(manager)
    people = people_csv(person(age=planted["uploaded"])).content
    assert client.post("/pass/importera/", files(people)).status_code == 302
    with acting_as(manager):
        upload = LogUpload.objects.get()
    check_log_upload.delay(str(upload.pk), str(manager.pk))
    check_upload(by=manager, upload_id=upload.pk)
    page = client.get(f"/pass/importera/{upload.pk}/")
    assert planted["uploaded"] in page.content.decode()


def identify_without_ground(worker: User, name: str) -> None:
    with acting_as(worker):
        file = Person.objects.order_by("opened_at")[0]
        Identity.objects.create(person=file, given_name=name, ground="nothing", created_by=worker)


def fill_what_is_sealed(worker: User, manager: User, planted: dict[str, str]) -> bytes:
    """Let every sealed column of every table hold a word, history too; the key of the file."""
    sealed = {label for label, _column in sealed_columns()}
    models = [m for m in own_models() if m._meta.label in sealed and history_of(m) is None]
    with past_rules():
        planter = Planter(worker, manager, planted[SEALED])
        planter.plant(models)
        empty = sealed_columns() - planter.columns_that_hold_their_word()
    assert empty == {("casework.PersonKey", "wrapped")}
    with acting_as(worker):
        return key_of(planter.file.pk)


def go_wrong(worker: User, planted: dict[str, str]) -> bytes:
    """A view, a task, a constraint and a sign-in that fail with words in their hands."""
    with override_settings(ROOT_URLCONF="tests.casework.urls_that_crash"):
        answer = signed_in(worker).post("/kraschar/", {"word": planted["crash"]})
    assert answer.status_code == 500
    result = break_off.apply(args=(planted["task"],))
    assert result.state == "FAILURE"
    wrong = {"login": f"{planted['wrong address']}@example.org", "password": planted["refused"]}
    Client().post("/konto/login/", wrong)
    # The server writes the statement and the row to its own log.
    with pytest.raises(IntegrityError):
        identify_without_ground(worker, planted["refused"])
    return answer.content


def plant_control(installation: Installation, control: str) -> None:
    """The control word, in clear, once in each of the places."""
    VoluntaryOrganisation.objects.create(name=control)
    installation.redis.set(f"control:{os.getpid()}", control, ex=60)
    logging.getLogger("tests").error("Said %s", control)
    with pytest.raises(psycopg.Error):
        installation.superuser.execute(f"SELECT '{control}' FROM nowhere")


def look_everywhere(search: Search, installation: Installation) -> None:
    """Everything that a thief with the disk, the queue or the logs would have."""
    superuser = installation.superuser
    superuser.execute("ANALYZE")
    superuser.execute("CHECKPOINT")
    assert look_in_tables(search, superuser) > 100
    row = superuser.execute(
        "SELECT current_setting('data_directory'), oid,"
        " pg_walfile_name(pg_current_wal_lsn() - 1) FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    assert row is not None
    folder, oid, wal_to = Path(row[0]), row[1], row[2]
    assert look_in_files(search, "data files", (folder / "base" / str(oid)).iterdir()) > 10**6
    segments = [p for p in (folder / "pg_wal").iterdir() if p.name <= wal_to and len(p.name) == 24]
    written = [p for p in segments if p.name >= installation.wal_from]
    assert look_in_files(search, "write-ahead log", written) > 0
    assert look_in_files(search, "server log", [folder / "log"]) > 0
    assert look_in_redis(search, installation.redis) > 0
    search.look("log", installation.log.getvalue().encode())
    for message in mail.outbox:
        search.look("mail", message.message().as_bytes())


def redis_cache() -> override_settings:
    """Failed sign-ins are counted in Redis, as in production."""
    place = settings.CELERY_BROKER_URL.replace("redis+socket://", "unix://", 1)
    backend = "django.core.cache.backends.redis.RedisCache"
    return override_settings(
        CACHES={"default": {"BACKEND": backend, "LOCATION": place}},
        ACCOUNT_RATE_LIMITS={"login_failed": "100/10m/ip,5/5m/key"},
    )


def test_planted_words_are_nowhere(installation: Installation, planted: dict[str, str]) -> None:
    control = word()
    worker, manager = account(Role.OUTREACH_WORKER, "pom"), account(Role.UNIT_MANAGER, "pom")
    with redis_cache():
        file = keep_a_file(worker, planted)
        meet_somebody(worker, planted)
        upload_a_log(manager, planted)
        key = fill_what_is_sealed(worker, manager, planted)
        page = signed_in(worker).get(reverse("casework:person", args=[file.pk]))
        assert planted["important"] in page.content.decode()
        error_page = go_wrong(worker, planted)
        plant_control(installation, control)
        search = Search(planted | {CONTROL: control}, {KEY: key})
        look_everywhere(search, installation)
        search.look("error page", error_page)
        caches["default"].close()
    places = search.places(CONTROL)
    assert {
        "table casework_voluntaryorganisation",
        "data files",
        "write-ahead log",
        "server log",
        "redis",
        "log",
    } <= places
    assert {(name, place) for name, place in search.found if name != CONTROL} == set()


def test_every_column_of_bytes_is_sealed_or_says_why_not() -> None:
    """A new one is planted in and looked for, or has its reason above."""
    columns = {
        (model._meta.label, field.name)
        for model in own_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, BinaryField) and not isinstance(field, DigestField)
    }
    assert columns - sealed_columns() == set(PLAIN_BYTES)
    assert sealed_columns() <= columns


def test_the_search_knows_a_key_in_every_form() -> None:
    key = os.urandom(32)
    for content in (key, key.hex().encode(), b"a" + base64.b64encode(b"ab" + key)):
        search = Search({}, {KEY: key})
        search.look("here", b"before" + content + b"after")
        assert search.found == {(KEY, "here")}, content


@pytest.mark.parametrize("before", ["", "a", "ab"])
def test_the_search_knows_a_word_in_every_form(before: str) -> None:
    planted = word()
    for content in (
        f"{before}{planted} och mer".encode(),
        f"{before}{planted} och mer".encode("utf-16-le"),
        f"{before}{planted} och mer".encode().hex().encode(),
        base64.b64encode(f"{before}{planted} och mer".encode()),
        base64.urlsafe_b64encode(f"{before}{planted}".encode()),
        f"{before}{planted.upper()}".encode(),
    ):
        search = Search({"word": planted, "other": word()})
        search.look("here", content)
        assert search.found == {("word", "here")}, content
