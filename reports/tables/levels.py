"""What the levels and universes of an edition are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.tables import variables as v
from reports.tables.variables import Words

UNIVERSE_WORDS: dict[str, Words] = {
    "exploited": gettext_lazy("Exploited people"),
    "suspected_buyers": gettext_lazy("Suspected buyers of a sexual act"),
    "kast": gettext_lazy("Contacts at KAST"),
    "plans": gettext_lazy("Plans"),
    "referrals": gettext_lazy("Referrals from files"),
    "protection": gettext_lazy("Protection, permits and ways home"),
}
# The levels that an exact figure may be about, and the variable that has their words.
LEVELS: dict[str, v.Variable] = {
    "told_of_rights": v.INFORMED,
    "offered_support": v.OFFERED,
    "gender": v.GENDER,
    "under_18": v.UNDER_18,
    "age_band": v.AGE_BAND,
    "citizenship_region": v.CITIZENSHIP,
    "home_group": v.HOME,
    "arena": v.ARENA,
    "operation_week": v.WEEK_NUMBER,
    "trafficking": v.TRAFFICKING,
    "contact_route": v.CONTACT_ROUTE,
    "concern_report": v.CONCERN_REPORT,
}


def universe_words(universe: str) -> str:
    """What the people of *universe* are called."""
    return str(UNIVERSE_WORDS[universe])


def value_words(level: str, value: str) -> str:
    """What a value of *level* is called, with what is asked; everybody where there is none."""
    if not level:
        return _("Everybody")
    variable = LEVELS.get(level)
    if variable is None:
        return f"{level}: {value}"
    return f"{variable.label}: {variable.label_of(value)}"
