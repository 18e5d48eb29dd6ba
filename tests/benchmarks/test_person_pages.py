"""The pages of files among 200,000, beside their own SQL run bare and beside stock Django admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from casework.actors import acting_as, set_acting_user
from casework.crypto import Digester
from casework.enums import ClosingReason, IdentityGround, Role
from casework.models import Membership, Person, PersonKey, Unit, User
from casework.person_keys import wrapped_key
from tests.benchmarks.conftest import Measured, Ratios, bare_dsn, best_of
from tests.benchmarks.generate_files import OF_UNIT, OWN, Wanted, generate_files

pytestmark = pytest.mark.benchmark

RUNS, MOST_QUERIES = 7, 12
EMPTY_PAGE = "/roller/"
NAME = "amina"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session")
def people(worker: User, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """A coordinator with 300 files and the manager of a unit with 5,000, in a region of 200,000."""
    with django_db_blocker.unblock():
        # A unit without shifts and encounters: what is measured is files.
        unit = Unit.objects.get(code="regionkoordinatorer")
        found = {}
        for name, role in (("coordinator", Role.COORDINATOR), ("manager", Role.UNIT_MANAGER)):
            user = User.objects.create_user(f"{name}@example.org", full_name=name.title())
            since = timezone.localdate().replace(year=2020, day=1)
            Membership.objects.create(user=user, role=role, unit=unit, valid_from=since)
            found[name] = user
        generate_files(
            bare_dsn(),
            Wanted(
                owner=found["coordinator"].pk,
                unit=unit.pk,
                common=Digester("name-part").digest(NAME.encode()),
                closing_reason=ClosingReason.values[0],
                identity_ground=IdentityGround.values[0],
            ),
        )
        yield found


def visible(user: User) -> int:
    with acting_as(user):
        return Person.objects.visible_to(user).count()


def some_file(user: User, bare: Any) -> Person:
    """A file of *user* with words that open: its key is put in its place past all policies."""
    with acting_as(user):
        person = Person.objects.visible_to(user).listed().order_by("pseudonym")[7]
    bare.execute(
        "UPDATE casework_personkey SET wrapped = %s WHERE person_id = %s",
        [wrapped_key(person.pk), person.pk],
    )
    bare.execute("UPDATE casework_person SET important_to_me = NULL WHERE id = %s", [person.pk])
    bare.execute("DELETE FROM casework_alert WHERE person_id = %s", [person.pk])
    bare.commit()
    with acting_as(user):
        assert PersonKey.objects.filter(pk=person.pk).exists()
        person = Person.objects.get(pk=person.pk)
        person.important_to_me = "Att få vara i fred."
        person.save()
    return person


def address_of(page: str, user: User, bare: Any) -> str:
    """Where *page* is."""
    try:
        if page == "person":
            return reverse("casework:person", args=[some_file(user, bare).pk])
        url = reverse("casework:search" if page == "search" else "casework:persons")
    except NoReverseMatch:
        pytest.skip(f"there is no page “{page}” yet")
    return f"{url}?q={NAME}" if page == "search" else url


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def own_queries(client: Client, address: str) -> tuple[list[str], int]:
    """The page's statements that read, and how many statements it takes altogether."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    said = [query["sql"].strip("( \n") for query in captured.captured_queries]
    counted = [sql for sql in said if sql.startswith(("SELECT", "INSERT", "UPDATE", "WITH"))]
    reading = [
        query["sql"]
        for query, sql in zip(captured.captured_queries, said, strict=True)
        if sql.startswith("SELECT") and "set_config" not in sql
    ]
    return reading, len(counted)


def run_bare(user: User, statements: list[str]) -> Callable[[], None]:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            set_acting_user(user)
            for statement in statements:
                cursor.execute(statement)
                cursor.fetchall()

    return run


def as_stock_django() -> override_settings:
    """Settings with the admin in, and templates as Django has them."""
    templates = [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ]
    return override_settings(
        ROOT_URLCONF="tests.benchmarks.stock_admin",
        INSTALLED_APPS=[*settings.INSTALLED_APPS, "django.contrib.admin.apps.SimpleAdminConfig"],
        TEMPLATES=templates,
    )


def test_they_see_what_they_should(people: dict[str, User]) -> None:
    assert (visible(people["coordinator"]), visible(people["manager"])) == (OWN, OF_UNIT)


@pytest.mark.parametrize("who", ["coordinator", "manager"])
@pytest.mark.parametrize("name", ["person list", "search", "person"])
def test_a_page(name: str, who: str, people: dict[str, User], bare: Any, ratios: Ratios) -> None:
    user, client = people[who], signed_in(people[who])
    address = address_of(name, user, bare)
    statements, count = own_queries(client, address)
    empty = best_of(RUNS, lambda: client.get(EMPTY_PAGE))
    sql = best_of(RUNS, run_bare(user, statements))
    ours = best_of(RUNS, lambda: client.get(address))
    remark = f"to an empty page + 2 × its SQL ({sql * 1000:.1f} ms); {count} statements"
    ratios.add(Measured(f"{name}, {who}", ours, empty + 2 * sql, 1.0, remark))
    assert count <= MOST_QUERIES


@pytest.mark.parametrize("who", ["coordinator", "manager"])
@pytest.mark.parametrize("name", ["person list", "search", "person"])
def test_beside_stock_admin(
    name: str, who: str, people: dict[str, User], bare: Any, ratios: Ratios
) -> None:
    """The same rows in Django's admin with guardian's defaults. No target: only to compare."""
    user = people[who]
    User.objects.filter(pk=user.pk).update(is_staff=True)
    permission = Permission.objects.get(codename="read_person")
    user.user_permissions.add(permission)
    person = some_file(user, bare)
    addresses = {
        "person list": "/admin/casework/person/",
        "search": f"/admin/casework/person/?q={person.pseudonym}",
        "person": f"/admin/casework/person/{person.pk}/change/",
    }
    with as_stock_django():
        client = signed_in(user)
        response = client.get(addresses[name])
        assert response.status_code == 200
        stock = best_of(3, lambda: client.get(addresses[name]))
    client = signed_in(user)
    try:
        address = address_of(name, user, bare)
    except pytest.skip.Exception:
        address = ""
    ours = best_of(RUNS, lambda: client.get(address)) if address else stock
    remark = "to stock admin" if address else "stock admin alone: no page of ours yet"
    ratios.add(Measured(f"{name}, {who}, stock admin", ours, stock, float("inf"), remark))
