"""What may follow upon what in a plan, as plain tables.

The database holds the same (``referrals/migrations/0041_plan_policies.py``), and a test tries every
pair against both.
"""

from __future__ import annotations

from collections.abc import Mapping

from referrals.plan_enums import MeasureState as M
from referrals.plan_enums import ParticipantState as S
from referrals.plan_enums import PlacementState as L
from referrals.plan_enums import PlanState as P

PLAN: Mapping[P, tuple[P, ...]] = {
    P.DRAFT: (P.INVITED, P.CLOSED),
    P.INVITED: (P.AGREED, P.CLOSED),
    P.AGREED: (P.CLOSED,),
    P.CLOSED: (),
}
# What has fallen can be taken up again, from its beginning.
MEASURE: Mapping[M, tuple[M, ...]] = {
    M.PLANNED: (M.ONGOING, M.DONE, M.ENDED, M.REFUSED, M.LOST),
    M.ONGOING: (M.DONE, M.ENDED, M.REFUSED, M.LOST),
    M.DONE: (),
    M.ENDED: (M.PLANNED,),
    M.REFUSED: (M.PLANNED,),
    M.LOST: (M.PLANNED,),
}
# Whoever was stopped is added anew, on a consent or a ground of that day.
PARTICIPANT: Mapping[S, tuple[S, ...]] = {
    S.THOUGHT_OF: (S.CALLED, S.STOPPED),
    S.CALLED: (S.COMING, S.DECLINED, S.STOPPED),
    S.COMING: (S.DECLINED, S.STOPPED),
    S.DECLINED: (S.CALLED, S.COMING, S.STOPPED),
    S.STOPPED: (),
}
PLACEMENT: Mapping[L, tuple[L, ...]] = {
    L.ASKED: (L.PLACED, L.NONE_FOUND, L.WITHDRAWN),
    L.PLACED: (L.ENDED,),
    L.ENDED: (),
    L.NONE_FOUND: (),
    L.WITHDRAWN: (),
}
