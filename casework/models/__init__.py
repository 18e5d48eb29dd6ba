"""People, organisation, staff and the log: one table a file."""

from casework.models.audit import AuditEvent
from casework.models.audit_review import (
    AccessReview,
    AuditFinding,
    AuditOutcome,
    AuditSample,
)
from casework.models.audit_seal import AuditDayGone, AuditSeal, AuditSealBlock, AuditSealExport
from casework.models.legal_reference import LegalReference
from casework.models.membership import Membership
from casework.models.organisation import (
    Board,
    City,
    District,
    PoliceUnit,
    Unit,
    VoluntaryOrganisation,
)
from casework.models.place import Country, Municipality, MunicipalityAgreement
from casework.models.user import User

__all__ = [
    "AccessReview",
    "AuditDayGone",
    "AuditEvent",
    "AuditFinding",
    "AuditOutcome",
    "AuditSample",
    "AuditSeal",
    "AuditSealBlock",
    "AuditSealExport",
    "Board",
    "City",
    "Country",
    "District",
    "LegalReference",
    "Membership",
    "Municipality",
    "MunicipalityAgreement",
    "PoliceUnit",
    "Unit",
    "User",
    "VoluntaryOrganisation",
]
