"""The codes of the catalogue are those of the program."""

from casework.enums import ExploitationForm, Gender, YesNoUnknown
from outreach.enums import CHILD_BANDS, AgeBand, Arena, ContactRoute, OfferAnswer, SupportKind
from reports.disclosure import catalogue
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
    assert list(catalogue.SUPPORT) == SupportKind.values
    assert list(catalogue.ANSWERS) == [*OfferAnswer.values, "not_asked"]
