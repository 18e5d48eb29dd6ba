"""Forms of days to keep. What may be done is the actions' to say."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.day_enums import GOES_ON, NEEDS_REASON, DayKind, DayState, steps_of
from casework.forms.file_fields import choice, day, demanded, line, text, time_of_day
from casework.models import DayToKeep


class _ToldForm(forms.Form):
    """What is told of a day beside which day it is."""

    at_time = time_of_day(_("Time"))
    decided_by = line(_("Who decides, or which court"))
    reference = line(_("Its reference"), longest=100)
    remember = text(_("To remember"), hint=_("Who comes along, what has to be with, whom to ring."))


class DayForm(_ToldForm):
    """A day to keep."""

    conditions: ClassVar = {"at_time": ("kind", [DayKind.COURT])}
    kind = choice(_("What comes?"), DayKind.choices, missing=_("Say what comes."))
    day = day(
        _("Day"),
        hint=_("The last day of what ends. It stays as it is: another is noted."),
        missing=_("Give the day."),
    )

    field_order = ("kind", "day", "at_time", "decided_by", "reference", "remember")


class ToldOfDayForm(_ToldForm):
    """What is told of a day that was written down; which day it is stays."""

    def __init__(self, *args: Any, row: DayToKeep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row.kind != DayKind.COURT:
            del self.fields["at_time"]


class OutcomeForm(forms.Form):
    """How a day came out."""

    conditions: ClassVar = {
        "why": ("state", list(NEEDS_REASON)),
        "new_day": ("state", list(GOES_ON)),
        "new_time": ("state", list(GOES_ON)),
    }
    state = choice(_("How did it come out?"), (), missing=_("Say how it came out."))
    new_day = demanded(day(_("The new day"), required=False))
    new_time = time_of_day(_("Time"))
    why = demanded(text(_("Why"), hint=_("No clock falls silent without a reason.")))

    def __init__(self, *args: Any, row: DayToKeep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of one that is settled too: to say in words what was typed before that.
        possible = steps_of(DayState.WAITING, row.kind)
        self.fields["state"].choices = [(s.value, s.label) for s in possible]  # type: ignore[attr-defined]
        if row.kind != DayKind.COURT:
            del self.fields["new_time"]


class TakeBackForm(forms.Form):
    """Why an outcome is taken back."""

    why = text(
        _("Why the outcome is taken back"), required=True, missing=_("Say why it is taken back.")
    )
