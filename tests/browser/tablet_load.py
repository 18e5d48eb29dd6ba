"""Adds to the browser tests' database what a tablet goes out with, and prints it as JSON."""

import json
from datetime import timedelta

import django

django.setup()

from django.db import transaction  # noqa: E402 - after the set-up
from django.utils import timezone  # noqa: E402

from casework.actors import acting_as  # noqa: E402
from casework.models import Municipality, Unit, User  # noqa: E402
from outreach.actions.tablets import register_device  # noqa: E402
from outreach.enums import Arena, ShiftKind, ShiftState  # noqa: E402
from outreach.models import CrewMember, Shift, ShiftUnit  # noqa: E402


def shift_of(worker: User, unit: Unit, state: ShiftState) -> Shift:
    now = timezone.localtime()
    begun = now - timedelta(minutes=1 if state == ShiftState.ONGOING else 30)
    with acting_as(worker):
        shift = Shift.objects.create(
            unit=unit,
            kind=ShiftKind.JOINT_PATROL,
            municipality=Municipality.objects.get(name="Stockholm"),
            arena=Arena.STREET,
            day=begun.date(),
            starts_at=begun,
            state=state,
        )
        ShiftUnit.objects.create(shift=shift, unit=unit)
        CrewMember.objects.create(shift=shift, user=worker)
    return shift


def main() -> None:
    unit = Unit.objects.get(code="pom")
    people = {
        name: User.objects.get(email=f"{name}@example.org")
        for name in ("worker", "manager", "colleague")
    }
    with transaction.atomic():
        shift = shift_of(people["worker"], unit, ShiftState.ONGOING)
        planned = shift_of(people["worker"], unit, ShiftState.PLANNED)
        device = register_device(by=people["manager"], name=f"Provplattan {shift.pk}", unit=unit)
    print(  # noqa: T201 - the answer
        json.dumps(
            {
                "shift": str(shift.pk),
                "planned": str(planned.pk),
                "device": str(device.pk),
                **{name: str(user.pk) for name, user in people.items()},
            }
        )
    )


if __name__ == "__main__":
    main()
