"""The rules that the database holds for an encounter (design rules 1, 2 and 5)."""

from django.db import models
from django.db.models import F, Q

from casework.enums import PersonRole, SexualKind, YesNo
from outreach.enums import CHILD_BANDS, EncounterState, HomeKind, Origin

# What may stand on an exploited person's encounter only (design rule 2).
EXPLOITED_FIELDS = ["trafficking", "exploitation_form", "sexual_kind", "children_in_care"]
# What may stand on a child's encounter only.
CHILD_FIELDS = [
    "concern_report",
    "concern_report_reason",
    "emergency_reason",
    "guardians_contacted",
    "guardians_reason",
]

_BOUND = Q(origin=Origin.ENTERED, state=EncounterState.COMPLETE)
_CHILD = Q(is_child=True)


def _unless_bound(condition: Q) -> Q:
    """Hold *condition* for what is completed here; drafts and imported rows are free of it."""
    return ~_BOUND | condition


CONSTRAINTS: list[models.BaseConstraint] = [
    models.UniqueConstraint(
        fields=["shift", "short_code"],
        condition=Q(is_current=True, origin=Origin.ENTERED),
        name="encounter_code_once_a_shift",
    ),
    models.CheckConstraint(condition=Q(age=None) | Q(age__lte=120), name="encounter_age_possible"),
    models.CheckConstraint(
        condition=Q(age=None) | Q(age_band=""), name="encounter_age_exact_or_judged"
    ),
    models.CheckConstraint(
        condition=Q(
            Q(is_child=True) & (Q(age__lt=18, age__isnull=False) | Q(age_band__in=CHILD_BANDS))
        )
        | Q(
            Q(is_child=False)
            & (Q(age__isnull=True) | Q(age__gte=18))
            & ~Q(age_band__in=CHILD_BANDS)
        ),
        name="encounter_child_by_age",
    ),
    models.CheckConstraint(
        condition=Q(home_kind=HomeKind.MUNICIPALITY, home_municipality__isnull=False)
        | (~Q(home_kind=HomeKind.MUNICIPALITY) & Q(home_municipality=None)),
        name="encounter_home_municipality_paired",
    ),
    # Rule 1: told of rights and offered support, or a reason why not.
    models.CheckConstraint(
        condition=_unless_bound(
            ~Q(role=PersonRole.EXPLOITED)
            | Q(told_of_rights=YesNo.YES)
            | (Q(told_of_rights=YesNo.NO) & ~Q(not_told_reason=""))
        ),
        name="encounter_told_or_reason",
    ),
    models.CheckConstraint(
        condition=_unless_bound(
            ~Q(role=PersonRole.EXPLOITED)
            | Q(offered_support=YesNo.YES)
            | (Q(offered_support=YesNo.NO) & ~Q(not_offered_reason=""))
        ),
        name="encounter_offered_or_reason",
    ),
    # Rule 2: what belongs to an exploited person stands on no other record.
    models.CheckConstraint(
        condition=Q(origin=Origin.IMPORTED)
        | Q(role=PersonRole.EXPLOITED)
        | Q(**dict.fromkeys(EXPLOITED_FIELDS, "")),
        name="encounter_fields_of_role",
    ),
    # Rule 5: a child, whatever the role: report and guardians, or a reason.
    models.CheckConstraint(
        condition=_unless_bound(
            ~_CHILD
            | ~Q(role__in=[PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER])
            | Q(concern_report=YesNo.YES)
            | (Q(concern_report=YesNo.NO) & ~Q(concern_report_reason=""))
        ),
        name="encounter_child_reported_or_reason",
    ),
    models.CheckConstraint(
        condition=_unless_bound(
            ~_CHILD
            | ~Q(role__in=[PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER])
            | Q(guardians_contacted=YesNo.YES)
            | (Q(guardians_contacted=YesNo.NO) & ~Q(guardians_reason=""))
        ),
        name="encounter_child_guardians_or_reason",
    ),
    # Never "sex for payment" about a child: it is exploitation (design vocabulary).
    models.CheckConstraint(
        condition=~_CHILD | ~Q(sexual_kind=SexualKind.FOR_PAYMENT),
        name="encounter_child_never_for_payment",
    ),
    models.CheckConstraint(
        condition=Q(double_of=None) | ~Q(double_of=F("id")),
        name="encounter_no_double_of_itself",
    ),
    models.CheckConstraint(
        condition=Q(corrects=None) | Q(correction_reason__isnull=False),
        name="encounter_correction_has_reason",
    ),
    models.CheckConstraint(
        condition=Q(origin=Origin.IMPORTED) | Q(deviations=[]),
        name="encounter_deviations_only_imported",
    ),
    models.CheckConstraint(
        condition=Q(struck_reason="") | Q(is_current=False),
        name="encounter_struck_is_not_counted",
    ),
]
