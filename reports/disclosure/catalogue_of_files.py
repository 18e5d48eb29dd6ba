"""The universes of the yearly edition that begin in a file or at KAST, and not on a shift.

Each has a substitute set of its own: nothing says that whoever is in one has to be in another.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from reports.disclosure.afterwards import referrals
from reports.disclosure.catalogue import (
    BUYER_TABLES,
    EXPLOITED_TABLES,
    EXTRA,
    GENDER,
    UNDER_18,
)
from reports.disclosure.spec import TIME, Spec, Table, Variable

PERMITS = ("granted", "refused", "waiting")
NIGHTS = ("week", "month", "quarter", "longer")
TALKS = ("none", "one", "few", "many")

PLAN_TABLES = (
    Table("plans_by_outcome", (("plan_type",), ("outcome",))),
    Table("plans_followed_up", (("plan_type",), ("followed_up_on_time",))),
    Table("plans_by_gender", (("plan_type",), ("gender",))),
    Table("outcomes_by_gender", (("outcome",), ("gender",))),
    Table("followed_up_by_gender", (("followed_up_on_time",), ("gender",))),
    Table("plans_by_age", (("under_18",), ("plan_type",))),
    Table("plans_by_period", ((TIME,),)),
    Table("needs", (("need_kind",), ("unmet_reason",))),
    Table("needs_by_gender", (("need_kind",), ("gender",))),
    Table("reasons_by_gender", (("unmet_reason",), ("gender",))),
)
SENT_TABLES = (
    Table("sent", (("receiver",), ("referral_answer",))),
    Table("sent_times", (("answer_time",), ("referral_kind",))),
    Table("sent_by_gender", (("referral_answer",), ("gender",))),
    Table("sent_kinds_by_gender", (("referral_kind",), ("gender",))),
    Table("sent_receivers_by_gender", (("receiver",), ("gender",))),
    Table("sent_times_by_gender", (("answer_time",), ("gender",))),
    Table("sent_by_kind", (("referral_kind",), ("under_18",))),
    Table("sent_by_period", ((TIME,),)),
)


def plans(
    *,
    kinds: Sequence[str],
    outcomes: Sequence[str],
    needs: Sequence[str],
    reasons: Sequence[str],
    bound: int = 4,
) -> Spec:
    """The coordinated plans that were opened: timely follow-up, outcome, and what was not met."""
    leaves = tuple(f"{need}:{reason}" for need in needs for reason in reasons)
    unmet = Variable(
        "need",
        leaves,
        {
            "need_kind": {leaf: leaf.split(":")[0] for leaf in leaves},
            "unmet_reason": {leaf: leaf.split(":")[1] for leaf in leaves},
        },
        multiple=True,
        once="need_kind",
    )
    return Spec(
        code="plans",
        variables=(
            Variable("plan_type", tuple(kinds)),
            Variable("outcome", tuple(outcomes)),
            Variable("followed_up_on_time", ("yes", "no", "not_due")),
            GENDER,
            UNDER_18,
            unmet,
        ),
        tables=PLAN_TABLES,
        bound=bound,
    )


def referrals_of_files(*, kinds: Sequence[str], bound: int = 4) -> Spec:
    """Referrals that came from no encounter of the other tables."""
    return Spec(
        code="referrals",
        variables=(
            Variable("referral_kind", tuple(kinds)),
            referrals(multiple=False),
            GENDER,
            UNDER_18,
        ),
        tables=SENT_TABLES,
        bound=bound,
    )


def protection(*, permits: Sequence[str], returns: Sequence[str], bound: int = 4) -> Spec:
    """Reflection periods and other permits, ways home, stays in protected housing by nights.

    One universe: few in each, and a set for few people can't protect them.
    """
    leaves = (
        *(f"{kind}:{decision}" for kind in permits for decision in PERMITS),
        *(f"return:{state}" for state in returns),
        *(f"stay:{nights}" for nights in NIGHTS),
    )
    kinds = {leaf: leaf.split(":")[0] for leaf in leaves}
    return Spec(
        code="protection",
        variables=(Variable("measure", leaves, {"measure_kind": kinds}), GENDER, UNDER_18),
        tables=(
            Table("measures", (("measure", "measure_kind"), ("gender",))),
            Table("measures_by_age", (("measure_kind",), ("under_18",))),
            Table("measures_by_period", ((TIME,),)),
        ),
        bound=bound,
    )


def kast(*, kinds: Sequence[str], routes: Sequence[str], bound: int = 4) -> Spec:
    """The contacts that began at KAST. Nobody says who they are: no gender is known."""
    return Spec(
        code="kast",
        variables=(
            Variable("contact_kind", tuple(kinds)),
            Variable("kast_route", tuple(routes)),
            Variable("talks", TALKS),
        ),
        tables=(
            Table("contacts", (("kast_route",), ("contact_kind",))),
            Table("contact_talks", (("talks",), ("contact_kind",))),
            Table("contacts_by_period", ((TIME,),)),
        ),
        bound=bound,
    )


_TABLES = {
    "exploited": EXPLOITED_TABLES,
    "suspected_buyers": BUYER_TABLES,
    "plans": PLAN_TABLES,
    "referrals": SENT_TABLES,
}


def lacking(universe: str, released: Container[str]) -> tuple[str, ...]:
    """The tables that went so that the others keep the bound: of *universe*, not *released*."""
    extra = frozenset[str]().union(*EXTRA)
    codes = (table.code for table in _TABLES.get(universe, ()))
    return tuple(code for code in codes if code in extra and code not in released)
