"""The codes of the catalogue are those of the program."""

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
from reports.disclosure import afterwards, catalogue
from reports.enums import HomeGroup


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
