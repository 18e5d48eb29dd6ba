"""Choices of the referrals floor."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outcome(models.TextChoices):
    """How an accepted offer was settled by its receiver."""

    BOOKED = "booked", _("Contact booked")
    NOT_REACHED = "not_reached", _("Could not be reached")
    NO_LONGER = "no_longer", _("No longer wanted")
    ELSEWHERE = "elsewhere", _("Helped elsewhere")


# No outcome: nothing is settled by it, and the contact details stay.
NO_ANSWER = "no_answer"


class ReferralKind(models.TextChoices):
    """What is asked of the receiver. The kind decides the states (``referrals/machine.py``)."""

    REFERRAL = "referral", _("Referral")
    CONSULTATION = "consultation", _("Consultation")
    HANDOVER = "handover", _("Handover")
    REPORT = "report", _("Report of concern")


class ReferralState(models.TextChoices):
    """Where a referral is on its way."""

    DRAFT = "draft", _("Draft")
    SENT = "sent", pgettext_lazy("a referral", "Sent")
    RECEIVED = "received", _("Received")
    QUESTION = "question", _("Question to the sender")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    STARTED = "started", _("Started")
    DONE = "done", _("Done")
    NOT_REACHED = "not_reached", _("Not reached")
    REVOKED = "revoked", _("Revoked")


class Side(models.TextChoices):
    """Who may do something with a referral."""

    SENDER = "sender", _("The sender")
    RECEIVER = "receiver", _("The receiver")
    CONSENT = "consent", _("The withdrawal of the consent")
    CLOCK = "clock", _("The clock")


class Act(models.TextChoices):
    """What can be done with a referral."""

    SEND = "send", _("Send")
    RECEIVE = "receive", _("Confirm that it has arrived")
    TAKE = "take", _("Take it")
    ASSIGN = "assign", _("Give it to a colleague")
    HAND_BACK = "hand_back", _("Hand it back to the unit")
    ASK = "ask", _("Ask the sender")
    ANSWER = "answer", _("Answer the question")
    ACCEPT = "accept", _("Accept")
    DECLINE = "decline", _("Decline")
    START = "start", _("Note that the work has begun")
    FINISH = "finish", _("Finish")
    REPLY = "reply", _("Give the advice")
    FEED_BACK = "feed_back", _("Give feedback")
    NOT_REACHED = "not_reached", _("The person could not be reached")
    REVOKE = "revoke", _("Take it back")
    POSTPONE = "postpone", _("Move the time limit")
    NOTE = "note", _("I have seen it and go on")
    STOP = "stop", pgettext_lazy("a referral", "Stopped")
    ESCALATE = "escalate", _("Told to the manager")


# The same, where the sender registers what a body outside has done: its people have no account.
OUTSIDE_LABELS: dict[Act, Promise] = {
    Act.RECEIVE: _("They have confirmed that it has arrived"),
    Act.ASK: _("They ask"),
    Act.ACCEPT: _("They have accepted"),
    Act.DECLINE: _("They have declined"),
    Act.START: _("They have begun the work"),
    Act.FINISH: _("They have finished"),
    Act.REPLY: _("They have given their advice"),
    Act.FEED_BACK: _("They have given feedback"),
    Act.NOT_REACHED: _("They could not reach the person"),
}


def label_of(act: Act, *, is_outside: bool) -> str | Promise:
    """How *act* is called, by who the receiver is."""
    return OUTSIDE_LABELS.get(act, act.label) if is_outside else act.label


# How each stands in an address.
SLUGS: dict[Act, str] = {
    Act.SEND: "skicka",
    Act.RECEIVE: "ta-emot",
    Act.TAKE: "ta",
    Act.ASSIGN: "fordela",
    Act.HAND_BACK: "lamna-tillbaka",
    Act.ASK: "fraga",
    Act.ANSWER: "svara",
    Act.ACCEPT: "acceptera",
    Act.DECLINE: "avboj",
    Act.START: "paborja",
    Act.FINISH: "avsluta",
    Act.REPLY: "ge-rad",
    Act.FEED_BACK: "aterkoppla",
    Act.NOT_REACHED: "ej-nadd",
    Act.REVOKE: "aterkalla",
    Act.POSTPONE: "flytta-tiden",
    Act.NOTE: "noterat",
}


class ReferralGround(models.TextChoices):
    """Why what is told may pass (design rule 4)."""

    CONSENT = "consent", _("The person consents")
    LEGAL = "legal", _("A legal ground without consent")
    OFFER = "offer", _("The person said yes to the offer")
    ANONYMOUS = "anonymous", _("Nothing tells who it is")


class DeclineReason(models.TextChoices):
    """Why a receiver says no."""

    WRONG_UNIT = "wrong_unit", _("Belongs with somebody else")
    NOT_OUR_GROUP = "not_our_group", _("Outside whom we are there for")
    NO_ROOM = "no_room", _("No room now")
    TOO_LITTLE = "too_little", _("Too little to go on")
    KNOWN = "known", _("We work with the person already")
    OTHER = "other", _("Another reason")


class DropReason(models.TextChoices):
    """Why what was begun is not sent."""

    NO_LONGER = "no_longer", _("The person no longer wants it")
    IN_CONTACT = "in_contact", _("The receiver is in contact with the person already")
    ELSEWHERE = "elsewhere", _("The person is helped in another way")
    MISTAKE = "mistake", _("The yes was noted by mistake")
    BEGUN = "begun", _("It was begun by mistake")
    REPORTED = "reported", _("The report was made in another way")
    NO_CHILD = "no_child", _("The person turned out not to be a child")


# Nobody's wish keeps a report of concern from being made.
DROPS_OFFER = (
    DropReason.NO_LONGER,
    DropReason.IN_CONTACT,
    DropReason.ELSEWHERE,
    DropReason.MISTAKE,
)
DROPS_REPORT = (DropReason.REPORTED, DropReason.NO_CHILD, DropReason.BEGUN)
DROPS = (DropReason.NO_LONGER, DropReason.IN_CONTACT, DropReason.ELSEWHERE, DropReason.BEGUN)


class StandsFor(models.TextChoices):
    """Whom a body of a kind may stand for, so that a referral to it has to say which one."""

    NOBODY = "", _("Itself alone")
    MUNICIPALITY = "municipality", _("Any municipality")
    DISTRICT = "district", _("Any district of the city")


class CountedAs(models.TextChoices):
    """As which receiver the bodies of a kind are counted in an edition."""

    POLICE = "police", _("Police and prosecutor")
    HEALTH = "health", _("Health care")
    MIGRATION = "migration", _("Migration Agency")
    COORDINATION = "regional_coordination", _("Regional coordination")
    MUNICIPALITY = "municipality", _("Another municipality")
    DISTRICT = "district", _("District of the city")
    VOLUNTARY = "voluntary", _("Voluntary organisation")
    OTHER = "other", _("Other")


class RouteWhen(models.TextChoices):
    """What else has to be so for a route to be suggested."""

    ALWAYS = "always", _("Always")
    TRAFFICKING = "trafficking", _("Suspected trafficking")
    ACUTE = "acute", _("Acute need")
    NO_AGREEMENT = "no_agreement", _("The home municipality has not joined the offer")
    AFTER_ACUTE = "after_acute", _("When the acute phase is over: the district where they were met")


class TimeLimit(models.TextChoices):
    """The steps that have a time of their own."""

    REFERRAL = "referral", _("Answer to a referral")
    CONSULTATION = "consultation", _("Answer to a consultation")
    HANDOVER = "handover", _("Answer to a handover")
    REPORT = "report", _("Feedback on a report")
    QUESTION = "question", _("Answer of the sender to a question")
    START = "start", _("From acceptance to the beginning of the work")
    WORK = "work", _("Work that was begun, until it is finished or the time is moved")
    ACUTE = "acute", _("Anything acute")
    DRAFT = "draft", _("From when a draft is begun until it is sent")
