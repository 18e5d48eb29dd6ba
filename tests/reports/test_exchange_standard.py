"""The file for exchange against the lists of HTCDS that can be read: names of fields, and values.

Of the standard's own survey form (github.com/UNMigration/HTCDS, commit 260644b) and of its field
reference (commit 38195b9); docs/exchange.md tells what is in which.
"""

from __future__ import annotations

from reports.exchange.fields import (
    CASE_STATUS,
    COLUMNS,
    DECIDER,
    DECIDERS,
    EXPLOITATION,
    EXPLOITATIONS,
    GENDER,
    GENDERS,
    SEX_EXPLOITATION,
    SEX_EXPLOITATIONS,
    STATUS,
    Found,
    Origin,
    as_row,
)

SURVEY = {
    "con_Consent", "prs_Salutation", "prs_First_Name", "prs_Second_Name", "prs_Birthdate",
    "prs_Gender", "prs_Citizenship", "prs_Title", "prs_Email", "prs_HomePhone", "prs_MobilePhone",
    "prs_MailingCity", "prs_MailingCountry", "prs_MailingState", "prs_MailingStreet",
    "prs_MailingPostalCode", "vic_MethodOfRecruitment", "vic_LocationOfRecruitment",
    "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg", "vic_Methods_of_Control",
    "vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "vic_TypeOfSexExploitation",
    "vic_LocationOfExploitation", "cas_Status", "cas_ReferringOrganisation",
    "cas_IncomingReferralDate", "cas_ReferringPrimaryCaseWorker", "cas_ReasonForIncomingReferral",
    "cas_IncomingReferralDetails",
}  # fmt: skip
# In the field reference alone, by name and prefix.
REFERENCE = {"vic_Vulnerabilities", "cas_ReasonForOutgoingReferral"}
# What says who somebody is, and is in no file of ours.
IDENTIFYING = {name for name in SURVEY if name.startswith("prs_")} - {
    "prs_Gender",
    "prs_Citizenship",
}
VALUES = {
    GENDER: {
        "Feminine", "Masculine", "TransgenderFeminine", "TransgenderMasculine", "NonConforming",
        "NonSpecifiedUnknown",
    },
    STATUS: {
        "PossibleVictimOfTrafficking", "ActualVictimOfTrafficking", "NotAVictimOfTrafficking",
    },
    DECIDER: {"Police", "NGO", "CourtOrProsecution", "NonPoliceGovernmentalOrganization", "Other"},
    EXPLOITATION: {
        "ForcedLabour", "SexualExploitation", "ChildLabour", "ForcedMarriage", "Servitude",
        "ForcedMilitaryByNonStateActors", "OrganRemoval", "ForcedBegging", "ForcedAdoption",
        "Surrogacy", "Other",
    },
    SEX_EXPLOITATION: {
        "Prostitution", "Pornography", "RemoteInteractiveServices", "PrivateSexualServices",
    },
    CASE_STATUS: {"Active", "FollowUp", "Closed", "ClosedReferred"},
}  # fmt: skip


def test_every_column_of_the_standard_has_a_name_of_the_standard() -> None:
    ours = {column.name for column in COLUMNS if column.origin == Origin.HTCDS}
    assert ours - SURVEY - REFERENCE == set()
    assert ours & IDENTIFYING == set()
    # Each field of the survey is a column, or is left out on purpose.
    left_out = IDENTIFYING | {
        "cas_ReferringOrganisation", "cas_IncomingReferralDate", "cas_ReferringPrimaryCaseWorker",
        "cas_IncomingReferralDetails",
    }  # fmt: skip
    assert SURVEY - ours == left_out


def test_every_value_is_one_of_the_standard() -> None:
    for column, ours in (
        (GENDER, GENDERS),
        (DECIDER, DECIDERS),
        (EXPLOITATION, EXPLOITATIONS),
        (SEX_EXPLOITATION, SEX_EXPLOITATIONS),
    ):
        assert {value for value in ours.values() if value} <= VALUES[column], column


def test_states_are_those_of_the_standard() -> None:
    """Whatever is known of a person, in every state that they and their case can be in."""
    told: dict[str, set[str]] = {STATUS: set(), CASE_STATUS: set()}
    for suspicion in ("", "none", "suspected", "presumed", "confirmed", "ruled_out"):
        for offence in ("", "trafficking", "exploitation"):
            for is_open, reason in ((True, ""), (False, ""), (False, "moved")):
                row = as_row(
                    Found(
                        registered_year=2025,
                        age_group="",
                        majority="",
                        gender="",
                        country="",
                        suspicion=suspicion,
                        offence=offence,
                        decided_by="police",
                        exploitation_form="",
                        sexual_kind="",
                        is_open=is_open,
                        last_closing_reason=reason,
                    )
                )
                for column, values in told.items():
                    values.add(row[column])
    assert told[STATUS] == VALUES[STATUS] | {""}
    assert told[CASE_STATUS] == {"Active", "Closed", "ClosedReferred"}
