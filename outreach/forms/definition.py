"""The encounter form, version 1: what is asked about whom, when, and what must be answered.

On the street almost nothing is required. A change of what is asked or required is a new version:
tablets may be out with the old one for 14 days. The server's form, its rules and later the tablet
are all made from what :func:`definition` gives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from casework.enums import PersonRole, YesNo
from outreach.forms.offers import Receiver, offer_questions, offer_rules
from outreach.forms.questions import (
    AT_NIGHT,
    BACKGROUND,
    CHILD,
    CHILD_SECTION,
    EXPLOITATION,
    EXPLOITED,
    NOTE,
    PERSON,
    PLACE,
    SUPPORT_FIRST,
)
from outreach.forms.shapes import (
    Definition,
    Rule,
    Section,
    all_of,
    among,
    answered,
    any_of,
)

VERSION = 1
EXPLOITED_OR_BUYER = (PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER)

RULES = (
    Rule(
        "age_band",
        _("Judge the age, so that a child is seen as a child."),
        any_of(answered("age"), answered("age_band")),
        roles=EXPLOITED_OR_BUYER,
    ),
    # An empty form counts somebody of whom nobody can say who it was.
    Rule(
        "gender",
        _("Say at least the gender or the age."),
        any_of(answered("gender"), answered("age"), answered("age_band")),
        roles=(PersonRole.RELATIVE, PersonRole.OTHER),
    ),
    Rule(
        "told_of_rights",
        _("Say whether the person was told of support, protection and rights, or why not."),
        answered("told_of_rights"),
        roles=EXPLOITED,
    ),
    Rule(
        "not_told_reason",
        _("Say why the person was not told."),
        answered("not_told_reason"),
        when=among("told_of_rights", YesNo.NO),
        roles=EXPLOITED,
    ),
    Rule(
        "offered_support",
        _("Say whether the person was offered support, or why not."),
        answered("offered_support"),
        roles=EXPLOITED,
    ),
    Rule(
        "not_offered_reason",
        _("Say why no support was offered."),
        answered("not_offered_reason"),
        when=among("offered_support", YesNo.NO),
        roles=EXPLOITED,
    ),
    Rule(
        "offers",
        _("Say what was offered."),
        answered("offers"),
        when=among("offered_support", YesNo.YES),
    ),
    Rule(
        "emergency_called_at",
        _(
            "Evenings, nights and weekends the emergency social service is telephoned first."
            " Note the time, or why not."
        ),
        any_of(answered("emergency_called_at"), answered("emergency_reason")),
        when=all_of(CHILD, AT_NIGHT),
        roles=EXPLOITED_OR_BUYER,
    ),
    Rule(
        "concern_report",
        _("Say whether a child-concern report was made, or why not yet."),
        answered("concern_report"),
        when=CHILD,
        roles=EXPLOITED_OR_BUYER,
    ),
    Rule(
        "concern_report_reason",
        _("Say why no report has been made yet."),
        answered("concern_report_reason"),
        when=all_of(CHILD, among("concern_report", YesNo.NO)),
        roles=EXPLOITED_OR_BUYER,
    ),
    Rule(
        "guardians_contacted",
        _("Say whether the guardians were contacted, or why not."),
        answered("guardians_contacted"),
        when=CHILD,
        roles=EXPLOITED_OR_BUYER,
    ),
    Rule(
        "guardians_reason",
        _("Say why the guardians were not contacted."),
        answered("guardians_reason"),
        when=all_of(CHILD, among("guardians_contacted", YesNo.NO)),
        roles=EXPLOITED_OR_BUYER,
    ),
    Rule(
        "home_municipality",
        _("Choose the municipality."),
        answered("home_municipality"),
        when=among("home", "municipality"),
        always=True,
    ),
    Rule("happened_at", _("Say when."), answered("happened_at"), always=True),
    Rule("arena", _("Choose the arena."), answered("arena"), always=True),
)


def definition(receivers: Mapping[str, Sequence[Receiver]]) -> Definition:
    """The form for a city whose offers go to *receivers* (kind of support: units in order)."""
    support = Section(
        "support",
        _("Support, protection and rights"),
        SUPPORT_FIRST + offer_questions(receivers, CHILD),
    )
    return Definition(
        VERSION,
        (PERSON, CHILD_SECTION, support, EXPLOITATION, BACKGROUND, PLACE, NOTE),
        RULES + offer_rules(receivers, CHILD),
    )
