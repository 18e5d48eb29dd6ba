"""Fills the browser tests' database and prints what the tests need to know as JSON."""

import json

import django

django.setup()

from django.db import transaction  # noqa: E402 - after the set-up

from casework.enums import Role  # noqa: E402
from casework.models import Membership, Unit, User  # noqa: E402
from tests.browser.people import PASSWORD, PEOPLE  # noqa: E402
from tests.casework.journal import attached, consented, signed  # noqa: E402
from tests.casework.people import opened  # noqa: E402
from tests.night import one_night  # noqa: E402


def make(name: str, role: Role | None, unit: str | None) -> User:
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, full_name=f"Prov {name}")
    if role is not None:
        place = Unit.objects.get(code=unit) if unit else None
        Membership.objects.create(user=user, role=role, unit=place)
    return user


def main() -> None:
    with transaction.atomic():
        users = {name: make(name, role, unit) for name, (role, unit) in PEOPLE.items()}
        night = one_night(users["worker"], "pom")
        person = opened(users["worker"], "pom")
        note = signed(users["worker"], person)
        attached(users["worker"], person, note)
        consented(users["worker"], person)
    print(  # noqa: T201 - the answer
        json.dumps(
            {
                "shift": str(night.shift.pk),
                "encounter": str(night.encounter.pk),
                "contact": str(night.contact.pk),
                "person": str(person.pk),
                "note": str(note.pk),
                "unit": str(night.shift.unit_id),
                "account": str(users["worker"].pk),
            }
        )
    )


if __name__ == "__main__":
    main()
