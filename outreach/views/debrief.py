"""What the page of a shift tells of each encounter, and what remains before it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.enums import YesNo, YesNoUnknown
from casework.models import User
from outreach.enums import CHILD_BANDS, EncounterState, OfferAnswer, ShiftState
from outreach.forms.answers import initial_of
from outreach.forms.encounter import current_definition, is_night
from outreach.forms.roles import RoleTile, tile_of
from outreach.forms.rules import kept, missing
from outreach.forms.shapes import Definition
from outreach.models import Encounter, Shift, SupportOffer
from outreach.queries.choices import city
from outreach.queries.encounters import encounters_for
from outreach.queries.tally import Tally
from outreach.queries.totals import offers_with_contact

_ANSWER_TONES = {
    OfferAnswer.ACCEPTED: ("success", "check"),
    OfferAnswer.COME_BACK: ("info", "clock"),
    OfferAnswer.NOT_POSSIBLE: ("warning", "warning"),
    OfferAnswer.DECLINED: ("", "minus"),
}


@dataclass(frozen=True)
class Badge:
    """A fact in a few words, with an icon and a tone."""

    text: str | Promise
    icon: str
    tone: str = ""


@dataclass(frozen=True)
class OfferLine:
    """One offer with its answer."""

    offer: SupportOffer
    badge: Badge
    contact_left: bool


@dataclass(frozen=True)
class Entry:
    """One encounter on the page."""

    encounter: Encounter
    tile: RoleTile
    badges: list[Badge]
    offers: list[OfferLine]
    missing: list[str]

    @property
    def is_draft(self) -> bool:
        """Whether the form has not been completed."""
        return self.encounter.state == EncounterState.DRAFT


def debrief(user: User, shift: Shift) -> list[Entry]:
    """The encounters of *shift* that *user* reads, as they happened; no earlier versions."""
    encounters = list(encounters_for(user).filter(shift=shift, is_current=True))
    offers = [offer for encounter in encounters for offer in encounter.offers.all()]
    with_contact = offers_with_contact(offer.pk for offer in offers)
    definition = current_definition()
    home = city()
    return [
        Entry(
            encounter,
            tile_of(encounter.role),
            badges_of(encounter),
            [offer_line(o, contact_left=o.pk in with_contact) for o in encounter.offers.all()],
            what_is_missing(
                encounter, definition, initial_of(encounter, home, encounter.offers.all())
            ),
        )
        for encounter in encounters
    ]


def what_is_missing(
    encounter: Encounter, definition: Definition, initial: dict[str, object]
) -> list[str]:
    """What a draft lacks, in the words of the rules."""
    if encounter.state != EncounterState.DRAFT:
        return []
    values = {
        name: list(found) if isinstance(found, list) else [str(found)]
        for name, found in initial.items()
    }
    values["at_night"] = ["yes" if is_night(encounter.happened_at) else "no"]
    role = tile_of(encounter.role).role
    faults = missing(definition, role, kept(definition, role, values), complete=True)
    return [str(fault.message) for fault in faults]


def badges_of(encounter: Encounter) -> list[Badge]:
    """The key facts: age, child and its duties, suspected trafficking, told and offered."""
    return [*_age(encounter), *_exploitation(encounter), *_told(encounter)]


def _age(encounter: Encounter) -> list[Badge]:
    found = []
    if encounter.is_child:
        found = [Badge(_child_text(encounter), "child", "danger"), *_duties(encounter)]
    elif encounter.age is not None:
        found = [Badge(_("%(age)d years") % {"age": encounter.age}, "person")]
    elif encounter.age_band:
        found = [Badge(encounter.get_age_band_display(), "person")]
    if encounter.gender:
        found.append(Badge(encounter.get_gender_display(), "person"))
    return found


def _exploitation(encounter: Encounter) -> list[Badge]:
    form = encounter.get_exploitation_form_display() if encounter.exploitation_form else ""
    if encounter.trafficking == YesNoUnknown.YES:
        text = _("Suspected trafficking")
        return [Badge(f"{text}: {form}" if form else text, "flag", "warning")]
    return [Badge(form, "flag")] if form else []


def _told(encounter: Encounter) -> list[Badge]:
    found = []
    if encounter.told_of_rights == YesNo.YES:
        found.append(Badge(_("Told of rights"), "check", "success"))
    elif encounter.told_of_rights == YesNo.NO:
        found.append(Badge(_("Not told"), "minus", "warning"))
    if encounter.offered_support == YesNo.NO:
        found.append(Badge(_("No offer made"), "minus", "warning"))
    return found


def _child_text(encounter: Encounter) -> str:
    if encounter.age is not None:
        return _("Child, %(age)d years") % {"age": encounter.age}
    if encounter.age_band in CHILD_BANDS:
        return _("Child: %(band)s") % {"band": encounter.get_age_band_display().lower()}
    return _("Child")


def _duties(encounter: Encounter) -> list[Badge]:
    found = []
    if encounter.concern_report == YesNo.YES:
        found.append(Badge(_("Child-concern report made"), "check", "success"))
    else:
        found.append(Badge(_("No child-concern report at the encounter"), "warning", "danger"))
    if encounter.guardians_contacted == YesNo.YES:
        found.append(Badge(_("Guardians contacted"), "check"))
    elif encounter.guardians_reason:
        found.append(Badge(encounter.get_guardians_reason_display(), "warning", "warning"))
    return found


def offer_line(offer: SupportOffer, *, contact_left: bool) -> OfferLine:
    """An offer with the tone of its answer."""
    if not offer.answer:
        return OfferLine(offer, Badge(_("No answer noted"), "unknown", "warning"), contact_left)
    tone, icon = _ANSWER_TONES[OfferAnswer(offer.answer)]
    return OfferLine(offer, Badge(offer.get_answer_display(), icon, tone), contact_left)


def met_after_end(shift: Shift, entries: Sequence[Entry]) -> datetime | None:
    """When the last of *entries* was met, if that was after the end of a shift not signed yet.

    To the minute, as the end is chosen. It is told and not refused: whoever was met on the way home
    belongs to the shift (``AROUND_THE_SHIFT``), and a tablet can't read what it has saved.
    """
    if shift.state != ShiftState.ENDED or shift.ends_at is None:
        return None
    last = max((entry.encounter.happened_at for entry in entries), default=shift.ends_at)
    return last if last - shift.ends_at >= timedelta(minutes=1) else None


def left_to_do(shift: Shift, tally: Tally) -> list[tuple[str, bool]]:
    """The check-list before the signature: each line, and whether it is done."""
    drafts = ngettext(
        "%(count)d encounter is not complete", "%(count)d encounters are not complete", tally.drafts
    ) % {"count": tally.drafts}
    met = _("Nobody was met") if shift.nobody_met else _("Everybody met is recorded")
    return [
        (drafts if tally.drafts else _("Every encounter is complete"), not tally.drafts),
        (met, bool(tally.people) or shift.nobody_met),
        (_("The crew is named"), bool(shift.social_worker_count)),
        (_("There is a note to the next crew (if they need one)"), bool(shift.handover_note)),
    ]
