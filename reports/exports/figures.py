"""What every file says first: the key figures under their stable names."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.tables.follow_up import FollowUp

FIGURES: dict[str, str | Promise] = {
    "shifts": _("Shifts"),
    "hours": _("Hours"),
    "shifts_with_nobody_met": _("Shifts where nobody was met"),
    "exploited": _("Exploited people met"),
    "exploited_under_18": _("of which under 18 or possibly under 18"),
    "suspected_buyers": _("Suspected buyers met"),
    "suspected_buyers_under_18": _("of which under 18 or possibly under 18"),
    "informed_share": _("Share of the exploited informed of support, protection and rights"),
    "offered_support_share": _("Share of the exploited offered support"),
}


def key_figures(follow_up: FollowUp) -> dict[str, int | float | None]:
    """The key figures by name; a share is between 0 and 1, and ``None`` of nobody."""
    headline = follow_up.headline
    return {
        "shifts": headline.shifts,
        "hours": shown(headline.hours),
        "shifts_with_nobody_met": headline.nobody_met,
        "exploited": headline.exploited,
        "exploited_under_18": headline.exploited_under_18,
        "suspected_buyers": headline.suspected_buyers,
        "suspected_buyers_under_18": headline.suspected_buyers_under_18,
        "informed_share": headline.informed_share,
        "offered_support_share": headline.offered_support_share,
    }


def shown(value: float) -> float:
    """A number of a table as a file has it: hours to two decimals, counts whole."""
    return int(value) if value == int(value) else round(value, 2)
