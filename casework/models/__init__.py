"""People, organisation, staff and the log: one table a file."""

from casework.models.access_request import AccessRequest
from casework.models.alert import Alert, RelatedPerson
from casework.models.audit import AuditEvent
from casework.models.audit_review import (
    AccessReview,
    AuditFinding,
    AuditOutcome,
    AuditSample,
)
from casework.models.audit_seal import AuditDayGone, AuditSeal, AuditSealBlock, AuditSealExport
from casework.models.case import Case
from casework.models.emergency import EmergencyAccess
from casework.models.grants import Grant, PersonUnitPermission, PersonUserPermission
from casework.models.identity import Identifier, Identity, NamePart
from casework.models.legal_reference import LegalReference
from casework.models.membership import Membership
from casework.models.move import MoveRequest
from casework.models.notice import Notice, NoticeMail
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
from casework.models.recovery import Recovery
from casework.models.shelter import Shelter, ShelterAddress, ShelterStay
from casework.models.user import User

__all__ = [
    "AccessRequest",
    "AccessReview",
    "AgeStatement",
    "Alert",
    "AuditDayGone",
    "AuditEvent",
    "AuditFinding",
    "AuditOutcome",
    "AuditSample",
    "AuditSeal",
    "AuditSealBlock",
    "AuditSealExport",
    "Board",
    "Case",
    "City",
    "Country",
    "District",
    "EmergencyAccess",
    "Grant",
    "Identifier",
    "Identity",
    "LegalReference",
    "Membership",
    "MoveRequest",
    "Municipality",
    "MunicipalityAgreement",
    "NamePart",
    "Notice",
    "NoticeMail",
    "Person",
    "PersonKey",
    "PersonRow",
    "PersonRowQuerySet",
    "PersonUnitPermission",
    "PersonUserPermission",
    "PoliceUnit",
    "Recovery",
    "RelatedPerson",
    "Shelter",
    "ShelterAddress",
    "ShelterStay",
    "Unit",
    "User",
    "VoluntaryOrganisation",
]
