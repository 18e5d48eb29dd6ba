"""People, organisation, staff and the log: one table a file."""

from casework.models.access_request import AccessRequest
from casework.models.age import AgeStatement
from casework.models.alert import Alert, RelatedPerson
from casework.models.attachment import Attachment
from casework.models.audit import AuditEvent
from casework.models.audit_review import (
    AccessReview,
    AuditFinding,
    AuditOutcome,
    AuditSample,
)
from casework.models.audit_seal import AuditDayGone, AuditSeal, AuditSealBlock, AuditSealExport
from casework.models.case import Case
from casework.models.claim import ClaimEvidence, CompensationClaim
from casework.models.consent import Consent, ConsentGrant, ConsentQuerySet
from casework.models.day_to_keep import DayToKeep
from casework.models.disclosure import Disclosure
from casework.models.disposal import (
    DisposalBasis,
    DisposalHold,
    DisposalItem,
    DisposalList,
    DisposalReplay,
)
from casework.models.emergency import EmergencyAccess
from casework.models.extract import Correction, ExtractRequest
from casework.models.grants import Grant, PersonUnitPermission, PersonUserPermission
from casework.models.identity import Identifier, Identity, NamePart
from casework.models.legal_reference import LegalReference
from casework.models.link import PersonLink
from casework.models.membership import Membership
from casework.models.move import MoveRequest
from casework.models.note import Note, NoteDisagreement, NoteDraft
from casework.models.notice import Notice, NoticeMail
from casework.models.organisation import (
    Board,
    City,
    District,
    PoliceUnit,
    Unit,
    VoluntaryOrganisation,
)
from casework.models.permit import ResidencePermit
from casework.models.person import (
    Person,
    PersonKey,
    PersonRow,
    PersonRowQuerySet,
)
from casework.models.place import Country, Municipality, MunicipalityAgreement
from casework.models.recovery import Recovery
from casework.models.return_programme import ReturnProgramme
from casework.models.shelter import Shelter, ShelterAddress, ShelterStay
from casework.models.support import PersonSupport, SupportRule, SupportType
from casework.models.trafficking import IndicatorObservation, TraffickingStatus
from casework.models.user import User

__all__ = [
    "AccessRequest",
    "AccessReview",
    "AgeStatement",
    "Alert",
    "Attachment",
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
    "ClaimEvidence",
    "CompensationClaim",
    "Consent",
    "ConsentGrant",
    "ConsentQuerySet",
    "Correction",
    "Country",
    "DayToKeep",
    "Disclosure",
    "DisposalBasis",
    "DisposalHold",
    "DisposalItem",
    "DisposalList",
    "DisposalReplay",
    "District",
    "EmergencyAccess",
    "ExtractRequest",
    "Grant",
    "Identifier",
    "Identity",
    "IndicatorObservation",
    "LegalReference",
    "Membership",
    "MoveRequest",
    "Municipality",
    "MunicipalityAgreement",
    "NamePart",
    "Note",
    "NoteDisagreement",
    "NoteDraft",
    "Notice",
    "NoticeMail",
    "Person",
    "PersonKey",
    "PersonLink",
    "PersonRow",
    "PersonRowQuerySet",
    "PersonSupport",
    "PersonUnitPermission",
    "PersonUserPermission",
    "PoliceUnit",
    "Recovery",
    "RelatedPerson",
    "ResidencePermit",
    "ReturnProgramme",
    "Shelter",
    "ShelterAddress",
    "ShelterStay",
    "SupportRule",
    "SupportType",
    "TraffickingStatus",
    "Unit",
    "User",
    "VoluntaryOrganisation",
]
