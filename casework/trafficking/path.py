"""The six steps of the Swedish manual for one person: what is done and what is next.

Derived from what is recorded, and nothing else. It is a map of the work and says nothing of the
person: no score, no ranking, no prediction (design rule 15).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.trafficking.enums import ReturnState, Suspicion, TrackStep

OPEN_SUSPICION = (Suspicion.SUSPECTED, Suspicion.PRESUMED, Suspicion.CONFIRMED)


class StepState(StrEnum):
    """How far a step has come."""

    DONE = "done"
    ONGOING = "ongoing"
    NEXT = "next"
    LATER = "later"


@dataclass(frozen=True)
class Fact:
    """Something that was done, with its day."""

    label: str | Promise
    on_day: date


@dataclass(frozen=True)
class Support:
    """A support that the person got. *step* is a code of :class:`TrackStep`."""

    step: str
    label: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class TrackFacts:
    """All that the path is derived from."""

    suspicion: str = ""
    status_on: date | None = None
    observed_on: date | None = None
    supports: tuple[Support, ...] = ()
    reflection_applied_on: date | None = None
    reflection_granted_on: date | None = None
    court_permit_on: date | None = None
    told_police_on: date | None = None
    return_state: str = ""
    return_on: date | None = None


@dataclass(frozen=True)
class Step:
    """A step as the path shows it. *advice* is what to think of while it is not done."""

    code: TrackStep
    state: StepState
    facts: tuple[Fact, ...] = ()
    advice: str | Promise = ""

    @property
    def label(self) -> str | Promise:
        """The step's name."""
        return self.code.label


@dataclass
class _Draft:
    facts: list[Fact] = field(default_factory=list)
    done: bool = False

    def note(self, label: str | Promise, day: date | None) -> None:
        if day is not None:
            self.facts.append(Fact(label, day))


ADVICE: dict[TrackStep, str | Promise] = {
    TrackStep.IDENTIFICATION: _("Go through the indicators and record where the suspicion stands."),
    TrackStep.ACUTE: _("See to protection, care and an interpreter, and tell of the rights."),
    TrackStep.INITIAL: _("Plan the first support, and apply for a reflection period if it helps."),
    TrackStep.LONG_TERM: _("Plan support that lasts: housing, health, livelihood, people."),
    TrackStep.CRIMINAL: _("The person decides whether to take part; offer support either way."),
    TrackStep.RETURN: _("Tell of the return programme where somebody wants to go home."),
}


def path_of(facts: TrackFacts) -> tuple[Step, ...]:
    """The six steps in order. Only the first step that nothing is recorded in is *next*."""
    drafts = {
        TrackStep.IDENTIFICATION: _identification(facts),
        TrackStep.ACUTE: _supported(facts, TrackStep.ACUTE),
        TrackStep.INITIAL: _initial(facts),
        TrackStep.LONG_TERM: _supported(facts, TrackStep.LONG_TERM),
        TrackStep.CRIMINAL: _criminal(facts),
        TrackStep.RETURN: _return(facts),
    }
    # Where there is no suspicion nothing follows from it.
    goes_on = facts.suspicion in OPEN_SUSPICION or not facts.suspicion
    steps, next_given = [], not goes_on
    for code, draft in drafts.items():
        state = _state(draft, next_given=next_given)
        next_given = next_given or state is StepState.NEXT
        told = goes_on and state is not StepState.DONE
        steps.append(Step(code, state, tuple(draft.facts), ADVICE[code] if told else ""))
    return tuple(steps)


def _state(draft: _Draft, *, next_given: bool) -> StepState:
    if draft.done:
        return StepState.DONE
    if draft.facts:
        return StepState.ONGOING
    return StepState.LATER if next_given else StepState.NEXT


def _identification(facts: TrackFacts) -> _Draft:
    draft = _Draft(done=bool(facts.suspicion))
    draft.note(_("Indicators gone through"), facts.observed_on)
    if facts.suspicion:
        draft.note(Suspicion(facts.suspicion).label, facts.status_on)
    return draft


def _supported(facts: TrackFacts, step: TrackStep) -> _Draft:
    mine = [support for support in facts.supports if support.step == step]
    draft = _Draft(done=bool(mine) and all(support.ends_on is not None for support in mine))
    for support in mine:
        draft.note(support.label, support.starts_on)
    return draft


def _initial(facts: TrackFacts) -> _Draft:
    draft = _supported(facts, TrackStep.INITIAL)
    draft.note(_("Reflection period applied for"), facts.reflection_applied_on)
    draft.note(_("Reflection period granted"), facts.reflection_granted_on)
    return draft


def _criminal(facts: TrackFacts) -> _Draft:
    draft = _Draft()
    draft.note(_("Something was disclosed to the police or a prosecutor"), facts.told_police_on)
    draft.note(_("Permit for the criminal process"), facts.court_permit_on)
    return draft


def _return(facts: TrackFacts) -> _Draft:
    draft = _Draft(done=facts.return_state == ReturnState.REINTEGRATED)
    if facts.return_state:
        draft.note(ReturnState(facts.return_state).label, facts.return_on)
    return draft
