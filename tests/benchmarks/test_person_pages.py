"""The pages of files among 200,000, beside their own SQL run bare and beside stock Django admin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.actors import acting_as, set_acting_user
from casework.crypto import Digester
from casework.enums import ClosingReason, IdentityGround, Role
from casework.models import Person, PersonKey, Unit, User
from casework.person_keys import wrapped_key
from tests.benchmarks.conftest import Measured, Ratios, bare_dsn, best_of, best_of_each
from tests.benchmarks.generate_files import OF_UNIT, OWN, Wanted, generate_files
from tests.counting import MOST_QUERIES, counts
from tests.staff import employ

pytestmark = pytest.mark.benchmark

RUNS = 15
EMPTY_PAGE = "/roller/"
# A unit without shifts and encounters: what is measured is files.
UNIT = "regionkoordinatorer"
NAME = "amina"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(scope="session")
def people(worker: User, django_db_blocker: Any) -> Iterator[dict[str, User]]:
    """A coordinator with 300 files and the manager of a unit with 5,000, in a region of 200,000."""
    with django_db_blocker.unblock():
        unit = Unit.objects.get(code=UNIT)
        found = {}
        for name, role in (("coordinator", Role.COORDINATOR), ("manager", Role.UNIT_MANAGER)):
            user = User.objects.create_user(f"{name}@example.org", full_name=name.title())
            employ(user, role, unit.code, valid_from=date(2020, 1, 1))
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


Ask = Callable[[], Any]


def asking(page: str, user: User, bare: Any) -> tuple[str, dict[str, str] | None]:
    """Where *page* is, and what is sent there: words that are looked for stand in no address."""
    if page == "person":
        return reverse("casework:person", args=[some_file(user, bare).pk]), None
    if page == "search":
        return reverse("casework:search_files"), {"q": NAME}
    return reverse("casework:files"), None


def asked_by(client: Client, address: str, sent: dict[str, str] | None = None) -> Ask:
    """A call that opens the page, as often as it is called."""
    if sent is None:
        return lambda: client.get(address)
    return lambda: client.post(address, sent)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def own_queries(ask: Ask) -> list[str]:
    """What the page reads, and what it writes to the log.

    Savepoints and telling the database who acts carry nothing; nor is what keeps the session alive
    the page's own.
    """
    with CaptureQueriesContext(connection) as captured:
        assert ask().status_code == 200
    return [q["sql"] for q in captured.captured_queries if counts(q["sql"])]


def reading(statements: list[str]) -> list[str]:
    return [sql for sql in statements if not sql.startswith("INSERT")]


def run_bare(user: User, statements: list[str]) -> Callable[[], None]:
    def run() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            set_acting_user(user)
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
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
    ask = asked_by(client, *asking(name, user, bare))
    statements = own_queries(ask)
    bare_sql = run_bare(user, reading(statements))
    empty, sql, ours = best_of_each(RUNS, lambda: client.get(EMPTY_PAGE), bare_sql, ask)
    remark = (
        f"to an empty page ({empty * 1000:.1f} ms) + 2 × its SQL ({sql * 1000:.1f} ms);"
        f" {len(statements)} statements"
    )
    ratios.add(Measured(f"{name}, {who}", ours, empty + 2 * sql, 1.0, remark))
    assert len(statements) <= MOST_QUERIES


@pytest.mark.parametrize("who", ["coordinator", "manager"])
@pytest.mark.parametrize("name", ["person list", "search", "person"])
def test_beside_stock_admin(
    name: str, who: str, people: dict[str, User], bare: Any, ratios: Ratios
) -> None:
    """The same rows in Django's admin with guardian's defaults. No target: only to compare."""
    user = people[who]
    User.objects.filter(pk=user.pk).update(is_staff=True)
    # As guardian knows who belongs to a unit: by its group.
    unit = Unit.objects.get(code=UNIT)
    if who == "manager":
        user.groups.add(Group.objects.get(name=f"unit:{unit.pk}"))
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
    ours = best_of(RUNS, asked_by(signed_in(user), *asking(name, user, bare)))
    ratios.add(Measured(f"{name}, {who}, stock admin", ours, stock, float("inf"), "to stock admin"))
