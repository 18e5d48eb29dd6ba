"""A file with something in every part, for extracts and disposals."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from casework.actors import acting_as
from casework.enums import AlertKind, IdentifierKind, IdentityGround, Relation
from casework.models import Alert, Identifier, Identity, Person, RelatedPerson, User
from tests.casework.people import FAMILY_NAME, GIVEN_NAME, opened

ADDRESS = "Planterade gatan 7"
WARNING = "Planterad varning om en dörr"
RELATIVE, RELATIVE_PHONE = "Planterad Anhörig", "070-000 00 01"


def full_file(by: User, unit_code: str = "pom", **values: Any) -> Person:
    """A file with identity, number, warning and a related person."""
    person = opened(by, unit_code, **values)
    with acting_as(by), transaction.atomic():
        own: dict[str, Any] = {"person": person, "created_by": by}
        person.important_to_me = "Planterad önskan"
        person.save()
        Identity.objects.create(
            given_name=GIVEN_NAME,
            family_name=FAMILY_NAME,
            address=ADDRESS,
            phone="070-000 00 02",
            ground=IdentityGround.CONSENT,
            **own,
        )
        Identifier.objects.create(kind=IdentifierKind.PASSPORT, value="PLANT123", **own)
        warning = Alert.objects.create(kind=AlertKind.DANGER, text=WARNING, **own)
        # A second version, so that there is an earlier one.
        warning.text = WARNING + "."
        warning.save()
        RelatedPerson.objects.create(
            relation=Relation.PARENT, name=RELATIVE, contact=RELATIVE_PHONE, **own
        )
    return person
