"""Referrals, plans and what became of offers: one table a file."""

from referrals.models.attempt import ContactAttempt
from referrals.models.barnahus import BarnahusMatter, BarnahusStep
from referrals.models.concern import ConcernReport
from referrals.models.follow_up import Attendance, FollowUp, GoalOutcome
from referrals.models.goal import Goal
from referrals.models.guidance import Guidance
from referrals.models.kast import KastContact, KastTalk
from referrals.models.letter import LetterConveyance, ReferralLetter
from referrals.models.measure import Bridge, Measure, MeasureDependency
from referrals.models.municipality_letter import MunicipalityLetter
from referrals.models.need import AreaOfNeed
from referrals.models.outside_body import BodyKind, OutsideBody
from referrals.models.placement import PlacementRefusal, PlacementRequest
from referrals.models.plan import CoordinatedPlan
from referrals.models.plan_participant import PlanParticipant
from referrals.models.plan_text_check import PlanTextCheck
from referrals.models.plan_version import PlanVersion
from referrals.models.referral import Referral, ReferralQuerySet
from referrals.models.referral_event import ReferralEvent
from referrals.models.referral_file import ReferralFile
from referrals.models.route import AnswerTime, Route
from referrals.models.settlement import OfferSettlement
from referrals.models.transition import Transition

__all__ = [
    "AnswerTime",
    "AreaOfNeed",
    "Attendance",
    "BarnahusMatter",
    "BarnahusStep",
    "BodyKind",
    "Bridge",
    "ConcernReport",
    "ContactAttempt",
    "CoordinatedPlan",
    "FollowUp",
    "Goal",
    "GoalOutcome",
    "Guidance",
    "KastContact",
    "KastTalk",
    "LetterConveyance",
    "Measure",
    "MeasureDependency",
    "MunicipalityLetter",
    "OfferSettlement",
    "OutsideBody",
    "PlacementRefusal",
    "PlacementRequest",
    "PlanParticipant",
    "PlanTextCheck",
    "PlanVersion",
    "Referral",
    "ReferralEvent",
    "ReferralFile",
    "ReferralLetter",
    "ReferralQuerySet",
    "Route",
    "Transition",
]
