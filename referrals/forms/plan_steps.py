"""Forms of what happens to a plan: measures that move, meetings, the end."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from casework.forms.choosing import CHOOSE
from casework.forms.file_fields import choice, day, demanded, line, past_day, text
from casework.models import User
from referrals.actions.plan_follow_ups import Meeting, Outcome
from referrals.actions.plan_measures import BridgeGiven
from referrals.models import Goal, Measure, PlacementRequest, PlanParticipant
from referrals.plan_enums import (
    TOPPLING,
    GoalResult,
    MeasureState,
    ParticipantState,
    PlacementRefusalReason,
    PlacementState,
    PlanClosing,
)
from referrals.plan_transitions import MEASURE, PLACEMENT

CAME = [("yes", _("Was there")), ("no", _("Was not there"))]
PERSON_CAME = [("yes", _("Yes")), ("no", _("No"))]


class MoveForm(forms.Form):
    """Where a measure stands from now on."""

    conditions: ClassVar[dict[str, tuple[str, list[str]]]] = {
        "why": ("state", [str(state) for state in TOPPLING])
    }
    state = choice(_("What has happened?"), (), missing=_("Say what has happened."))
    on_day = past_day(_("Since"), today=True, missing=_("Write since which day."))
    why = demanded(text(_("Why")))

    def __init__(self, *args: Any, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            MeasureState.ONGOING: _("It has begun"),
            MeasureState.DONE: _("It is done"),
            MeasureState.ENDED: _("It has ended before it was done"),
            MeasureState.REFUSED: _("It was refused"),
            MeasureState.LOST: _("It is lost"),
            MeasureState.PLANNED: _("It is taken up again"),
        }
        # Of one that has come to its end: all, to say in words what was typed before that.
        possible = MEASURE[MeasureState(measure.state)] or tuple(words)
        self.fields["state"].choices = [(s.value, words[s]) for s in possible]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What falls has a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("state") in TOPPLING and not cleaned.get("why"):
            self.add_error("why", _("Say why."))
        return cleaned


class BridgeForm(forms.Form):
    """What stands in, or why nothing does. Neither is chosen beforehand."""

    conditions: ClassVar[dict[str, tuple[str, list[str]]]] = {
        **dict.fromkeys(("what", "owner", "answers", "due_on"), ("bridge", ["yes"])),
        "none_why": ("bridge", ["none"]),
    }
    bridge = choice(
        _("What stands in?"),
        [("yes", _("Something stands in")), ("none", _("Nothing does, for a reason"))],
        missing=_("Say whether anything stands in."),
    )
    what = demanded(text(_("What stands in"), rows=2))
    owner = line(_("Who sees to it"))
    answers = forms.ModelChoiceField(
        label=_("Or a colleague here"),
        queryset=User.objects.none(),
        required=False,
        empty_label=CHOOSE,
        help_text=_("Then it stands in their day."),
    )
    due_on = demanded(day(_("In place by"), required=False))
    none_why = demanded(text(_("Why there is none")))

    def __init__(self, *args: Any, colleagues: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answers"].queryset = colleagues  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Why nothing stands in is said in words."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("bridge") == "none" and not cleaned.get("none_why"):
            self.add_error("none_why", _("Say why there is none."))
        return cleaned

    def given(self) -> BridgeGiven:
        """The answer."""
        found = self.cleaned_data
        if found["bridge"] == "none":
            return BridgeGiven(none_why=found["none_why"])
        return BridgeGiven(
            what=found["what"],
            owner=found["owner"],
            answers=found["answers"],
            due_on=found["due_on"],
        )


class ConfirmForm(MoveForm, BridgeForm):
    """The second page: what was said on the first, and the bridge."""

    conditions: ClassVar[dict[str, tuple[str, list[str]]]] = {**BridgeForm.conditions}
    field_order = ("state", "on_day", "why", "bridge", "what", "owner", "answers", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("state", "on_day", "why"):
            self.fields[name].widget = forms.HiddenInput()


class DayForm(forms.Form):
    """One day."""

    on_day = past_day(_("Since"), today=True, missing=_("Write since which day."))


class AnswerForm(forms.Form):
    """What somebody who was called answered."""

    answer = choice(
        _("What do they answer?"),
        [
            (ParticipantState.COMING.value, ParticipantState.COMING.label),
            (ParticipantState.DECLINED.value, ParticipantState.DECLINED.label),
        ],
        missing=_("Say what they answer."),
    )


class _AttendanceForm(forms.Form):
    """Whether each participant was there, nothing chosen beforehand."""

    def __init__(self, *args: Any, participants: Sequence[PlanParticipant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.participants = list(participants)
        for row in self.participants:
            self.fields[f"came_{row.pk}"] = choice(
                row.recipient, CAME, missing=_("Say whether they were there.")
            )

    def came(self) -> dict[uuid.UUID, bool]:
        """Who was."""
        found = self.cleaned_data
        return {row.pk: found[f"came_{row.pk}"] == "yes" for row in self.participants}


class AgreeForm(_AttendanceForm):
    """The agreement, with who was at the meeting. There is none without a next day."""

    agreed_on = past_day(_("Agreed on"), today=True, missing=_("Write on which day you agreed."))
    next_follow_up = day(_("Next follow-up"), missing=_("Write which day you meet next."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        came = [f"came_{row.pk}" for row in self.participants]
        self.order_fields(["agreed_on", *came, "next_follow_up"])


class _OutcomesForm(forms.Form):
    """A result for every goal, none chosen beforehand."""

    def __init__(self, *args: Any, goals: Sequence[Goal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        for number, goal in enumerate(self.goals, start=1):
            label = _("Goal %(number)s: %(goal)s") % {"number": number, "goal": goal.words}
            self.fields[f"result_{goal.pk}"] = choice(
                label, GoalResult.choices, missing=_("Say how it goes with this goal.")
            )
            self.fields[f"words_{goal.pk}"] = text(_("In the person's words"), rows=2)

    def outcomes(self) -> list[Outcome]:
        """The results."""
        found = self.cleaned_data
        return [
            Outcome(g, GoalResult(found[f"result_{g.pk}"]), found[f"words_{g.pk}"])
            for g in self.goals
        ]


class FollowUpForm(_OutcomesForm, _AttendanceForm):
    """A meeting."""

    seen_due = forms.DateField(required=False, widget=forms.HiddenInput)
    held_on = past_day(_("Held on"), today=True, missing=_("Write on which day you met."))
    person_came = choice(
        _("Was the person there?"), PERSON_CAME, missing=_("Say whether the person was there.")
    )
    words = text(_("What was said"))
    next_on = day(_("Next follow-up"), missing=_("Write which day you meet next."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        came = [f"came_{row.pk}" for row in self.participants]
        goals = [name for name in self.fields if name.startswith(("result_", "words_"))]
        self.order_fields(["held_on", "person_came", *came, *goals, "words", "next_on"])

    def meeting(self) -> Meeting:
        """The meeting."""
        found = self.cleaned_data
        return Meeting(
            held_on=found["held_on"],
            person_came=found["person_came"] == "yes",
            next_on=found["next_on"],
            words=found["words"],
            came=self.came(),
            outcomes=self.outcomes(),
        )


class CloseForm(_OutcomesForm):
    """The end of a plan."""

    closing = choice(_("Why is it closed?"), (), missing=_("Say why it is closed."))
    closing_words = text(_("Why, in words"))
    closed_on = past_day(_("Closed on"), today=True, missing=_("Write on which day it was closed."))

    def __init__(self, *args: Any, may_refuse: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [c for c in PlanClosing if may_refuse or c != PlanClosing.REFUSED]
        self.fields["closing"].choices = [(c.value, c.label) for c in reasons]  # type: ignore[attr-defined]


class RefusalForm(forms.Form):
    """That a place said no."""

    on_day = past_day(_("On the day"), today=True, missing=_("Write on which day they said no."))
    reason = choice(
        _("Why did they say no?"),
        PlacementRefusalReason.choices,
        missing=_("Say why they said no."),
    )
    words = text(_("In words"))


class PlacementStepForm(forms.Form):
    """What became of a request."""

    state = choice(_("What has happened?"), (), missing=_("Say what has happened."))
    on_day = past_day(_("Day"), today=True, missing=_("Write on which day it happened."))
    words = text(_("In words"))

    def __init__(self, *args: Any, request: PlacementRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            PlacementState.PLACED: _("The person has moved in"),
            PlacementState.ENDED: _("The person has left"),
            PlacementState.NONE_FOUND: _("No place was found"),
            PlacementState.WITHDRAWN: _("It is no longer asked for"),
        }
        # Of one that has come to its end: all, to say in words what was typed before that.
        possible = PLACEMENT[PlacementState(request.state)] or tuple(words)
        self.fields["state"].choices = [(s.value, words[s]) for s in possible]  # type: ignore[attr-defined]
