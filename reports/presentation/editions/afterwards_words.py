"""What the levels and tables are called of what followed: offers, referrals, plans, protection."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.trafficking.enums import PermitDecision, PermitKind, ReturnState
from outreach.enums import NotPossibleReason, UnmetNeed
from referrals.enums import ReferralKind
from referrals.kast_enums import KastKind, KastRoute
from referrals.plan_enums import NeedKind, UnmetReason

Words = str | Promise
NOT_STATED = _("Not stated")
_NOBODY_SAID = {"none": _("Nothing of the kind")}
_TIMES: dict[str, Words] = {
    "within_3_days": _("Within three days"),
    "within_14_days": _("After four to fourteen days"),
    "later": _("Later than after fourteen days"),
}
_PERMITS = {**dict(PermitDecision.choices), "waiting": _("Waits for a decision")}
_NIGHTS: dict[str, Words] = {
    "week": _("Up to a week"),
    "month": _("Up to thirty nights"),
    "quarter": _("Up to ninety nights"),
    "longer": _("More than ninety nights"),
}
_MEASURES: dict[str, Words] = {
    **dict(PermitKind.choices),
    "return": _("Return programme"),
    "stay": _("Protected housing"),
}


def _of(kind: str, words: Words) -> Words:
    """What became of one kind, where the kind does not stand above it."""
    return format_lazy("{kind}: {words}", kind=_MEASURES[kind], words=words)


# The label of each level, and its values.
LEVELS: dict[str, tuple[Words, Mapping[str, Words]]] = {
    "report": (
        _("What became of the report"),
        {
            "no": _("No report"),
            "made": _("Made without a referral here"),
            "answered_in_time": _("Answered in time"),
            "answered_late": _("Answered late"),
            "waiting": _("Waits for an answer, in time"),
            "waiting_late": _("Waits for an answer, late"),
        },
    ),
    "offer_way": (
        _("How far a yes came"),
        {
            **_NOBODY_SAID,
            "waiting": _("Waits for a first contact"),
            "ended": _("Ended without contact"),
            "booked": _("Booked"),
            "attended": _("Came, and the work began"),
        },
    ),
    "first_contact": (
        _("From the yes to the first contact"),
        {**_NOBODY_SAID, **_TIMES, "not_yet": _("No contact yet")},
    ),
    "unmet_need": (_("What was lacking"), {**dict(UnmetNeed.choices), **_NOBODY_SAID}),
    "not_possible_reason": (
        _("Why an offer was not possible"),
        {**dict(NotPossibleReason.choices), "not_stated": NOT_STATED, **_NOBODY_SAID},
    ),
    "referral": (_("Referral and answer"), {}),
    "receiver": (
        _("Receiver"),
        {
            "mika": _("Mikamottagningen"),
            "kast": _("KAST"),
            "regional_coordination": _("Regional coordination"),
            "barnahus": _("Barnahus"),
            "stodcentrum": _("Stödcentrum"),
            "ungdomsjouren": _("Ungdomsjouren"),
            "emergency": _("Emergency social service"),
            "coordinating_function": _("A board's coordinating function"),
            "protected_housing": _("Protected housing"),
            "health": _("Health care"),
            "police": _("Police and prosecutors"),
            "migration": _("Migration Agency"),
            "municipality": _("Another municipality"),
            "district": _("District of the city"),
            "voluntary": _("Voluntary organisation"),
            "other": _("Another receiver"),
        },
    ),
    "referral_answer": (
        _("Answer of the receiver"),
        {
            "accepted": _("Accepted or answered"),
            "declined": _("Declined"),
            "not_reached": _("Accepted, but not reached"),
            "waiting": _("Waits for an answer"),
            "withdrawn": _("Taken back"),
        },
    ),
    "answer_time": (_("Time to the answer"), {**_TIMES, "no_answer": _("No answer")}),
    "referral_kind": (_("Kind of referral"), dict(ReferralKind.choices)),
    "need": (_("Unmet need and reason"), {}),
    "need_kind": (_("Need that is not met"), dict(NeedKind.choices)),
    "unmet_reason": (_("Why it is not met"), dict(UnmetReason.choices)),
    "measure_kind": (_("Protection"), _MEASURES),
    "measure": (
        _("Protection and what came of it"),
        {
            **{
                f"{kind}:{code}": _of(kind, words)
                for kind in PermitKind.values
                for code, words in _PERMITS.items()
            },
            **{f"return:{code}": _of("return", words) for code, words in ReturnState.choices},
            **{f"stay:{code}": _of("stay", words) for code, words in _NIGHTS.items()},
        },
    ),
    "contact_kind": (_("Whose contact"), dict(KastKind.choices)),
    "kast_route": (_("Came to KAST by way of"), dict(KastRoute.choices)),
    "talks": (
        _("Talks"),
        {
            "none": _("None yet"),
            "one": _("One talk"),
            "few": _("Two to four talks"),
            "many": _("Five talks or more"),
        },
    ),
}

TITLES: dict[str, Words] = {
    "home_by_gender": _("Home municipality, grouped, and gender"),
    "form_by_gender": _("Form of exploitation and gender"),
    "told_by_gender": _("Informed of rights, by gender"),
    "offered_by_gender": _("Offered support, by gender"),
    "offers_by_gender": _("Support that was offered, by gender"),
    "answers_by_gender": _("Answers to offers, by gender"),
    "ways": _("From yes to booked and begun, by gender"),
    "first_contact": _("Time from yes to the first contact, by gender"),
    "lacking": _("Support that did not exist"),
    "not_possible": _("Why offers were not possible"),
    "referrals": _("Referrals from encounters, by receiver and answer"),
    "receivers_by_gender": _("Referrals from encounters, by receiver and gender"),
    "referral_answers_by_gender": _("Answers to referrals from encounters, by gender"),
    "district_by_gender": _("District and gender"),
    "referral_times": _("Time to the answer, by gender"),
    "route_by_gender": _("How contact was made, by gender"),
    "gender": _("Gender"),
    "operation_week": _("Operation week"),
    "kast_ways": _("From yes to KAST to the first contact"),
    "kast_first_contact": _("Time from yes to KAST to the first contact"),
    "outcomes_by_gender": _("Outcomes of plans by gender"),
    "followed_up_by_gender": _("Follow-up on time by gender"),
    "needs": _("Needs that are not met, and why"),
    "needs_by_gender": _("Needs that are not met, by gender"),
    "reasons_by_gender": _("Why needs are not met, by gender"),
    "sent": _("Referrals by receiver and answer"),
    "sent_times": _("Time to the answer by kind"),
    "sent_by_gender": _("Answers by gender"),
    "sent_kinds_by_gender": _("Kinds of referral by gender"),
    "sent_receivers_by_gender": _("Receivers by gender"),
    "sent_times_by_gender": _("Time to the answer, by gender"),
    "sent_by_kind": _("Kinds of referral by age"),
    "sent_by_period": _("Referrals over the period"),
    "measures": _("Permits, ways home and protected housing, by gender"),
    "measures_by_age": _("The same by age"),
    "measures_by_period": _("The same over the period"),
    "contacts": _("Contacts at KAST by way"),
    "contact_talks": _("Talks at KAST"),
    "contacts_by_period": _("Contacts at KAST over the period"),
}
