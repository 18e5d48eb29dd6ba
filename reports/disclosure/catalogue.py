"""The universes of the yearly edition. Codes are those of the de-identified views.

What a city decides (districts, municipalities, countries) is handed in from public lists, never
from what occurs; the rest is here. A test keeps the codes the same as the choices of the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.disclosure.spec import TIME, Spec, Table, Variable

AGE_GROUPS = {
    "under_15": "child",
    "15_17": "child",
    "possibly_under_18": "child",
    "18_20": "young_adult",
    "21_24": "young_adult",
    "25_29": "adult",
    "30_39": "adult",
    "40_49": "adult",
    "50_59": "adult",
    "60_plus": "adult",
    "unknown": "age_unknown",
}
ARENAS = (
    "street", "flat", "hotel", "massage", "club", "restaurant", "online", "workplace", "other",
)  # fmt: skip
HOME_GROUPS = (
    "city", "area_joined", "area_not_joined", "area_unknown", "outside", "abroad", "unknown",
)  # fmt: skip
FORMS = (
    "sexual", "labour", "begging", "crime", "war_service", "organs", "other", "not_stated",
)  # fmt: skip
ROUTES = (
    "police", "outreach", "online", "authority", "voluntary", "own_initiative", "other",
    "not_asked",
)  # fmt: skip
SUPPORT = (
    "mika", "kast", "regional_coordinator", "regional_coordinator_children", "emergency",
    "protected_housing", "health_care", "stodcentrum", "barnahus", "return_programme", "other",
)  # fmt: skip
REGIONS = (
    "sweden", "nordic", "eu", "europe", "africa", "asia", "north_america", "south_america",
    "oceania", "stateless", "unknown",
)  # fmt: skip
ANSWERS = ("accepted", "declined", "come_back", "not_possible", "not_asked")

AGE = Variable("age_band", tuple(AGE_GROUPS), {"age_group": AGE_GROUPS})
GENDER = Variable("gender", ("woman", "man", "other", "unknown"))
ARENA = Variable("arena", ARENAS)
TRAFFICKING = Variable("trafficking", ("yes", "no", "dont_know"))
FORM = Variable("exploitation_form", FORMS)
ROUTE = Variable("contact_route", ROUTES)
TOLD = Variable("told_of_rights", ("yes", "no"))
OFFERED = Variable("offered_support", ("yes", "no"))
UNDER_18 = Variable("under_18", ("yes", "no"))
CONCERN = Variable("concern_report", ("yes", "no"))
OFFERS = Variable(
    "offer",
    tuple(f"{kind}:{answer}" for kind in SUPPORT for answer in ANSWERS),
    {
        "support_kind": {f"{k}:{a}": k for k in SUPPORT for a in ANSWERS},
        "answer": {f"{k}:{a}": a for k in SUPPORT for a in ANSWERS},
    },
    multiple=True,
    once="support_kind",
)
CHILD = frozenset(band for band, group in AGE_GROUPS.items() if group == "child")
HARMLESS = frozenset({("told_of_rights", "yes"), ("offered_support", "yes")})


def grouped(code: str, level: str, groups: Mapping[str, str]) -> Variable:
    """An open variable as a city has it: *groups* has the group of each leaf."""
    return Variable(code, tuple(groups), {level: groups})


def citizenship(countries: Mapping[str, str] | None) -> Variable:
    """By country within regions; by region alone where no countries are handed in."""
    if countries is None:
        return Variable("citizenship_region", REGIONS)
    return grouped("citizenship", "citizenship_region", countries)


def home(homes: Mapping[str, str] | None) -> Variable:
    """By municipality within groups; by group alone where no municipalities are handed in."""
    if homes is None:
        return Variable("home_group", HOME_GROUPS)
    return grouped("home", "home_group", homes)


def _district(districts: Mapping[str, str] | Sequence[str]) -> Variable:
    if isinstance(districts, Mapping):
        return grouped("district", "area", districts)
    return Variable("district", tuple(districts))


def _fitting(tables: Sequence[Table], variables: Sequence[Variable]) -> tuple[Table, ...]:
    """*tables* without the levels that this city does not divide by."""
    known = {TIME, *(level for v in variables for level in (v.code, *v.levels))}
    return tuple(
        replace(t, axes=tuple(tuple(lev for lev in axis if lev in known) for axis in t.axes))
        for t in tables
    )


def _offers_of(*kinds: str) -> frozenset[str]:
    return frozenset(f"{kind}:{answer}" for kind in kinds for answer in ANSWERS)


ADULT_KINDS = ("mika", "kast")
CHILD_KINDS = ("regional_coordinator_children", "stodcentrum", "barnahus")
ADULT_OFFERS = _offers_of(*ADULT_KINDS)
CHILD_OFFERS = _offers_of(*CHILD_KINDS)
KNOWN_ADULT = frozenset(AGE_GROUPS) - CHILD - {"unknown"}


EXPLOITED_TABLES = (
    Table("age_by_gender", (("age_band", "age_group"), ("gender",))),
    Table("period_by_gender", ((TIME,), ("gender",))),
    Table("citizenship", (("citizenship", "citizenship_region"),)),
    Table("region_by_gender", (("citizenship_region",), ("gender",))),
    Table("home", (("home", "home_group"),)),
    Table("arena_by_gender", (("arena",), ("gender",))),
    Table("district_by_age", (("district", "area"), ("age_group",))),
    Table("form_by_trafficking", (("exploitation_form",), ("trafficking",))),
    Table("trafficking", (("trafficking",), ("age_group",), ("gender",))),
    Table("told_and_offered", (("told_of_rights",), ("offered_support",))),
    Table("offers", (("support_kind",), ("answer",))),
    Table("children", (("concern_report",), ("gender",)), {"age_group": ("child",)}),
    Table("route", (("contact_route",),)),
)


def exploited(
    *,
    districts: Mapping[str, str] | Sequence[str],
    countries: Mapping[str, str] | None = None,
    homes: Mapping[str, str] | None = None,
    bound: int = 4,
) -> Spec:
    """The exploited who were met. *countries* have regions, *homes* groups, *districts* areas.

    Without countries and homes nothing finer than regions and groups is counted.
    """
    variables = (
        AGE,
        GENDER,
        citizenship(countries),
        home(homes),
        ARENA,
        _district(districts),
        TRAFFICKING,
        FORM,
        ROUTE,
        TOLD,
        OFFERED,
        CONCERN,
        OFFERS,
    )
    return Spec(
        code="exploited",
        variables=variables,
        tables=_fitting(EXPLOITED_TABLES, variables),
        impossible=(
            {"age_band": CHILD, "offer": ADULT_OFFERS},
            {"age_band": KNOWN_ADULT, "offer": CHILD_OFFERS},
            {"age_band": KNOWN_ADULT, "concern_report": frozenset({"yes"})},
            {"offered_support": frozenset({"no"}), "offer": frozenset(OFFERS.leaves)},
        ),
        harmless=HARMLESS,
        bound=bound,
    )


BUYER_TABLES = (
    Table("age", (("age_band", "age_group"),)),
    Table("period", ((TIME,),)),
    Table("home", (("home", "home_group"),)),
    Table("arena", (("arena",),)),
    Table("district", (("district", "area"),)),
    Table("route", (("contact_route",),)),
    Table("kast", (("answer",),)),
    Table("offered", (("offered_support",), ("age_group",))),
)


def buyers(
    *,
    districts: Mapping[str, str] | Sequence[str],
    homes: Mapping[str, str] | None = None,
    bound: int = 4,
) -> Spec:
    """The suspected buyers who were met; walled off from the exploited, with a set of their own."""
    kast = tuple(f"kast:{answer}" for answer in ANSWERS)
    offers = Variable(
        "offer", kast, {"answer": {leaf: leaf.split(":")[1] for leaf in kast}}, multiple=True
    )
    variables = (AGE, home(homes), ARENA, _district(districts), ROUTE, OFFERED, offers)
    return Spec(
        code="suspected_buyers",
        variables=variables,
        tables=_fitting(BUYER_TABLES, variables),
        impossible=(
            {"age_band": CHILD, "offer": frozenset(kast)},
            {"offered_support": frozenset({"no"}), "offer": frozenset(kast)},
        ),
        harmless=frozenset({("offered_support", "yes")}),
        bound=bound,
    )


def plans(*, kinds: Sequence[str], outcomes: Sequence[str], bound: int = 4) -> Spec:
    """The coordinated plans that were opened, by kind, timely follow-up and outcome."""
    return Spec(
        code="plans",
        variables=(
            Variable("plan_type", tuple(kinds)),
            Variable("outcome", tuple(outcomes)),
            Variable("followed_up_on_time", ("yes", "no", "not_due")),
            GENDER,
            UNDER_18,
        ),
        tables=(
            Table("plans_by_outcome", (("plan_type",), ("outcome",))),
            Table("plans_followed_up", (("plan_type",), ("followed_up_on_time",))),
            Table("plans_by_gender", (("plan_type",), ("gender",))),
            Table("plans_by_age", (("under_18",), ("plan_type",))),
            Table("plans_by_period", ((TIME,),)),
        ),
        bound=bound,
    )
