"""What the encounter form asks, version 1: sections, questions, answers and when they are shown.

A part of ``outreach/forms/definition.py``. Nothing that is counted is preselected.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from casework.enums import ExploitationForm, Gender, PersonRole, SexualKind, YesNo, YesNoUnknown
from outreach.enums import (
    CHILD_BANDS,
    AgeBand,
    Arena,
    ContactRoute,
    EmergencyReason,
    GuardianReason,
    Interpreter,
    ReasonNotDone,
    ReportReason,
)
from outreach.forms.shapes import (
    Choice,
    Kind,
    Question,
    Section,
    all_of,
    among,
    answered,
    any_of,
    choices_of,
    no,
    under,
)

CHILD = any_of(under("age", 18), among("age_band", *CHILD_BANDS))
# Filled in by the server from the time of the encounter: outside office hours.
AT_NIGHT = among("at_night", "yes")

EXPLOITED = (PersonRole.EXPLOITED,)

# The countries of origin that Göteborg's inquiry of 2024 names as the most common.
COUNTRIES = ("SE", "RO", "BG", "NG", "UA", "CO", "PL", "HU", "TH", "RU", "BR")
LANGUAGES = ("sv", "en", "ro", "es", "bg", "uk", "pl", "hu", "th", "ru", "pt")
OTHER = "other"

ARENA_ICONS: Mapping[str, str] = {
    Arena.STREET: "street",
    Arena.FLAT: "flat",
    Arena.HOTEL: "hotel",
    Arena.MASSAGE: "massage",
    Arena.CLUB: "club",
    Arena.RESTAURANT: "restaurant",
    Arena.ONLINE: "online",
    Arena.WORKPLACE: "workplace",
    Arena.OTHER: "other",
}
ROUTE_ICONS: Mapping[str, str] = {
    ContactRoute.POLICE: "police",
    ContactRoute.OUTREACH: "lamp",
    ContactRoute.ONLINE: "online",
    ContactRoute.AUTHORITY: "unit",
    ContactRoute.VOLUNTARY: "heart",
    ContactRoute.OWN_INITIATIVE: "person",
    ContactRoute.OTHER: "other",
}
HOME = (
    Choice("city", _("This city"), icon="home"),
    Choice("municipality", _("Another municipality"), icon="location"),
    Choice("abroad", _("Abroad"), icon="external"),
    Choice("unknown", _("Unknown"), icon="unknown"),
)

PERSON = Section(
    "person",
    _("The person"),
    (
        Question(
            "age_band",
            _("Age, as far as you can tell"),
            Kind.TILES,
            choices_of(AgeBand.choices),
            show_when=answered("age", yes=False),
            hint=_("Under 18, or possibly under 18, opens what must be done for a child."),
        ),
        Question("age", _("Exact age, if you know it"), Kind.NUMBER),
        Question("gender", _("Gender"), Kind.TILES, choices_of(Gender.choices)),
        Question(
            "met_earlier",
            _("Met earlier this year?"),
            Kind.SEGMENTED,
            choices_of(YesNoUnknown.choices),
        ),
        Question(
            "contact_route",
            _("How did you come into contact?"),
            Kind.TILES,
            choices_of(ContactRoute.choices, ROUTE_ICONS),
        ),
    ),
)
CHILD_SECTION = Section(
    "child",
    _("A child"),
    (
        Question(
            "emergency_called_at",
            _("Emergency social service telephoned at"),
            Kind.MOMENT,
            hint=_(
                "Evenings, nights and weekends they are telephoned first, before anything else."
            ),
        ),
        Question(
            "emergency_reason",
            _("Why was the emergency social service not telephoned?"),
            Kind.TILES,
            choices_of(EmergencyReason.choices),
            show_when=all_of(AT_NIGHT, answered("emergency_called_at", yes=False)),
        ),
        Question(
            "concern_report",
            _("Has a child-concern report been made?"),
            Kind.SEGMENTED,
            choices_of(YesNo.choices),
        ),
        Question(
            "concern_report_reason",
            _("Why not yet?"),
            Kind.TILES,
            choices_of(ReportReason.choices),
            show_when=among("concern_report", YesNo.NO),
        ),
        Question(
            "guardians_contacted",
            _("Have the guardians been contacted?"),
            Kind.SEGMENTED,
            choices_of(YesNo.choices),
        ),
        Question(
            "guardians_reason",
            _("Why not?"),
            Kind.TILES,
            choices_of(GuardianReason.choices, {GuardianReason.DANGER: "danger"}),
            show_when=among("guardians_contacted", YesNo.NO),
        ),
    ),
    show_when=CHILD,
)
SUPPORT_FIRST = (
    Question(
        "told_of_rights",
        _("Told of support, protection and rights?"),
        Kind.SEGMENTED,
        choices_of(YesNo.choices),
    ),
    Question(
        "not_told_reason",
        _("Why not told?"),
        Kind.TILES,
        choices_of(ReasonNotDone.choices),
        show_when=among("told_of_rights", YesNo.NO),
    ),
    Question(
        "offered_support",
        _("Offered support?"),
        Kind.SEGMENTED,
        choices_of(YesNo.choices),
    ),
    Question(
        "not_offered_reason",
        _("Why not offered?"),
        Kind.TILES,
        choices_of(ReasonNotDone.choices),
        show_when=among("offered_support", YesNo.NO),
    ),
)
EXPLOITATION = Section(
    "exploitation",
    _("Exploitation"),
    (
        Question(
            "trafficking",
            _("Do you suspect human trafficking?"),
            Kind.SEGMENTED,
            choices_of(YesNoUnknown.choices),
            roles=EXPLOITED,
        ),
        Question(
            "exploitation_form",
            _("Form of exploitation"),
            Kind.TILES,
            choices_of(ExploitationForm.choices),
            roles=EXPLOITED,
        ),
        Question(
            "sexual_kind",
            _("Kind of sexual exploitation"),
            Kind.TILES,
            choices_of(SexualKind.choices, show_when={SexualKind.FOR_PAYMENT: no(CHILD)}),
            roles=EXPLOITED,
            show_when=among("exploitation_form", ExploitationForm.SEXUAL),
        ),
        Question(
            "children_in_care",
            _("Children in the person's care?"),
            Kind.SEGMENTED,
            choices_of(YesNoUnknown.choices),
            roles=EXPLOITED,
        ),
    ),
)
BACKGROUND = Section(
    "background",
    _("Background"),
    (
        Question("citizenship", _("Citizenship"), Kind.COUNTRY),
        Question("language", _("Language you spoke"), Kind.LANGUAGE),
        Question(
            "interpreter",
            _("Was there an interpreter?"),
            Kind.SEGMENTED,
            choices_of(Interpreter.choices),
            show_when=all_of(answered("language"), no(among("language", "sv"))),
        ),
        Question("home", _("Lives in"), Kind.TILES, HOME),
        Question(
            "home_municipality",
            _("Which municipality?"),
            Kind.MUNICIPALITY,
            show_when=among("home", "municipality"),
        ),
    ),
)
PLACE = Section(
    "place",
    _("Time and place"),
    (
        Question("happened_at", _("When"), Kind.MOMENT),
        Question("arena", _("Arena"), Kind.TILES, choices_of(Arena.choices, ARENA_ICONS)),
    ),
    hint=_("From the shift. Change it only where this person was met somewhere else."),
)
NOTE = Section(
    "note",
    _("Note to colleagues"),
    (
        Question(
            "note",
            _("Anything the next colleague needs to know"),
            Kind.NOTE,
            hint=_("No names, no numbers. The note is sealed and never counted."),
            typed=4000,
        ),
    ),
)
