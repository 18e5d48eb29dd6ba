"""Choices about tablets and what comes from them. Stored as the code, shown as the words."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TabletForm(models.TextChoices):
    """What a record from a tablet is."""

    ENCOUNTER = "encounter", _("Encounter")
    UNFINISHED = "unfinished", _("Unfinished encounter")
    SHIFT_START = "shift_start", _("Start of a shift")
    SHIFT_END = "shift_end", _("End of a shift")
    HAND_OVER = "hand_over", _("Note to the next crew")


ABOUT_SOMEBODY = (TabletForm.ENCOUNTER, TabletForm.UNFINISHED)


class SyncState(models.TextChoices):
    """Where a record from a tablet is on its way."""

    WAITING = "waiting", _("Waiting to be opened")
    DONE = "done", _("Taken in")
    QUARANTINED = "quarantined", _("Waiting for somebody to decide")
    LET_GO = "let_go", _("Let go")


class SyncReason(models.TextChoices):
    """Why a record waits for somebody, in words that say what is wrong and not whose fault."""

    OTHER_SESSION = "other_session", _("It was sent while somebody else was signed in.")
    REVOKED = "revoked", _("The tablet had been revoked when it came.")
    UNKNOWN_DEVICE = "unknown_device", _("The tablet is not registered.")
    CONFLICT = "conflict", _("The same record came before with other content.")
    ALTERED = "altered", _("It can't be opened: it was damaged or changed on the way.")
    NO_KEY = "no_key", _("It can't be opened: the key that it was sealed to is gone.")
    NOT_UNDERSTOOD = "not_understood", _("It was opened, and is not what a tablet sends.")
    UNKNOWN_FORM = "unknown_form", _("Its form is not known here.")
    NO_ACCESS = "no_access", _("Its author can't record on that shift.")
    SHIFT_CLOSED = "shift_closed", _("The shift is signed or was cancelled.")
    NO_ORIGINAL = "no_original", _("What it corrects is not here.")
    RULES = "rules", _("An answer does not hold against the rules of the form.")
    REFUSED = "refused", _("The shift or the encounter does not allow it.")
    CHANGED = "changed", _("What it corrects has been changed by somebody since.")
    UNFINISHED = (
        "unfinished",
        _("It is a correction that was never finished. What it corrects is complete and stays."),
    )
    TAKES_BACK = (
        "takes_back",
        _("It would take back a yes to support. Both stay until somebody has gone through them."),
    )
    FAILED = "failed", _("It could not be taken in, after several tries.")


# Why nobody has read what is in it.
UNOPENED = (SyncReason.ALTERED, SyncReason.NO_KEY)
# What may have got out of the way since: the same record can be tried again as it is.
MAY_PASS = (
    SyncReason.NO_KEY,
    SyncReason.UNKNOWN_FORM,
    SyncReason.NO_ACCESS,
    SyncReason.SHIFT_CLOSED,
    SyncReason.NO_ORIGINAL,
    SyncReason.REFUSED,
    SyncReason.FAILED,
)
# What its author alone can vouch for: then it is taken in as it is, in the author's name.
FOR_AUTHOR = (SyncReason.OTHER_SESSION, SyncReason.REVOKED, SyncReason.UNKNOWN_DEVICE)


class RevokeReason(models.TextChoices):
    """Why a tablet is trusted no longer."""

    LOST = "lost", _("Lost or stolen")
    REPLACED = "replaced", _("Replaced by another")
    BROKEN = "broken", _("Broken")
    OTHER = "other", _("Something else")


class LetGoReason(models.TextChoices):
    """Why a record is not taken in."""

    TWICE = "twice", _("It is recorded already")
    NOT_MINE = "not_mine", _("It was not written by the author named")
    TRIAL = "trial", _("It was a trial")
    UNREADABLE = "unreadable", _("Nobody can read it, and its author knows")
    OTHER = "other", _("Something else, told to the author")
