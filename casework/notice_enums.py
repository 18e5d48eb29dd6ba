"""Choices of asking for access, of emergencies, and of what somebody is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """What was answered to a question for access. Empty: nothing yet."""

    GIVEN = "given", _("Given")
    DECLINED = "declined", _("Declined")


class AskedState(models.TextChoices):
    """What whoever asked may know. A no, no answer and no file look alike."""

    WAITING = "waiting", _("Waiting for an answer")
    GIVEN = "given", _("Access was given")
    NONE = "none", _("No access")


class EmergencyKind(models.TextChoices):
    """What is to be reviewed."""

    OPENED = "opened", _("A file was opened in an emergency")
    LOCKED = "locked", _("Too many tries that met no file")


class ReviewOutcome(models.TextChoices):
    """What a review found."""

    JUSTIFIED = "justified", _("The emergency was real")
    UNCLEAR = "unclear", _("To be followed up with whoever opened it")
    NOT_JUSTIFIED = "not_justified", _("It should not have been opened")


class NoticeKind(models.TextChoices):
    """What somebody is told."""

    ACCESS_REQUESTED = "access_requested", _("Somebody asks for access to a file")
    ACCESS_GIVEN = "access_given", _("You were given access to a file that you asked for")
    ACCESS_UNASKED = "access_unasked", _("A colleague has given you access to a file")
    EMERGENCY_OPENED = "emergency_opened", _("A file was opened in an emergency")
    EMERGENCY_LOCKED = "emergency_locked", _("Emergency access was locked after too many tries")
    WAITS_FOR_SOMEBODY = "waits_for_somebody", _("A case waits for somebody to be responsible")
    NAMED_FOR_PROTECTED = (
        "named_for_protected",
        _("You are now the one named for a file with a protected identity"),
    )
    EMERGENCY_ENDED = (
        "emergency_ended",
        _("Your emergency access to a file ended before its time: ask whoever decides over it"),
    )
    STAY_ASKED = "stay_asked", _("Somebody asks for protected housing that you keep")
    UNSEEN_FILES = "unseen_files", _("There are files that nobody decides over")
    TIMES_LATE = "times_late", _("A time to keep has passed in a file")
    REFERRAL_NEW = "referral_new", _("A referral waits for your unit")
    REFERRAL_ASSIGNED = "referral_assigned", _("A referral was given to you")
    REFERRAL_QUESTION = "referral_question", _("The receiver of a referral asks you something")
    REFERRAL_ANSWERED = "referral_answered", _("Your question about a referral is answered")
    REFERRAL_ACCEPTED = "referral_accepted", _("A referral was accepted")
    REFERRAL_DONE = "referral_done", _("A referral has been answered or finished")
    REFERRAL_DECLINED = "referral_declined", _("A referral came back: it was declined")
    REFERRAL_UNREACHED = "referral_unreached", _("A referral came back: nobody was reached")
    # Taken back or stopped: why is not told, and the two are not told apart.
    REFERRAL_REVOKED = "referral_revoked", _("A referral no longer holds: do nothing more")
    REFERRAL_LATE = "referral_late", _("A referral is late")
    REFERRALS_WAIT = "referrals_wait", _("Referrals wait for your unit")
    PLAN_STOPPED = "plan_stopped", _("Somebody's part in a plan has stopped: look at the plan")
