"""Choices of the outreach floor. Stored as the code, shown as the words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ShiftKind(models.TextChoices):
    """What kind of outing a shift is."""

    JOINT_PATROL = "joint_patrol", _("Joint patrol with the police")
    OPERATION_WEEK = "operation_week", _("Operation week")
    RAID = "raid", _("Raid")
    OWN_OUTREACH = "own_outreach", _("Own outreach")
    ONLINE = "online", _("Online outreach")
    WORKPLACE = "workplace", _("Workplace inspection")


class ShiftState(models.TextChoices):
    """Where a shift is on its way; the transitions are in ``outreach/states.py``."""

    PLANNED = "planned", _("Planned")
    ONGOING = "ongoing", _("Ongoing")
    ENDED = "ended", _("Debrief")
    SIGNED = "signed", _("Signed")
    CANCELLED = "cancelled", _("Cancelled")


class Arena(models.TextChoices):
    """The kind of place where people are met."""

    STREET = "street", _("Street")
    FLAT = "flat", _("Flat")
    HOTEL = "hotel", _("Hotel")
    MASSAGE = "massage", _("Massage parlour")
    CLUB = "club", _("Club")
    RESTAURANT = "restaurant", _("Restaurant")
    ONLINE = "online", _("Online")
    WORKPLACE = "workplace", _("Workplace")
    OTHER = "other", _("Other place")


class AgeBand(models.TextChoices):
    """Age as it was judged on the spot, when the exact age is not known."""

    UNDER_15 = "under_15", _("Under 15")
    FROM_15_TO_17 = "15_17", _("15–17")
    POSSIBLY_UNDER_18 = "possibly_under_18", _("Possibly under 18")
    FROM_18_TO_20 = "18_20", _("18–20")
    FROM_21_TO_24 = "21_24", _("21–24")
    FROM_25_TO_29 = "25_29", _("25–29")
    FROM_30_TO_39 = "30_39", _("30–39")
    FROM_40_TO_49 = "40_49", _("40–49")
    FROM_50_TO_59 = "50_59", _("50–59")
    FROM_60 = "60_plus", _("60 or older")
    UNKNOWN = "unknown", _("Unknown")


# A child in every rule (design rule 5): under 18, or possibly under 18.
CHILD_BANDS = [AgeBand.UNDER_15, AgeBand.FROM_15_TO_17, AgeBand.POSSIBLY_UNDER_18]

# Whole years, both ends included; None is open.
AGE_BAND_YEARS: dict[AgeBand, tuple[int | None, int | None]] = {
    AgeBand.UNDER_15: (0, 14),
    AgeBand.FROM_15_TO_17: (15, 17),
    AgeBand.POSSIBLY_UNDER_18: (None, None),
    AgeBand.FROM_18_TO_20: (18, 20),
    AgeBand.FROM_21_TO_24: (21, 24),
    AgeBand.FROM_25_TO_29: (25, 29),
    AgeBand.FROM_30_TO_39: (30, 39),
    AgeBand.FROM_40_TO_49: (40, 49),
    AgeBand.FROM_50_TO_59: (50, 59),
    AgeBand.FROM_60: (60, None),
    AgeBand.UNKNOWN: (None, None),
}


class HomeKind(models.TextChoices):
    """Where the person lives."""

    MUNICIPALITY = "municipality", _("A Swedish municipality")
    ABROAD = "abroad", _("Abroad")
    UNKNOWN = "unknown", _("Unknown")


class Interpreter(models.TextChoices):
    """Whether the conversation was interpreted."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    LACKING = "lacking", _("Needed, but none could be had")


class ContactRoute(models.TextChoices):
    """How we came into contact."""

    POLICE = "police", _("With the police")
    OUTREACH = "outreach", _("Our own outreach")
    ONLINE = "online", _("Online")
    AUTHORITY = "authority", _("Another authority")
    VOLUNTARY = "voluntary", _("A voluntary organisation")
    OWN_INITIATIVE = "own_initiative", _("The person contacted us")
    OTHER = "other", _("Another way")


class SupportKind(models.TextChoices):
    """What may be offered."""

    MIKA = "mika", _("Mikamottagningen")
    KAST = "kast", _("KAST")
    REGIONAL_COORDINATOR = "regional_coordinator", _("Regional coordinator")
    REGIONAL_COORDINATOR_CHILDREN = (
        "regional_coordinator_children",
        _("Regional coordinator for children"),
    )
    EMERGENCY = "emergency", _("Emergency social service")
    PROTECTED_HOUSING = "protected_housing", _("Protected housing")
    HEALTH_CARE = "health_care", _("Health care")
    STODCENTRUM = "stodcentrum", _("Stödcentrum")
    BARNAHUS = "barnahus", _("Barnahus")
    RETURN_PROGRAMME = "return_programme", _("Return programme")
    OTHER = "other", _("Other support")


class OfferAnswer(models.TextChoices):
    """What the person said to an offer."""

    ACCEPTED = "accepted", _("Said yes")
    DECLINED = "declined", _("Said no")
    COME_BACK = "come_back", _("Wants to come back")
    NOT_POSSIBLE = "not_possible", _("Not possible")


class NotPossibleReason(models.TextChoices):
    """Why an offer that was made could not be carried out."""

    NO_PLACE = "no_place", _("No suitable place or support exists")
    FULL = "full", _("Full or closed")
    AGE = "age", _("Outside the age limit")
    LANGUAGE = "language", _("No common language or interpreter")
    DANGER = "danger", _("Not safe for the person")
    OTHER = "other", _("Another reason")


class UnmetNeed(models.TextChoices):
    """What there was no suitable place for (design rule 11)."""

    HOUSING_WOMEN = "housing_women", _("Protected housing for women")
    HOUSING_MEN = "housing_men", _("Protected housing for men")
    HOUSING_BOYS = "housing_boys", _("Protected housing for boys")
    HOUSING_GIRLS = "housing_girls", _("Protected housing for girls")
    HOUSING_TRANS = "housing_trans", _("Protected housing for trans persons")
    TREATMENT_HOME = "treatment_home", _("Treatment home with the competence")
    HEALTH = "health", _("Health or trauma care")
    OTHER = "other", _("Something else")


class ReasonNotDone(models.TextChoices):
    """Why somebody was not told of their rights, or not offered support."""

    LEFT = "left", _("The person left")
    NOT_SAFE = "not_safe", _("It was not safe to talk")
    LANGUAGE = "language", _("No common language or interpreter")
    CONDITION = "condition", _("The person's condition did not allow it")
    DECLINED = "declined", _("The person did not want to talk")
    ALREADY = "already", _("Already done at an earlier meeting")
    OTHER = "other", _("Another reason")


class GuardianReason(models.TextChoices):
    """Why guardians were not contacted."""

    DANGER = "danger", _("The guardians may be a danger")
    UNKNOWN = "unknown", _("It is not known who they are")
    SOCIAL_SERVICES = "social_services", _("The social services decide on it")
    OTHER = "other", _("Another reason")


class ReportReason(models.TextChoices):
    """Why no child-concern report was made at once."""

    ALREADY = "already", _("Already reported by us for the same concern")
    IDENTITY = "identity", _("Too little is known; the emergency service was telephoned")
    OTHER = "other", _("Another reason")


class EmergencyReason(models.TextChoices):
    """Why the emergency social service was not telephoned at night about a child."""

    HANDED_OVER = "handed_over", _("Somebody from the social services took over on the spot")
    POLICE = "police", _("The police had already telephoned them")
    NO_ANSWER = "no_answer", _("Nobody answered; the report was sent at once")
    OTHER = "other", _("Another reason")


class StrikeReason(models.TextChoices):
    """Why an encounter was struck: nobody was met as it says, and it is not counted."""

    MISTAKE = "mistake", _("Recorded by mistake")
    OTHER_SHIFT = "other_shift", _("Belongs to another shift")
    NOT_OURS = "not_ours", _("The person was not met by us")


class EncounterState(models.TextChoices):
    """Whether the form was completed."""

    DRAFT = "draft", _("Not complete")
    COMPLETE = "complete", _("Complete")


class Origin(models.TextChoices):
    """How a row came here. Rules bind what is entered; what was imported keeps what was written."""

    ENTERED = "entered", _("Entered here")
    IMPORTED = "imported", _("Imported from an earlier log")


class Deviation(models.TextChoices):
    """Where an imported row breaks a rule that would have stopped it here."""

    NOT_TOLD = "not_told", _("Not told of support and rights, no reason given")
    NOT_OFFERED = "not_offered", _("Not offered support, no reason given")
    NOT_POSSIBLE_NO_REASON = "not_possible_no_reason", _("Support not possible, no reason given")
    CHILD_NO_REPORT = "child_no_report", _("A child without a child-concern report")
    CHILD_NO_GUARDIANS = "child_no_guardians", _("A child whose guardians were not contacted")
    WRONG_AGE = "wrong_age", _("Offered support outside its age limit")
    WRONG_ROLE = "wrong_role", _("Fields that do not belong to the role")
