"""The columns of the file. Names and values are data; ``docs/exchange.md`` says where from.

What we do not record is a column that stays empty: a receiver sees that it is missing, not "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from casework.enums import ClosingReason, ExploitationForm, Gender, SexualKind
from casework.trafficking.enums import Authority, Offence, Suspicion


class Origin(StrEnum):
    """Where the name of a column is from."""

    HTCDS = "htcds"
    CTDC = "ctdc"
    OURS = "ours"


@dataclass(frozen=True)
class Column:
    """One column. *ours* is what it is made from; empty for a gap."""

    name: str
    origin: Origin
    ours: str = ""


CASE_ID, YEAR, AGE, MAJORITY = "exportCaseId", "yearOfRegistration", "ageBroad", "majorityStatus"
GENDER, CITIZENSHIP = "prs_Gender", "prs_Citizenship"
STATUS, DECIDER = "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg"
EXPLOITATION, SEX_EXPLOITATION = "vic_TypeOfExploitation", "vic_TypeOfSexExploitation"
CASE_STATUS = "cas_Status"
COLUMNS = (
    Column(CASE_ID, Origin.OURS, "random, new in every file"),
    Column(YEAR, Origin.CTDC, "Person.opened_at, the year"),
    Column(AGE, Origin.CTDC, "AgeStatement, at that time, where it is certain"),
    Column(MAJORITY, Origin.CTDC, "AgeStatement, at that time, where it is certain"),
    Column(GENDER, Origin.HTCDS, "Person.gender"),
    Column(CITIZENSHIP, Origin.HTCDS, "Person.citizenship"),
    Column(STATUS, Origin.HTCDS, "TraffickingStatus.suspicion and .offence, the latest"),
    Column(DECIDER, Origin.HTCDS, "TraffickingStatus.decided_by, where confirmed"),
    Column(EXPLOITATION, Origin.HTCDS, "exploitation_form of the status or of Person"),
    Column(SEX_EXPLOITATION, Origin.HTCDS, "sexual_kind of the status or of Person"),
    Column(CASE_STATUS, Origin.HTCDS, "Case.state and .closing_reason"),
    Column("con_Consent", Origin.HTCDS),
    Column("vic_MethodOfRecruitment", Origin.HTCDS),
    Column("vic_LocationOfRecruitment", Origin.HTCDS),
    Column("vic_Methods_of_Control", Origin.HTCDS),
    Column("vic_ForcedLabourIndustry", Origin.HTCDS),
    Column("vic_LocationOfExploitation", Origin.HTCDS),
    Column("vic_Vulnerabilities", Origin.HTCDS),
    Column("cas_ReasonForIncomingReferral", Origin.HTCDS),
    Column("cas_ReasonForOutgoingReferral", Origin.HTCDS),
    Column("RecruiterRelationship", Origin.CTDC),
    Column("CountryOfExploitation", Origin.CTDC),
)

GENDERS = {
    Gender.WOMAN: "Feminine",
    Gender.MAN: "Masculine",
    # The nearest value: we do not record which other gender it is.
    Gender.OTHER: "NonConforming",
    Gender.UNKNOWN: "NonSpecifiedUnknown",
}
EXPLOITATIONS = {
    ExploitationForm.SEXUAL: "SexualExploitation",
    ExploitationForm.LABOUR: "ForcedLabour",
    ExploitationForm.BEGGING: "ForcedBegging",
    # No value of the standard is about crime, and its military one is about non-state actors only.
    ExploitationForm.CRIME: "Other",
    ExploitationForm.WAR_SERVICE: "Other",
    ExploitationForm.ORGANS: "OrganRemoval",
    ExploitationForm.OTHER: "Other",
}
SEX_EXPLOITATIONS = {
    SexualKind.FOR_PAYMENT: "Prostitution",
    SexualKind.PORNOGRAPHY: "Pornography",
    SexualKind.AT_A_DISTANCE: "RemoteInteractiveServices",
    # Not among the standard's kinds.
    SexualKind.SUGAR_DATING: "",
    SexualKind.SELF_HARM: "",
}
DECIDERS = {
    Authority.POLICE: "Police",
    Authority.PROSECUTOR: "CourtOrProsecution",
    Authority.COURT: "CourtOrProsecution",
    Authority.SOCIAL_SERVICES: "NonPoliceGovernmentalOrganization",
    Authority.MIGRATION_AGENCY: "NonPoliceGovernmentalOrganization",
    Authority.OTHER: "Other",
}
Row = Mapping[str, str]


@dataclass(frozen=True)
class Found:
    """One person as the view tells of them: no identifier, no day, no age in years."""

    registered_year: int
    age_group: str
    majority: str
    gender: str
    country: str
    suspicion: str
    offence: str
    decided_by: str
    exploitation_form: str
    sexual_kind: str
    is_open: bool
    last_closing_reason: str


def as_row(found: Found) -> dict[str, str]:
    """*found* in the standard's words, without the identifier of the file's own."""
    row = dict.fromkeys((column.name for column in COLUMNS), "")
    row[YEAR], row[AGE] = str(found.registered_year), found.age_group
    row[MAJORITY], row[CITIZENSHIP] = found.majority, found.country
    row[GENDER] = GENDERS[Gender(found.gender)] if found.gender else ""
    row[STATUS], row[DECIDER] = _status(found)
    if found.exploitation_form:
        row[EXPLOITATION] = EXPLOITATIONS[ExploitationForm(found.exploitation_form)]
    if found.sexual_kind:
        row[SEX_EXPLOITATION] = SEX_EXPLOITATIONS[SexualKind(found.sexual_kind)]
    row[CASE_STATUS] = _case_status(found)
    return row


def _status(found: Found) -> tuple[str, str]:
    """What the standard asks about is trafficking: human exploitation is another offence."""
    if found.suspicion == Suspicion.RULED_OUT:
        return "NotAVictimOfTrafficking", ""
    if found.offence == Offence.EXPLOITATION:
        return "", ""
    if found.suspicion in (Suspicion.SUSPECTED, Suspicion.PRESUMED):
        return "PossibleVictimOfTrafficking", ""
    # What was confirmed without saying which offence it was is not known to be trafficking.
    if found.suspicion == Suspicion.CONFIRMED and found.offence == Offence.TRAFFICKING:
        return "ActualVictimOfTrafficking", DECIDERS[Authority(found.decided_by)]
    return "", ""


def _case_status(found: Found) -> str:
    if found.is_open:
        return "Active"
    return "ClosedReferred" if found.last_closing_reason == ClosingReason.MOVED else "Closed"
