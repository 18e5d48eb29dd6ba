"""The codes of the catalogue are those of the program."""

import pytest

from casework.enums import ExploitationForm, Gender, YesNoUnknown
from outreach.enums import (
    CHILD_BANDS,
    AgeBand,
    Arena,
    ContactRoute,
    NotPossibleReason,
    OfferAnswer,
    SupportKind,
    UnmetNeed,
)
from reports.disclosure import afterwards, catalogue, catalogue_of_files
from reports.disclosure.spec import Spec
from reports.enums import HomeGroup

# What no table has by gender, and why: the time and being a child are counted beside it, a place
# by its group, and nobody asks KAST's contacts.
NOT_BY_GENDER = {"period", "under_18", "home_place"}
TWO = ("a", "b")
SPECS = (
    catalogue.exploited(districts=("a", "not_stated")),
    catalogue.buyers(districts=("a", "not_stated")),
    catalogue_of_files.plans(kinds=TWO, outcomes=TWO, needs=TWO, reasons=TWO),
    catalogue_of_files.referrals_of_files(kinds=TWO),
    catalogue_of_files.protection(permits=TWO, returns=TWO),
)


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: str(spec.code))
def test_everything_is_by_gender(spec: Spec) -> None:
    asked = {level for table in spec.tables for axis in table.axes for level in axis}
    by_gender = {
        level
        for table in spec.tables
        if ("gender",) in table.axes
        for axis in table.axes
        for level in axis
    }
    assert asked - by_gender <= NOT_BY_GENDER


def test_codes_are_those_of_the_choices() -> None:
    assert list(catalogue.AGE.leaves) == AgeBand.values
    assert {str(band) for band in CHILD_BANDS} == catalogue.CHILD
    assert list(catalogue.GENDER.leaves) == Gender.values
    assert list(catalogue.ARENAS) == Arena.values
    assert list(catalogue.HOME_GROUPS) == HomeGroup.values
    assert list(catalogue.TRAFFICKING.leaves) == YesNoUnknown.values
    assert list(catalogue.FORMS) == [*ExploitationForm.values, "not_stated"]
    assert list(catalogue.ROUTES) == [*ContactRoute.values, "not_asked"]
    assert list(afterwards.SUPPORT) == SupportKind.values
    assert list(afterwards.ANSWERS) == [*OfferAnswer.values, "not_asked"]
    assert list(afterwards.NEEDS) == UnmetNeed.values
    reasons = {*NotPossibleReason.values, "not_stated"} - {"no_place"}
    assert set(afterwards.NOT_POSSIBLE) == reasons


def test_what_followed_is_tied_to_the_answer() -> None:
    """Nobody was booked without a yes, and nothing was lacking that was possible."""
    offers = catalogue.OFFERS
    assert len(offers.leaves) == len(set(offers.leaves)) == 11 * (9 + 14 + 3)
    for leaf in offers.leaves:
        is_yes = offers.levels["answer"][leaf] == "accepted"
        assert (offers.levels["offer_way"][leaf] != "none") == is_yes
        assert (offers.levels["first_contact"][leaf] != "none") == is_yes
        impossible = offers.levels["answer"][leaf] == "not_possible"
        assert (offers.levels["not_possible_reason"][leaf] != "none") == impossible


def test_tables_go_in_turn_where_they_are_too_many() -> None:
    spec = SPECS[0]
    first, second = catalogue.with_fewer(spec)
    gone = [{t.code for t in spec.tables} - {t.code for t in s.tables} for s in (first, second)]
    assert gone[0] == {"referral_answers_by_gender"}
    assert gone[1] > {"ways", "receivers_by_gender"} | gone[0]
    assert first.variables == second.variables == spec.variables
    (only,) = catalogue.with_fewer(SPECS[3])
    assert "sent_by_gender" in {t.code for t in only.tables}
