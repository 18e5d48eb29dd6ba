"""What the database demands of a referral's columns: which go with which state and ground."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from casework.enums import PersonRole
from casework.journal_enums import InformationKind
from referrals.enums import ReferralGround, ReferralKind, ReferralState

S, G = ReferralState, ReferralGround
DRAFT = Q(state=S.DRAFT)
CAME_BACK = Q(state__in=[S.DECLINED, S.NOT_REACHED])
# What tells who somebody is: never without consent or another ground.
TELLING = (InformationKind.IDENTITY, InformationKind.CONTACT)
TELLS_WHO = Q(kinds__overlap=[*TELLING])


def _rule(name: str, condition: Q) -> models.CheckConstraint:
    return models.CheckConstraint(condition=condition, name=f"referral_{name}")


RULES = [
    _rule(
        "words_known",
        Q(kind__in=ReferralKind.values, state__in=S.values, role__in=PersonRole.values)
        & Q(ground__in=["", *G.values], kinds__contained_by=InformationKind.values),
    ),
    _rule("one_receiver", Q(to_unit=None) | Q(to_body=None)),
    _rule(
        "place_of_body",
        Q(to_municipality=None, to_district=None)
        | (Q(to_body__isnull=False) & (Q(to_municipality=None) | Q(to_district=None))),
    ),
    _rule("district_of_acute", Q(met_district=None) | Q(is_acute=True)),
    _rule("goes_elsewhere", Q(to_unit=None) | ~Q(to_unit=F("from_unit"))),
    _rule(
        "sent_is_whole",
        # Nothing waits to be sent without a clock, by whose hand ever it was begun.
        (DRAFT & Q(sent_at=None, sent_by=None, due_at__isnull=False))
        | (
            ~DRAFT
            & Q(sent_at__isnull=False, sent_by__isnull=False, asked__isnull=False)
            & Q(kinds__len__gt=0)
            & ~Q(ground="")
            & (Q(to_unit__isnull=False) | Q(to_body__isnull=False))
        ),
    ),
    # Rule 4: nothing that tells who somebody is without a ground for it.
    _rule("consent_is_named", ~Q(ground=G.CONSENT) | DRAFT | Q(consent__isnull=False)),
    _rule("only_consent_is_named", Q(consent=None) | Q(ground=G.CONSENT, person__isnull=False)),
    _rule("legal_says_why", ~Q(ground=G.LEGAL) | DRAFT | Q(ground_note__isnull=False)),
    _rule("offer_is_named", ~Q(ground=G.OFFER) | Q(offer_id__isnull=False)),
    _rule(
        "anonymous_tells_nobody",
        ~Q(ground=G.ANONYMOUS) | (Q(person=None, who=None) & ~TELLS_WHO),
    ),
    _rule("who_is_said_to_pass", Q(who=None) | DRAFT | TELLS_WHO),
    # A report of concern is about a child, and needs nobody's consent.
    _rule("report_is_of_child", ~Q(kind=ReferralKind.REPORT) | Q(is_child=True)),
    _rule("report_needs_no_consent", ~Q(kind=ReferralKind.REPORT) | ~Q(ground=G.CONSENT)),
    _rule("handover_is_of_file", ~Q(kind=ReferralKind.HANDOVER) | Q(person__isnull=False)),
    _rule("handover_stays_in_house", ~Q(kind=ReferralKind.HANDOVER) | Q(to_body=None)),
    _rule(
        "open_has_time",
        ~Q(state__in=[S.SENT, S.RECEIVED, S.QUESTION, S.ACCEPTED, S.STARTED])
        | Q(due_at__isnull=False),
    ),
    _rule(
        "closed_has_time",
        Q(state__in=[S.DECLINED, S.DONE, S.NOT_REACHED, S.REVOKED], closed_at__isnull=False)
        | (~Q(state__in=[S.DECLINED, S.DONE, S.NOT_REACHED, S.REVOKED]) & Q(closed_at=None)),
    ),
    _rule(
        "accepted_has_time",
        ~Q(state__in=[S.ACCEPTED, S.STARTED]) | Q(accepted_at__isnull=False),
    ),
    _rule("declined_has_reason", ~Q(state=S.DECLINED) | ~Q(reason="")),
    # What begins by itself tells from what, and once for each yes and each child that was met.
    _rule(
        "from_offer_names_it",
        Q(from_offer=False) | Q(offer_id__isnull=False, encounter__isnull=False),
    ),
    models.UniqueConstraint(
        fields=["offer_id"], condition=Q(from_offer=True), name="referral_once_an_offer"
    ),
    _rule(
        "from_concern_is_report",
        Q(from_concern=False) | Q(kind=ReferralKind.REPORT, encounter__isnull=False),
    ),
    models.UniqueConstraint(
        fields=["encounter"], condition=Q(from_concern=True), name="referral_once_a_concern"
    ),
    _rule("noted_came_back", Q(noted_at=None) | CAME_BACK),
]
