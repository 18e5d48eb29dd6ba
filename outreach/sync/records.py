"""Taking in one opened record: by the form and the actions of a desk, in its author's name."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.enums import PersonRole
from casework.forms.moments import written
from casework.models import User
from outreach.access import roles_read
from outreach.actions.answers import EncounterAnswers
from outreach.actions.encounters import (
    ChangedMeanwhile,
    change_encounter,
    correct_encounter,
    record_encounter,
)
from outreach.actions.guard import UNITS
from outreach.actions.shift_states import (
    end_shift,
    near_the_plan,
    start_shift,
    write_handover_note,
)
from outreach.enums import EncounterState, OfferAnswer, ShiftState
from outreach.forms.answers import MOMENT_FIELDS
from outreach.forms.definition import VERSION
from outreach.forms.encounter import AROUND_THE_SHIFT, EncounterForm
from outreach.forms.fields import MOMENTS
from outreach.forms.shift import HandoverForm
from outreach.models import Encounter, Shift, SyncItem
from outreach.sync.said import Said, ahead_of_us
from outreach.tablet_enums import SyncReason, TabletForm


class Hindered(Exception):
    """A record can't be taken in as it is; somebody has to decide."""

    def __init__(self, reason: SyncReason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Taking:
    """A record on its way in: what it says, the shift, and in whose name."""

    item: SyncItem
    said: Said
    shift: Shift
    by: User

    def ahead(self, around: timedelta = AROUND_THE_SHIFT) -> timedelta:
        """How far its times are ahead because the tablet's clock was."""
        starts, ends = self.shift.starts_at - around, self.shift.ends_at or timezone.now()
        return ahead_of_us(self.item, self.said, starts, ends + around)

    def when(self) -> datetime:
        """When it was, by our clock and not later than now."""
        return min(self.said.happened_at - self.ahead(timedelta(days=1)), timezone.now())

    def form(self, *, as_draft: bool = False) -> EncounterForm:
        """The form of a desk, filled in with what the record says. Raises :class:`Hindered`."""
        role = self.said.first("role")
        if role not in PersonRole:
            raise Hindered(SyncReason.NOT_UNDERSTOOD)
        if PersonRole(role) not in roles_read(self.by, self.shift):
            raise Hindered(SyncReason.NO_ACCESS)
        data = MultiValueDict({name: list(given) for name, given in self.said.fields.items()})
        data.setlistdefault("happened_at", [written(self.said.happened_at)])
        data.setlistdefault("arena", [self.shift.arena])
        ahead = self.ahead()
        for name in MOMENT_FIELDS if ahead else ():
            moment = MOMENTS.clean_or_none(data.get(name))
            if moment is not None:
                data[name] = written(moment - ahead)
        if as_draft or self.item.form == TabletForm.UNFINISHED:
            data["action"] = "draft"
        exact = {"happened_at": self.said.happened_at - ahead}
        return EncounterForm(role=PersonRole(role), shift=self.shift, data=data, moments=exact)


def take_in(item: SyncItem, said: Said, by: User, earlier: Sequence[uuid.UUID]) -> None:
    """Do what the record says, as *by*. *earlier* are the names of what it may correct.

    Raises :class:`Hindered`.
    """
    if item.form not in _TAKERS or not 1 <= item.form_version <= VERSION:
        raise Hindered(SyncReason.UNKNOWN_FORM)
    shifts = Shift.objects.visible_to(by).prefetch_related(UNITS)
    shift = shifts.filter(pk=said.shift_id).first()
    if shift is None:
        raise Hindered(SyncReason.NO_ACCESS)
    if shift.state == ShiftState.CANCELLED:
        raise Hindered(SyncReason.SHIFT_CLOSED)
    try:
        _TAKERS[TabletForm(item.form)](Taking(item, said, shift, by), earlier)
    except ChangedMeanwhile:
        raise Hindered(SyncReason.CHANGED) from None
    except ActionRefused:
        raise Hindered(SyncReason.REFUSED) from None


def _encounter(taking: Taking, earlier: Sequence[uuid.UUID]) -> None:
    _start_where_nobody_has(taking)
    form = taking.form()
    if not form.is_valid() and form.complete and taking.item.form_version < VERSION:
        # It was whole by the rules that the tablet had: today's are asked at the debrief.
        form = taking.form(as_draft=True)
    if not form.is_valid() or form.answers is None:
        raise Hindered(SyncReason.RULES)
    if earlier:
        _correct(taking, form, earlier)
        return
    if taking.shift.state == ShiftState.SIGNED:
        raise Hindered(SyncReason.SHIFT_CLOSED)
    record_encounter(
        encounter_id=taking.item.record,
        shift_id=taking.shift.pk,
        answers=form.answers,
        by=taking.by,
    )


def _start_where_nobody_has(taking: Taking) -> None:
    """Start a shift that is only planned, near its plan: also where somebody was met on it."""
    when, shift = taking.when(), taking.shift
    if shift.state == ShiftState.PLANNED and near_the_plan(shift.starts_at, when):
        begun = start_shift(shift_id=shift.pk, by=taking.by, now=when)
        shift.state, shift.starts_at = begun.state, begun.starts_at


def _correct(taking: Taking, form: EncounterForm, earlier: Sequence[uuid.UUID]) -> None:
    """On a signed shift a new version with a reason, else a change in place, as at a desk.

    One that is not whole never takes the place of a whole encounter, and none takes back a yes: the
    tablet does not show what was saved, and with the yes its contact details would be destroyed. It
    waits beside what it corrects.
    """
    by, shift = taking.by, taking.shift
    there = Encounter.objects.visible_to(by).filter(shift=shift).in_bulk(list(earlier))
    encounter = next((there[name] for name in earlier if name in there), None)
    if encounter is None:
        raise Hindered(SyncReason.NO_ORIGINAL)
    assert form.answers is not None
    is_whole = encounter.is_current and encounter.state == EncounterState.COMPLETE
    if is_whole and not form.answers.complete:
        raise Hindered(SyncReason.UNFINISHED)
    if shift.state != ShiftState.SIGNED and encounter.updated_by_id != by.pk:
        raise Hindered(SyncReason.CHANGED)
    if encounter.is_current and _takes_back(encounter, form.answers):
        raise Hindered(SyncReason.TAKES_BACK)
    if shift.state == ShiftState.SIGNED:
        correct_encounter(
            encounter_id=encounter.pk,
            new_id=taking.item.record,
            reason=taking.said.first("reason")[:300] or _("Corrected on the tablet"),
            answers=form.answers,
            by=by,
        )
        return
    change_encounter(
        encounter_id=encounter.pk, seen_at=encounter.updated_at, answers=form.answers, by=by
    )


def _takes_back(encounter: Encounter, answers: EncounterAnswers) -> bool:
    """Whether a support that *encounter* has a yes to has none in *answers*."""
    accepted = encounter.offers.filter(answer=OfferAnswer.ACCEPTED).values_list("kind", flat=True)
    return not set(accepted) <= {o.kind for o in answers.offers if o.answer == OfferAnswer.ACCEPTED}


def _start(taking: Taking, _earlier: object) -> None:
    """A shift that a colleague has started already goes on as it is."""
    _start_where_nobody_has(taking)
    if taking.shift.state == ShiftState.PLANNED:
        raise Hindered(SyncReason.REFUSED)


def _end(taking: Taking, _earlier: object) -> None:
    """A shift that a colleague has ended already stays as it is."""
    if taking.shift.state not in (ShiftState.ENDED, ShiftState.SIGNED):
        nobody = bool(taking.said.first("nobody_met"))
        end_shift(shift_id=taking.shift.pk, by=taking.by, ends_at=taking.when(), nobody_met=nobody)


def _is_there(note: str, before: str) -> bool:
    """Whether *note* stands in *before* by itself: words within another note are no such note."""
    one, all_of_it = ("\n".join(["", "", *text.splitlines(), "", ""]) for text in (note, before))
    return one in all_of_it


def _hand_over(taking: Taking, _earlier: object) -> None:
    """The note joins what a colleague wrote: neither is lost."""
    note, before = taking.said.first("note").strip(), taking.shift.handover_note or ""
    if taking.shift.state == ShiftState.SIGNED:
        raise Hindered(SyncReason.SHIFT_CLOSED)
    if not note or _is_there(note, before):
        note = before
    elif before:
        note = f"{before}\n\n{note}"
    form = HandoverForm(MultiValueDict({"note": [note]}))
    if not form.is_valid():
        raise Hindered(SyncReason.RULES)
    write_handover_note(shift_id=taking.shift.pk, note=form.cleaned_data["note"], by=taking.by)


_TAKERS: dict[TabletForm, Callable[[Taking, Sequence[uuid.UUID]], None]] = {
    TabletForm.ENCOUNTER: _encounter,
    TabletForm.UNFINISHED: _encounter,
    TabletForm.SHIFT_START: _start,
    TabletForm.SHIFT_END: _end,
    TabletForm.HAND_OVER: _hand_over,
}
