"""The small forms of what is done with a referral; see ``referrals/actions/moving.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.enums import ClosingReason
from casework.forms.choosing import CHOOSE
from casework.forms.notes import text_area
from casework.forms.organisation import DayInput, RefusableForm
from casework.forms.text import TextField
from casework.models import User
from casework.working_days import closes
from referrals.actions.moving import Said
from referrals.actions.refused import TOO_FAR, WORDS_LACK
from referrals.due import last_day
from referrals.enums import Act, DeclineReason, DropReason
from referrals.models.referral_event import SAYS_WHY

MISSING_IN_ACT = {
    "reason": _("Say why it is declined."),
    "assigned_to": _("Choose a colleague."),
    "due_at": _("Choose a day to come."),
    "said_by": _("Say who answered: name and function."),
}


def say_what_is_missing(form: forms.Form, sentences: Mapping[str, str | Promise]) -> None:
    """Let each required field of *form* say what it lacks."""
    for name, sentence in sentences.items():
        if name in form.fields:
            form.fields[name].error_messages |= {"required": sentence}  # type: ignore[dict-item]


WORDS = {
    Act.ASK: _("What do you need to know?"),
    Act.ANSWER: _("Your answer"),
    Act.REPLY: _("Your advice"),
    Act.FEED_BACK: _("What the sender is to know"),
    Act.NOT_REACHED: _("How you have tried"),
    Act.REVOKE: _("Why it is taken back"),
    Act.POSTPONE: _("Why the time limit is moved"),
    Act.DECLINE: _("What the sender should do instead"),
    Act.FINISH: _("What the sender is to know"),
}


class DropForm(RefusableForm):
    """Why what was begun is not sent."""

    reason = forms.ChoiceField(label=_("Why is it not sent?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, reasons: Sequence[DropReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["reason"]
        choice.choices = [(reason.value, reason.label) for reason in reasons]
        say_what_is_missing(self, {"reason": _("Say why it is not sent.")})


class ActForm(RefusableForm):
    """What one act asks for; see ``referrals/actions/moving.py``."""

    reason = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    words = TextField(required=False, max_length=3_000, widget=text_area(5))
    assigned_to = forms.ModelChoiceField(
        label=_("To whom?"), queryset=User.objects.none(), required=False, empty_label=CHOOSE
    )
    due_at = forms.DateField(label=_("New last day"), required=False, widget=DayInput)
    said_by = TextField(
        label=_("Who answered?"),
        required=False,
        max_length=200,
        help_text=_("Name and function, and how: by telephone, letter or in a meeting."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self, *args: Any, act: Act, colleagues: Any, is_outside: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        wanted = set()
        if act in WORDS:
            wanted.add("words")
            self.fields["words"].label = WORDS[act]
            self.fields["words"].required = act in SAYS_WHY
        if act in (Act.DECLINE, Act.FINISH):
            wanted.add("reason")
            reason: Any = self.fields["reason"]
            reason.required = True
            reason.label = _("Why?") if act == Act.DECLINE else _("How did it end?")
            reason.choices = DeclineReason.choices if act == Act.DECLINE else ClosingReason.choices
        if act == Act.ASSIGN:
            wanted.add("assigned_to")
            to: Any = self.fields["assigned_to"]
            to.required, to.queryset = True, colleagues
        if act == Act.POSTPONE:
            wanted.add("due_at")
            due: Any = self.fields["due_at"]
            due.required = True
            due.widget.attrs["max"] = last_day().isoformat()
        elif is_outside and act not in (Act.SEND, Act.ANSWER, Act.REVOKE, Act.NOTE):
            wanted.add("said_by")
            self.fields["said_by"].required = True
        for name in set(self.fields) - wanted:
            del self.fields[name]
        self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        say_what_is_missing(self, MISSING_IN_ACT)
        if self.act in WORDS_LACK:
            say_what_is_missing(self, {"words": WORDS_LACK[self.act]})
        if self.act == Act.FINISH:
            say_what_is_missing(self, {"reason": _("Say how it ended.")})

    @property
    def asks(self) -> bool:
        """Whether there is anything to answer; otherwise a button is enough."""
        return bool(self.fields)

    def clean_due_at(self) -> date | None:
        """Within the bound, before a time is made of it."""
        day: date | None = self.cleaned_data.get("due_at")
        if day is not None and day > last_day():
            raise forms.ValidationError(str(TOO_FAR))
        return day

    def said(self) -> Said:
        """What was answered."""
        found = self.cleaned_data
        day = found.get("due_at")
        due = timezone.make_aware(datetime.combine(day, closes())) if day else None
        return Said(
            words=found.get("words", ""),
            reason=found.get("reason", ""),
            said_by=found.get("said_by", ""),
            assigned_to=found.get("assigned_to"),
            due_at=due,
        )
