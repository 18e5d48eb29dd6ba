"""The universes of the yearly edition. Codes are those of the de-identified views.

What a city decides (districts, municipalities, countries) is handed in from public lists, never
from what occurs; the rest is here. A test keeps the codes the same as the choices of the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reports.disclosure.afterwards import REPORT, offers, referrals
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
# Three or four are planned a year. By number: their names are words of a log.
WEEKS = ("none", *(f"week_{number}" for number in range(1, 7)), "other")
REGIONS = (
    "sweden", "nordic", "eu", "europe", "africa", "asia", "north_america", "south_america",
    "oceania", "stateless", "unknown",
)  # fmt: skip

AGE = Variable("age_band", tuple(AGE_GROUPS), {"age_group": AGE_GROUPS})
GENDER = Variable("gender", ("woman", "man", "other", "unknown"))
ARENA = Variable("arena", ARENAS)
TRAFFICKING = Variable("trafficking", ("yes", "no", "dont_know"))
FORM = Variable("exploitation_form", FORMS)
ROUTE = Variable("contact_route", ROUTES)
OPERATION_WEEK = Variable("operation_week", WEEKS)
TOLD = Variable("told_of_rights", ("yes", "no"))
OFFERED = Variable("offered_support", ("yes", "no"))
UNDER_18 = Variable("under_18", ("yes", "no"))
OFFERS = offers()
REFERRALS = referrals(multiple=True)
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


def home(homes: Mapping[str, str] | Sequence[str] | None) -> Variable:
    """By municipality within groups, where each has its group; by group alone where none is given.

    By place and by group where *homes* are ``group:place``: a place is a municipality of the city's
    own county or another county, and neither place nor group of such a home ever changes.
    """
    if homes is None:
        return Variable("home_group", HOME_GROUPS)
    if isinstance(homes, Mapping):
        return grouped("home", "home_group", homes)
    parts = {leaf: leaf.partition(":") for leaf in homes}
    levels = {
        "home_group": {leaf: group for leaf, (group, _colon, _place) in parts.items()},
        "home_place": {leaf: place or group for leaf, (group, _colon, place) in parts.items()},
    }
    return Variable("home_part", tuple(homes), levels)


def _district(districts: Mapping[str, str] | Sequence[str]) -> Variable:
    if isinstance(districts, Mapping):
        return grouped("district", "area", districts)
    return Variable("district", tuple(districts))


def _fitting(tables: Sequence[Table], variables: Sequence[Variable]) -> tuple[Table, ...]:
    """*tables* without the levels that this city does not divide by, and those of them alone."""
    known = {TIME, *(level for v in variables for level in (v.code, *v.levels))}
    fitting = (
        replace(t, axes=tuple(tuple(lev for lev in axis if lev in known) for axis in t.axes))
        for t in tables
    )
    return tuple(table for table in fitting if all(table.axes))


def _offers_of(*kinds: str) -> frozenset[str]:
    return frozenset(leaf for leaf in OFFERS.leaves if leaf.split(":")[0] in kinds)


ADULT_KINDS = ("mika", "kast")
CHILD_KINDS = ("regional_coordinator_children", "stodcentrum", "barnahus")
ADULT_OFFERS = _offers_of(*ADULT_KINDS)
CHILD_OFFERS = _offers_of(*CHILD_KINDS)
KNOWN_ADULT = frozenset(AGE_GROUPS) - CHILD - {"unknown"}


YES, NOT_POSSIBLE = {"answer": ("accepted",)}, {"answer": ("not_possible",)}
EXPLOITED_TABLES = (
    Table("age_by_gender", (("age_band", "age_group"), ("gender",))),
    Table("period_by_gender", ((TIME,), ("gender",))),
    Table("citizenship", (("citizenship", "citizenship_region"),)),
    Table("region_by_gender", (("citizenship_region",), ("gender",))),
    Table("home", (("home", "home_group"),)),
    Table("home_by_place", (("home_place",),)),
    Table("home_by_gender", (("home_group",), ("gender",))),
    Table("arena_by_gender", (("arena",), ("gender",))),
    Table("district_by_age", (("district", "area"), ("age_group",))),
    Table("district_by_gender", (("district", "area"), ("gender",))),
    Table("form_by_trafficking", (("exploitation_form",), ("trafficking",))),
    Table("form_by_gender", (("exploitation_form",), ("gender",))),
    Table("trafficking", (("trafficking",), ("age_group",), ("gender",))),
    Table("told_and_offered", (("told_of_rights",), ("offered_support",))),
    Table("told_by_gender", (("told_of_rights",), ("gender",))),
    Table("offered_by_gender", (("offered_support",), ("gender",))),
    Table("offers", (("support_kind",), ("answer",))),
    Table("offers_by_gender", (("support_kind",), ("gender",))),
    Table("answers_by_gender", (("answer",), ("gender",))),
    Table("ways", (("offer_way",), ("gender",)), YES),
    Table("first_contact", (("first_contact",), ("gender",)), YES),
    Table("lacking", (("unmet_need",), ("gender",)), NOT_POSSIBLE),
    Table("not_possible", (("not_possible_reason",), ("gender",)), NOT_POSSIBLE),
    Table("referrals", (("receiver",), ("referral_answer",))),
    Table("receivers_by_gender", (("receiver",), ("gender",))),
    Table("referral_answers_by_gender", (("referral_answer",), ("gender",))),
    Table("referral_times", (("answer_time",), ("gender",))),
    Table("children", (("report", "concern_report"), ("gender",)), {"age_group": ("child",)}),
    Table("route_by_gender", (("contact_route",), ("gender",))),
)


def exploited(
    *,
    districts: Mapping[str, str] | Sequence[str],
    countries: Mapping[str, str] | None = None,
    homes: Mapping[str, str] | Sequence[str] | None = None,
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
        REPORT,
        OFFERS,
        REFERRALS,
    )
    return Spec(
        code="exploited",
        variables=variables,
        tables=_fitting(EXPLOITED_TABLES, variables),
        impossible=(
            {"age_band": CHILD, "offer": ADULT_OFFERS},
            {"age_band": KNOWN_ADULT, "offer": CHILD_OFFERS},
            {"age_band": KNOWN_ADULT, "report": frozenset(REPORT.leaves) - {"no"}},
            {"offered_support": frozenset({"no"}), "offer": frozenset(OFFERS.leaves)},
        ),
        harmless=HARMLESS,
        bound=bound,
    )


BUYER_TABLES = (
    Table("age", (("age_band", "age_group"),)),
    Table("gender", (("gender",),)),
    Table("period", ((TIME,),)),
    Table("home", (("home", "home_group"),)),
    Table("home_by_place", (("home_place",),)),
    Table("arena", (("arena",),)),
    Table("district", (("district", "area"),)),
    Table("operation_week", (("operation_week",), ("gender",))),
    Table("route", (("contact_route",),)),
    Table("kast", (("answer",),)),
    Table("kast_ways", (("offer_way",), ("gender",)), YES),
    Table("kast_first_contact", (("first_contact",), ("gender",)), YES),
    Table("offered", (("offered_support",), ("age_group",))),
    Table("age_by_gender", (("age_band", "age_group"), ("gender",))),
    Table("period_by_gender", ((TIME,), ("gender",))),
    Table("home_by_gender", (("home_group",), ("gender",))),
    Table("arena_by_gender", (("arena",), ("gender",))),
    Table("district_by_gender", (("district", "area"), ("gender",))),
    Table("route_by_gender", (("contact_route",), ("gender",))),
    Table("offered_by_gender", (("offered_support",), ("gender",))),
    Table("answers_by_gender", (("answer",), ("gender",))),
)


def buyers(
    *,
    districts: Mapping[str, str] | Sequence[str],
    homes: Mapping[str, str] | Sequence[str] | None = None,
    bound: int = 4,
) -> Spec:
    """The suspected buyers who were met; walled off from the exploited, with a set of their own."""
    kast = offers(("kast",), with_needs=False)
    place = (ARENA, _district(districts), OPERATION_WEEK)
    variables = (AGE, GENDER, home(homes), *place, ROUTE, OFFERED, kast)
    return Spec(
        code="suspected_buyers",
        variables=variables,
        tables=_fitting(BUYER_TABLES, variables),
        impossible=(
            {"age_band": CHILD, "offer": frozenset(kast.leaves)},
            {"offered_support": frozenset({"no"}), "offer": frozenset(kast.leaves)},
        ),
        dated=frozenset({"operation_week"}),
        harmless=frozenset({("offered_support", "yes")}),
        bound=bound,
    )


# Tables that are left out where no set is found that keeps the bound in all of them: first some,
# then all of these.
EXTRA = (
    frozenset({
        "referral_answers_by_gender", "reasons_by_gender", "sent_kinds_by_gender",
        "sent_receivers_by_gender", "sent_times_by_gender",
    }),
    frozenset({
        "offers_by_gender", "form_by_gender", "home_by_gender", "ways", "first_contact",
        "not_possible", "referral_times", "kast_first_contact", "district_by_gender",
        "receivers_by_gender",
    }),
)  # fmt: skip


def with_fewer(spec: Spec) -> Iterator[Spec]:
    """*spec* with fewer and fewer tables; what is counted in those that stay is the same."""
    for extra in EXTRA:
        fewer = tuple(t for t in spec.tables if t.code not in extra)
        if fewer != spec.tables:
            spec = replace(spec, tables=fewer)
            yield spec
