"""The part of the definition about offers: which support, for whom, the answer, the contact.

Age limits are data of the units: from them each kind of support gets the condition under which it
is on offer. A kind that no unit receives can be offered to anybody, without contact details.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.enums import PersonRole, YesNo
from outreach.enums import (
    AGE_BAND_YEARS,
    AgeBand,
    NotPossibleReason,
    OfferAnswer,
    SupportKind,
    UnmetNeed,
)
from outreach.forms.shapes import (
    Choice,
    Condition,
    Kind,
    Question,
    Rule,
    Text,
    all_of,
    among,
    answered,
    any_of,
    choices_of,
    no,
    under,
)

EXPLOITED, BUYER, RELATIVE, SOMEBODY = (
    PersonRole.EXPLOITED,
    PersonRole.SUSPECTED_BUYER,
    PersonRole.RELATIVE,
    PersonRole.OTHER,
)
# Whom each kind of support is there for (design rule 2). What is not named is there for all.
FOR_ROLES: dict[str, tuple[PersonRole, ...]] = {
    SupportKind.MIKA: (EXPLOITED, RELATIVE, SOMEBODY),
    SupportKind.KAST: (BUYER, RELATIVE, SOMEBODY),
    SupportKind.REGIONAL_COORDINATOR: (EXPLOITED,),
    SupportKind.REGIONAL_COORDINATOR_CHILDREN: (EXPLOITED, BUYER),
    SupportKind.PROTECTED_HOUSING: (EXPLOITED,),
    SupportKind.STODCENTRUM: (EXPLOITED, BUYER, RELATIVE),
    SupportKind.BARNAHUS: (EXPLOITED, BUYER),
    SupportKind.RETURN_PROGRAMME: (EXPLOITED,),
}
FOR_CHILDREN = {SupportKind.REGIONAL_COORDINATOR_CHILDREN, SupportKind.BARNAHUS}
FOR_ADULTS = {SupportKind.REGIONAL_COORDINATOR}
# What every child is offered at once, where units of the city receive it (design rule 5).
OFFERED_TO_CHILDREN = (SupportKind.STODCENTRUM, SupportKind.REGIONAL_COORDINATOR_CHILDREN)
OFFERED = among("offered_support", YesNo.YES)
EXTRAS = ("answer", "reason", "need", "alias", "number", "time", "language", "no_contact")
# Filled in by the server: the kinds for which no contact details lie with the receiver already.
CONTACT_ASKED = "contact_asked"


@dataclass(frozen=True)
class Receiver:
    """A unit that receives a kind of support, with its age limits in whole years."""

    name: str
    age_from: int | None = None
    age_to: int | None = None

    def takes(self, youngest: int | None, oldest: int | None) -> bool:
        """As ``Unit.takes_age``: an unknown end is given the benefit of the doubt."""
        known = [age for age in (youngest, oldest) if age is not None]
        too_young = self.age_from is not None and any(age < self.age_from for age in known)
        too_old = self.age_to is not None and any(age > self.age_to for age in known)
        return not too_young and not too_old


def field_name(kind: str, extra: str) -> str:
    """The field of *kind*'s answer, reason, need or contact detail."""
    return f"offer_{kind}_{extra}"


def _bands(receiver: Receiver) -> list[str]:
    spans = AGE_BAND_YEARS | {AgeBand.POSSIBLY_UNDER_18: (17, 17)}
    return [band.value for band, (low, high) in spans.items() if receiver.takes(low, high)]


def _takes(receiver: Receiver) -> Condition:
    """When *receiver* takes this age, in the language of conditions."""
    exact = [answered("age")]
    if receiver.age_from is not None:
        exact.append(no(under("age", receiver.age_from)))
    if receiver.age_to is not None:
        exact.append(under("age", receiver.age_to + 1))
    unknown = all_of(answered("age", yes=False), answered("age_band", yes=False))
    return any_of(all_of(*exact), among("age_band", *_bands(receiver)), unknown)


def on_offer(kind: str, receivers: Sequence[Receiver], child: Condition) -> Condition | None:
    """When *kind* may be offered, as far as age decides it."""
    parts: list[Condition] = []
    if kind in FOR_CHILDREN:
        parts.append(child)
    if kind in FOR_ADULTS:
        parts.append(no(child))
    if receivers and not any(r.age_from is None and r.age_to is None for r in receivers):
        parts.append(any_of(*(_takes(receiver) for receiver in receivers)))
    return all_of(*parts) if parts else None


def offer_questions(
    receivers: Mapping[str, Sequence[Receiver]], child: Condition
) -> tuple[Question, ...]:
    """What was offered, and for each kind the answer with what follows from it."""
    kinds = tuple(
        Choice(
            kind.value,
            kind.label,
            roles=FOR_ROLES.get(kind, tuple(PersonRole)),
            show_when=on_offer(kind, receivers.get(kind, ()), child),
        )
        for kind in SupportKind
    )
    found = [Question("offers", _("What was offered?"), Kind.MANY, kinds, show_when=OFFERED)]
    for choice in kinds:
        found += _follow_ups(choice, receivers.get(choice.code, ()))
    return tuple(found)


def _follow_ups(choice: Choice, receivers: Sequence[Receiver]) -> list[Question]:
    kind, roles = choice.code, choice.roles
    chosen = among("offers", kind)
    answer, reason = field_name(kind, "answer"), field_name(kind, "reason")
    found = [
        Question(
            answer,
            choice.label,
            Kind.SEGMENTED,
            choices_of(OfferAnswer.choices),
            roles,
            show_when=chosen,
        ),
        Question(
            reason,
            _("Why not possible?"),
            Kind.TILES,
            choices_of(NotPossibleReason.choices),
            roles,
            show_when=among(answer, OfferAnswer.NOT_POSSIBLE),
        ),
        Question(
            field_name(kind, "need"),
            _("What was lacking?"),
            Kind.TILES,
            choices_of(UnmetNeed.choices),
            roles,
            show_when=among(reason, NotPossibleReason.NO_PLACE),
        ),
    ]
    reached = contact_roles(kind, roles)
    return found + _contact(kind, reached, receivers) if receivers and reached else found


def contact_roles(kind: str, roles: tuple[PersonRole, ...]) -> tuple[PersonRole, ...]:
    """Who may leave contact details for *kind*: a suspected buyer for KAST alone (design rule 2).

    A buyer under 18 is a child, whose identity stands in the report and nowhere else.
    """
    return tuple(role for role in roles if role != BUYER or kind == SupportKind.KAST)


def _contact(
    kind: str, roles: tuple[PersonRole, ...], receivers: Sequence[Receiver]
) -> list[Question]:
    """How to reach whoever said yes, or a tick that nothing was left: see ``offer_rules``."""
    accepted = among(field_name(kind, "answer"), OfferAnswer.ACCEPTED)
    # Several units share a kind by age: which of them it will be is not known before the age is.
    unit: Text = receivers[0].name if len(receivers) == 1 else _("the receiving unit")
    heading = format_lazy(_("How {unit} reaches the person"), unit=unit)
    explanation = format_lazy(
        _("Encrypted. Only {unit} can open this, and it is destroyed when the offer is settled."),
        unit=unit,
    )
    found = [
        Question(field_name(kind, extra), label, how, (), roles, accepted, typed=length)
        for extra, label, how, length in (
            ("alias", _("What the person wants to be called"), Kind.TEXT, 60),
            ("number", _("A number that is safe to ring"), Kind.PHONE, 40),
            ("time", _("When it is safe to ring"), Kind.TEXT, 60),
            ("language", _("Language"), Kind.TEXT, 40),
        )
    ]
    found[0] = replace(found[0], heading=heading, explanation=explanation)
    nothing = Choice("yes", _("No contact details left: the person makes contact themselves"))
    found.append(
        Question(
            field_name(kind, "no_contact"),
            _("Nothing to reach the person by"),
            Kind.MANY,
            (nothing,),
            roles,
            all_of(accepted, among(CONTACT_ASKED, kind), no(_contact_left(kind))),
        )
    )
    return found


def _contact_left(kind: str) -> Condition:
    """Whether there is anything to reach the person by; a language alone is not."""
    return any_of(*(answered(field_name(kind, extra)) for extra in ("alias", "number", "time")))


def offer_rules(receivers: Mapping[str, Sequence[Receiver]], child: Condition) -> tuple[Rule, ...]:
    """An answer to every offer, and what follows from it.

    A reason when it was not possible, and what was lacking. For a yes that one of the units
    receives, contact details or a tick that none were left: else nobody ever sees the yes. The
    tick is of the form only: it is asked where ``CONTACT_ASKED`` names the kind, and not stored.
    """
    rules = _child_rules(receivers, child)
    for kind in SupportKind:
        answer, reason = field_name(kind, "answer"), field_name(kind, "reason")
        need = field_name(kind, "need")
        rules += [
            Rule(
                answer,
                _("Say what the person answered."),
                answered(answer),
                when=all_of(OFFERED, among("offers", kind)),
            ),
            Rule(
                reason,
                _("Say why the support was not possible."),
                answered(reason),
                when=among(answer, OfferAnswer.NOT_POSSIBLE),
                always=True,
            ),
            Rule(
                need,
                _("Say what there was no suitable place for."),
                answered(need),
                when=among(reason, NotPossibleReason.NO_PLACE),
                always=True,
            ),
        ]
        roles = contact_roles(kind, FOR_ROLES.get(kind, tuple(PersonRole)))
        if receivers.get(kind) and roles:
            rules.append(_contact_rule(kind, roles))
    return tuple(rules)


def _child_rules(receivers: Mapping[str, Sequence[Receiver]], child: Condition) -> list[Rule]:
    """All that may lack together comes first: a field has one fault, and it names all of it."""
    received = [kind for kind in OFFERED_TO_CHILDREN if receivers.get(kind)]
    return [
        _child_rule(lacking, receivers, child)
        for count in range(len(received), 0, -1)
        for lacking in combinations(received, count)
    ]


def _child_rule(
    kinds: Sequence[SupportKind], receivers: Mapping[str, Sequence[Receiver]], child: Condition
) -> Rule:
    """Whoever offers a child support offers *kinds* too: the fault is that none of them is."""
    limits = [on_offer(kind, receivers[kind], child) for kind in kinds]
    return Rule(
        "offers",
        format_lazy(
            _("A child is to be offered {kinds} too: mark it, and say the answer or why not.")
            if len(kinds) == 1
            else _(
                "A child is to be offered {kinds} too: mark them, and say each answer or why not."
            ),
            kinds=format_lazy(", ".join(["{}"] * len(kinds)), *(kind.label for kind in kinds)),
        ),
        any_of(*(among("offers", kind) for kind in kinds)),
        when=all_of(child, OFFERED, *(limit for limit in limits if limit)),
        roles=(EXPLOITED, BUYER),
    )


def _contact_rule(kind: str, roles: tuple[PersonRole, ...]) -> Rule:
    none_left = field_name(kind, "no_contact")
    return Rule(
        none_left,
        _("Say how the person can be reached, or tick that no contact details were left."),
        any_of(_contact_left(kind), answered(none_left)),
        when=all_of(
            among(field_name(kind, "answer"), OfferAnswer.ACCEPTED), among(CONTACT_ASKED, kind)
        ),
        roles=roles,
    )
