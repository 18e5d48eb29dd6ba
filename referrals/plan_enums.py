"""Choices of plans: who began one, what it holds, how it ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanType(models.TextChoices):
    """What kind of plan it is."""

    SIP = "sip", _("Coordinated individual plan (SIP)")
    EXIT = "exit", _("Individual plan for leaving")
    CHILD = "child", _("A child's plan")


class InitiatedBy(models.TextChoices):
    """Who asked for the plan."""

    PERSON = "person", _("The person")
    RELATIVE = "relative", _("Somebody close to the person")
    UNIT = "unit", _("Our own unit")
    BODY = "body", _("Another body")


class PlanState(models.TextChoices):
    """How far a plan has come; ``referrals/plan_transitions.py`` says what may follow."""

    DRAFT = "draft", _("Being prepared")
    INVITED = "invited", _("Called to a meeting")
    AGREED = "agreed", pgettext_lazy("a plan", "Agreed")
    CLOSED = "closed", pgettext_lazy("a plan", "Closed")


class PlanClosing(models.TextChoices):
    """Why a plan was closed."""

    REACHED = "reached", _("The goals are reached")
    PERSON_ENDED = "person_ended", _("The person wants no plan any more")
    CONSENT = "consent", _("The consent was withdrawn")
    LOST = "lost", _("We have lost contact")
    MOVED = "moved", _("Somebody else goes on with it")
    REFUSED = "refused", _("The request for a plan was refused")
    OTHER = "other", pgettext_lazy("why a plan was closed", "Other")


# Reasons that say nothing by themselves: they are written out.
CLOSING_IN_WORDS = [PlanClosing.REFUSED, PlanClosing.LOST, PlanClosing.OTHER]


class Principal(models.TextChoices):
    """Who answers for something: the Act speaks of two principals, and of others."""

    MUNICIPALITY = "municipality", _("The municipality")
    REGION = "region", _("The region")
    OTHER = "other", _("Another body")


PRINCIPALS = [Principal.MUNICIPALITY, Principal.REGION]


class TakesPart(models.TextChoices):
    """Whether the plan is made together with the person."""

    YES = "yes", _("Takes part")
    REPRESENTED = "represented", _("Is represented by somebody they have chosen")
    NOT_POSSIBLE = "not_possible", _("It is not possible")


class RelativesPart(models.TextChoices):
    """Whether those close to the person may take part."""

    YES = "yes", _("They take part")
    NOT_WANTED = "not_wanted", _("The person does not want it")
    NOT_SUITABLE = "not_suitable", _("It is not suitable, or not safe")
    NOBODY = "nobody", _("There is nobody close")


class ParticipantKind(models.TextChoices):
    """What somebody is at the table."""

    PRINCIPAL = "principal", _("A principal: municipality or region")
    BODY = "body", _("Another body or organisation")
    RELATIVE = "relative", _("Somebody close to the person")
    REPRESENTATIVE = "representative", _("Representative or support person")


class ParticipantState(models.TextChoices):
    """How far somebody's part has come."""

    THOUGHT_OF = "thought_of", _("Not called yet")
    CALLED = "called", _("Called")
    COMING = "coming", _("Will come")
    DECLINED = "declined", pgettext_lazy("an invitation", "Will not come")
    STOPPED = "stopped", _("No longer part of the plan")


# Who has a call to the meeting that has not been answered with a no.
EXPECTED = [ParticipantState.CALLED, ParticipantState.COMING]


class GoalTerm(models.TextChoices):
    """How far ahead a goal lies."""

    SHORT = "short", _("Soon")
    LONG = "long", _("Further ahead")


class GoalResult(models.TextChoices):
    """What became of a goal."""

    REACHED = "reached", pgettext_lazy("a goal", "Reached")
    ON_THE_WAY = "on_the_way", pgettext_lazy("a goal", "On the way")
    NOT_REACHED = "not_reached", pgettext_lazy("a goal", "Not reached")
    CHANGED = "changed", pgettext_lazy("a goal", "No longer what the person wants")


class MeasureState(models.TextChoices):
    """Where a measure stands."""

    PLANNED = "planned", pgettext_lazy("a measure", "Planned")
    ONGOING = "ongoing", pgettext_lazy("a measure", "Under way")
    DONE = "done", pgettext_lazy("a measure", "Done")
    ENDED = "ended", pgettext_lazy("a measure", "Ended before it was done")
    REFUSED = "refused", pgettext_lazy("a measure", "Refused")
    LOST = "lost", pgettext_lazy("a measure", "Lost")


# What brings down the measures that lean on it.
TOPPLING = [MeasureState.ENDED, MeasureState.REFUSED, MeasureState.LOST]
OPEN_MEASURES = [MeasureState.PLANNED, MeasureState.ONGOING]


class NeedKind(models.TextChoices):
    """Areas of need that nobody is to forget."""

    PROTECTION = "protection", pgettext_lazy("area of need", "Protection")
    HOUSING = "housing", pgettext_lazy("area of need", "Housing")
    INCOME = "income", pgettext_lazy("area of need", "Income from day one")
    HEALTH = "health", pgettext_lazy("area of need", "Health and trauma care")
    ADDICTION = "addiction", pgettext_lazy("area of need", "Addiction")
    DEBTS = "debts", pgettext_lazy("area of need", "Debts")
    WORK = "work", pgettext_lazy("area of need", "Work and study")
    LEGAL = "legal", pgettext_lazy("area of need", "Legal help")
    PERMIT = "permit", pgettext_lazy("area of need", "Residence permit")
    CHILDREN = "children", pgettext_lazy("area of need", "Children")
    NETWORK = "network", pgettext_lazy("area of need", "People around")


class NeedState(models.TextChoices):
    """What is known of an area. Nothing is chosen beforehand but that nobody has looked."""

    NOT_LOOKED_AT = "not_looked_at", _("Not yet looked at")
    MET = "met", pgettext_lazy("a need", "Met")
    UNMET = "unmet", pgettext_lazy("a need", "Not met")
    NOT_NEEDED = "not_needed", pgettext_lazy("a need", "Not needed")


class UnmetReason(models.TextChoices):
    """Why a need is not met: what a board can see that there is to buy or to change."""

    NONE_FITS = "none_fits", _("Nothing suitable exists")
    FULL = "full", _("There is no place")
    COMPETENCE = "competence", _("Nobody has the competence for it")
    REFUSED = "refused", _("It was refused")
    NO_RIGHT = "no_right", _("The person has no right to it here")
    WAITING = "waiting", _("A decision is awaited")
    PERSON = "person", _("The person does not want it now")
    OTHER = "other", pgettext_lazy("why a need is not met", "Other")


class PlacementKind(models.TextChoices):
    """What kind of placement is asked for."""

    PROTECTED = "protected", _("Protected housing")
    SUPPORTED = "supported", _("Housing with support")
    TREATMENT = "treatment", _("Treatment home")
    CHILD_HOME = "child_home", _("Home for children and young people (HVB)")
    FAMILY = "family", _("Family home")
    OTHER = "other", pgettext_lazy("kind of placement", "Other")


class PlacementProblem(models.TextChoices):
    """What the request names as the problem. A request that hides it hides the need."""

    PROSTITUTION = "prostitution", _("Exploitation in prostitution")
    TRAFFICKING = "trafficking", _("Trafficking for sexual purposes")
    LABOUR = "labour", _("Trafficking or exploitation for other purposes")
    CHILD = "child", _("A child exposed to sexual exploitation")


class PlacementFor(models.TextChoices):
    """Whom the place has to take: for some there are none."""

    WOMAN = "woman", _("A woman")
    MAN = "man", _("A man")
    TRANS = "trans", _("A trans person")
    GIRL = "girl", _("A girl")
    BOY = "boy", _("A boy")
    TRANS_CHILD = "trans_child", _("A trans child")
    WITH_CHILDREN = "with_children", _("A parent with children")


class PlacementState(models.TextChoices):
    """What became of a request."""

    ASKED = "asked", pgettext_lazy("a placement", "Asked for")
    PLACED = "placed", pgettext_lazy("a placement", "Placed")
    ENDED = "ended", pgettext_lazy("a placement", "The placement has ended")
    NONE_FOUND = "none_found", pgettext_lazy("a placement", "No place was found")
    WITHDRAWN = "withdrawn", pgettext_lazy("a placement", "No longer asked for")


class PlacementRefusalReason(models.TextChoices):
    """Why a place said no."""

    FULL = "full", _("There is no place")
    COMPETENCE = "competence", _("Nobody has the competence for it")
    GROUP = "group", _("They do not take this group")
    SAFETY = "safety", _("It would not be safe")
    COST = "cost", _("The cost")
    OTHER = "other", pgettext_lazy("why a place said no", "Other")
