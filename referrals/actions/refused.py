"""What the database says no with, as sentences for the user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.actions.base import ActionRefused
from referrals.enums import Act

NOT_NOW: str | Promise = _("Somebody else was here before you: that can't be done any more.")
NOT_YOURS: str | Promise = _("That is not yours to do.")
NO_CONSENT: str | Promise = _(
    "No consent in force lets this pass to the receiver. Record one, or choose another ground."
)
REPORT_NEEDS_NO_CONSENT: str | Promise = _(
    "A report of concern needs nobody's consent. Choose the legal ground."
)
YES_IS_OVER: str | Promise = _(
    "The person no longer says yes to the offer, so it is no ground. Choose another one."
)
YES_IS_TO_OTHERS: str | Promise = _(
    "The person said yes to another unit. Who it is and how to reach them need a consent here."
)
WRONG_UNIT: str | Promise = _("This unit is not there for such people.")
NOBODY_THERE: str | Promise = _(
    "Nobody takes in new people for this unit now. Telephone them, or choose another receiver."
)
SENDER_GONE: str | Promise = _(
    "The sender no longer works in the file and has no access to give. Ask them first."
)
OWN: str | Promise = _("Nobody accepts what they have sent themselves.")
NOTHING_TO_PASS: str | Promise = _(
    "Your access to the file has ended, so there is nothing to pass on."
    " Ask whoever decides over it."
)
KEEPS_NAME: str | Promise = _(
    "A body that was sent to keeps its code and name. Give the new one a code of its own."
)
TOO_FAR: str | Promise = _("Choose a day within 90 days.")
AT_ONCE_WHY: str | Promise = _("Say what the child has to be protected from.")
NOT_A_COLLEAGUE: str | Promise = _("Choose somebody who works in the unit.")

# What an act that says something in words lacks without them: which words, not only that they lack.
WORDS_LACK: dict[Act, str | Promise] = {
    Act.ASK: _("Write what you need to know."),
    Act.ANSWER: _("Write your answer to the question."),
    Act.REPLY: _("Write your advice."),
    Act.FEED_BACK: _("Write what the sender is to know."),
    Act.NOT_REACHED: _("Write how you have tried."),
    Act.REVOKE: _("Write why it is taken back."),
    Act.POSTPONE: _("Write why the time limit is moved."),
    Act.DECLINE: _("Write what the sender should do instead."),
    Act.FINISH: _("Write what the sender is to know."),
}

# What a function of the database says: the field of the form and its sentence.
_SENTENCES: dict[str, tuple[str, str | Promise]] = {
    "not in this state": ("", NOT_NOW),
    "no such transition": ("", NOT_NOW),
    "sent is sent": ("", NOT_NOW),
    "case_open_once_a_unit": ("", NOT_NOW),
    "not theirs to do": ("", NOT_YOURS),
    "no such referral": ("", NOT_YOURS),
    "row-level security": ("", NOT_YOURS),
    "no consent in force": ("ground", NO_CONSENT),
    "referral_report_needs_no_consent": ("ground", REPORT_NEEDS_NO_CONSENT),
    "not there for such people": ("receiver", WRONG_UNIT),
    "nobody takes it in": ("receiver", NOBODY_THERE),
    "the sender no longer works in the file": ("", SENDER_GONE),
    "nobody accepts what they sent": ("", OWN),
    "no access to pass on": ("", NOTHING_TO_PASS),
    "referral_event_time_is_bounded": ("due_at", TOO_FAR),
    "what was sent keeps its name": ("", KEEPS_NAME),
    "concern_at_once_says_why": ("at_once_why", AT_ONCE_WHY),
    "not a colleague": ("assigned_to", NOT_A_COLLEAGUE),
}


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal of the database into one for the user. What is not known goes on up."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        text = str(error)
        found = next((value for key, value in _SENTENCES.items() if key in text), None)
        if found is None:
            raise
        field, sentence = found
        if field:
            raise ActionRefused(fields={field: str(sentence)}) from None
        raise ActionRefused(str(sentence)) from None
