"""What a plan must hold, rule by rule with its source: a plain function, no table is asked.

What the Acts say of a coordinated individual plan binds a SIP; for the other kinds the same list is
good advice, and only our own rules bind them. The Acts (10 kap. 8 § SoL, 16 kap. 4 § HSL) say which
measures are needed, who answers for them, and that municipality and region make it together with
the person: what was agreed before they have met was not made together. Of goals they say nothing.
That a SIP has one is ours, after what Göteborg's inquiry of 2024 asks of coordinating functions:
the plan is "långsiktig" and holds what the person needs "varaktigt" to leave, and without a goal
nobody could say at a follow-up whether it did. A rule names the code of a dated legal reference
(``casework/data/legal_references.toml``). ``docs/plans.md`` says what a lawyer must confirm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.plan_enums import PlanType, Principal, TakesPart

# Codes of legal references; empty is a rule of our own.
ACT, OURS = "sip", ""


@dataclass(frozen=True)
class MeasureFact:
    """One measure that is planned, under way or done."""

    principal: str
    has_responsible: bool


@dataclass(frozen=True)
class PlanFacts:
    """What the rules ask of a plan."""

    plan_type: str
    is_agreed: bool = False
    need_told: bool = False
    consented: bool = False
    takes_part: str = ""
    relatives_part: str = ""
    principal: str = ""
    has_body: bool = False
    has_contact: bool = False
    has_follow_up: bool = False
    income_looked_at: bool = False
    has_goal: bool = False
    has_met: bool = False
    called: Sequence[str] = ()
    measures: Sequence[MeasureFact] = ()


@dataclass(frozen=True)
class Demand:
    """One rule on one plan. *binds* means that the plan can't be agreed without it."""

    code: str
    label: str | Promise
    missing: str | Promise
    met: bool
    source: str
    binds: bool


@dataclass(frozen=True)
class _Rule:
    code: str
    label: str | Promise
    missing: str | Promise
    source: str = ACT


RULES = {
    rule.code: rule
    for rule in (
        _Rule(
            "consent",
            _("The person consents to the plan"),
            _("There is no consent in force to a plan."),
        ),
        _Rule(
            "takes_part",
            _("Made together with the person, when that is possible"),
            _("Say how the person takes part."),
        ),
        _Rule(
            "relatives",
            _("Those close to the person may take part, if it is suitable and the person agrees"),
            _("Say whether those close to the person take part."),
        ),
        _Rule(
            "both_principals",
            _("Municipality and region make it together"),
            _("Both the municipality and the region have to be called."),
        ),
        _Rule(
            "meeting",
            _("Agreed when its meeting has been"),
            _("The meeting has not been yet."),
            OURS,
        ),
        _Rule(
            "goals",
            _("A goal, short or long, in the person's words"),
            _("There is no goal in the plan."),
            OURS,
        ),
        _Rule(
            "measures",
            _("Which measures are needed"),
            _("There is no measure in the plan."),
        ),
        _Rule(
            "principals_measures",
            _("Which measures each principal answers for"),
            _("No measure says that the municipality or the region answers for it."),
        ),
        _Rule(
            "responsible",
            _("Who does each measure, others than the principals too"),
            _("Say of every measure who is responsible."),
        ),
        _Rule(
            "overall",
            _("Which principal has the overall responsibility"),
            _("Say which principal has the overall responsibility."),
        ),
        _Rule(
            "need",
            _("The need in the person's own words"),
            _("Write down what the person needs, in their own words."),
            OURS,
        ),
        _Rule(
            "contact",
            _("A body and a named contact"),
            _("Name the body with the overall responsibility, and a contact there."),
            OURS,
        ),
        _Rule(
            "income",
            _("Income from day one has been looked at"),
            _("Look at the income from day one: without it the rest falls."),
            OURS,
        ),
        _Rule(
            "follow_up",
            _("A day for the next follow-up"),
            _("Set the day of the next follow-up."),
            OURS,
        ),
    )
}
# Ours that bind: a plan that nobody can be asked about, that the person never spoke in, or that was
# agreed without anybody having met.
OURS_BINDING = {"need", "contact", "meeting"}
# Ours that bind a SIP as the Acts do.
OURS_OF_SIP = {"goals"}


def demands(facts: PlanFacts) -> list[Demand]:
    """Every rule that applies to the plan, with whether it is met."""
    is_sip = facts.plan_type == PlanType.SIP
    found = []
    for code, met in _answers(facts).items():
        rule = RULES[code]
        if code == "both_principals" and not is_sip:
            continue
        binds = code in OURS_BINDING or (is_sip and (rule.source == ACT or code in OURS_OF_SIP))
        # Without the person's consent there is no plan of any kind (design rule 4).
        binds = binds or code == "consent"
        if code == "income" and facts.plan_type == PlanType.EXIT:
            binds = True
        found.append(Demand(code, rule.label, rule.missing, met, rule.source, binds))
    return found


def _answers(facts: PlanFacts) -> dict[str, bool]:
    principals = {Principal.MUNICIPALITY, Principal.REGION}
    answered_for = {m.principal for m in facts.measures}
    answers = {
        "need": facts.need_told,
        "consent": facts.consented,
        "takes_part": facts.takes_part in TakesPart.values,
        "relatives": bool(facts.relatives_part),
        "both_principals": principals <= set(facts.called),
        "goals": facts.has_goal,
        "measures": bool(facts.measures),
        "principals_measures": bool(principals & answered_for),
        "responsible": bool(facts.measures) and all(m.has_responsible for m in facts.measures),
        "overall": facts.principal in principals,
        "contact": facts.has_body and facts.has_contact,
        "income": facts.income_looked_at,
        # Last: what else is missing can be seen to before.
        "meeting": facts.has_met,
    }
    if facts.is_agreed:
        answers["follow_up"] = facts.has_follow_up
    return answers
