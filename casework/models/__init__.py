"""People, organisation, staff and the log: one table a file."""

from casework.models.alert import Alert, RelatedPerson
from casework.models.attachment import Attachment
from casework.models.audit import AuditEvent
from casework.models.case import Case
from casework.models.consent import Consent, ConsentGrant, ConsentQuerySet
from casework.models.grants import Grant, PersonUnitPermission, PersonUserPermission
from casework.models.identity import Identifier, Identity, NamePart
from casework.models.legal_reference import LegalReference
from casework.models.membership import Membership
from casework.models.move import MoveRequest
from casework.models.note import Note, NoteDisagreement, NoteDraft
from casework.models.organisation import (
    Board,
    City,
    District,
    PoliceUnit,
    Unit,
    VoluntaryOrganisation,
)
from casework.models.person import (
    AgeStatement,
    Person,
    PersonKey,
    PersonRow,
    PersonRowQuerySet,
)
from casework.models.place import Country, Municipality, MunicipalityAgreement
from casework.models.shelter import Shelter, ShelterAddress, ShelterStay
from casework.models.user import User

__all__ = [
    "AgeStatement",
    "Alert",
    "Attachment",
    "AuditEvent",
    "Board",
    "Case",
    "City",
    "Consent",
    "ConsentGrant",
    "ConsentQuerySet",
    "Country",
    "District",
    "Grant",
    "Identifier",
    "Identity",
    "LegalReference",
    "Membership",
    "MoveRequest",
    "Municipality",
    "MunicipalityAgreement",
    "NamePart",
    "Note",
    "NoteDisagreement",
    "NoteDraft",
    "Person",
    "PersonKey",
    "PersonRow",
    "PersonRowQuerySet",
    "PersonUnitPermission",
    "PersonUserPermission",
    "PoliceUnit",
    "RelatedPerson",
    "Shelter",
    "ShelterAddress",
    "ShelterStay",
    "Unit",
    "User",
    "VoluntaryOrganisation",
]
