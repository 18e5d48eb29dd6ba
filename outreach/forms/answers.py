"""Between the strings of a form and the columns of an encounter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from casework.forms.moments import written
from casework.models import City, Country, Municipality
from outreach.actions.answers import ANSWERED, ContactAnswer, EncounterAnswers, OfferAnswered
from outreach.enums import EncounterState, HomeKind, OfferAnswer, SupportKind
from outreach.forms.offers import field_name
from outreach.forms.questions import COUNTRIES, LANGUAGES, OTHER
from outreach.models import Encounter, Shift, SupportOffer
from outreach.queries.choices import city
from outreach.queries.totals import offers_with_contact

if TYPE_CHECKING:
    from outreach.forms.encounter import EncounterForm

_SPECIAL = {"citizenship", "language", "home_kind", "home_municipality"}
# No question: which saved offer was accepted, so that the form can see whether it has a contact.
SAVED = "saved_row"
MOMENT_FIELDS = ("happened_at", "emergency_called_at")


def answers_from(form: EncounterForm, cleaned: dict[str, Any]) -> EncounterAnswers:
    """What the actions take, from a form whose answers hold against the definition."""
    values = {name: cleaned[name] for name in ANSWERED if name in cleaned and name not in _SPECIAL}
    values["citizenship"] = _country(cleaned)
    values["language"] = _one_of_many(cleaned, "language")
    values |= _home(cleaned)
    return EncounterAnswers(
        role=form.role,
        values=values,
        offers=tuple(_offer(cleaned, kind) for kind in cleaned.get("offers") or ()),
        note=cleaned.get("note") or "",
        complete=form.complete,
    )


def _one_of_many(cleaned: dict[str, Any], name: str) -> str:
    chosen: str = cleaned.get(name) or ""
    return (cleaned.get(f"{name}_other") or "") if chosen == OTHER else chosen


def _country(cleaned: dict[str, Any]) -> Country | None:
    code = _one_of_many(cleaned, "citizenship")
    return Country.objects.get(pk=code) if code else None


def _home(cleaned: dict[str, Any]) -> dict[str, Any]:
    where, chosen = cleaned.get("home"), cleaned.get("home_municipality")
    if where == "city":
        home = city()
        return {
            "home_kind": HomeKind.MUNICIPALITY,
            "home_municipality": home.municipality if home else None,
        }
    if where == HomeKind.MUNICIPALITY:
        return {"home_kind": where, "home_municipality": Municipality.objects.get(code=chosen)}
    return {"home_kind": where or "", "home_municipality": None}


def _offer(cleaned: dict[str, Any], kind: str) -> OfferAnswered:
    def get(extra: str) -> str:
        return cleaned.get(field_name(kind, extra)) or ""

    return OfferAnswered(
        kind,
        get("answer"),
        get("reason"),
        get("need"),
        ContactAnswer(get("alias"), get("number"), get("time"), get("language")),
    )


def initial_for(shift: Shift) -> dict[str, Any]:
    """What a new form holds: time and arena, from the shift. Nothing that is counted of anyone."""
    moment = shift.ends_at or timezone.now()
    return {"happened_at": written(moment), "arena": shift.arena}


def initial_of(
    encounter: Encounter, home: City | None, offers: Iterable[SupportOffer]
) -> dict[str, Any]:
    """An encounter as its form shows it, in the strings that a browser would submit.

    *encounter* may be an earlier version from its history, which has no offers of its own.
    """
    found: dict[str, Any] = {}
    for name in ANSWERED:
        if name not in _SPECIAL:
            value = getattr(encounter, name)
            found[name] = written(value) if isinstance(value, datetime) else _text(value)
    found |= _tile_or_other("citizenship", encounter.citizenship_id or "", COUNTRIES)
    found |= _tile_or_other("language", encounter.language, LANGUAGES)
    found |= _home_of(encounter, home)
    found["note"] = encounter.note or ""
    offered = list(offers)
    found["offers"] = [offer.kind for offer in offered]
    complete = is_complete(encounter)
    for offer in offered:
        found[field_name(offer.kind, "answer")] = offer.answer
        found[field_name(offer.kind, "reason")] = offer.not_possible_reason
        found[field_name(offer.kind, "need")] = offer.unmet_need
        if offer.answer == OfferAnswer.ACCEPTED:
            found[field_name(offer.kind, SAVED)] = str(offer.pk)
            # Completed without contact details: the tick was made, and is not stored.
            found[field_name(offer.kind, "no_contact")] = ["yes"] if complete else []
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def without_contact(initial: Mapping[str, Any]) -> list[str]:
    """The kinds of support for which no contact details lie with the receiver already."""
    saved = {
        kind.value: UUID(str(initial[name]))
        for kind in SupportKind
        if (name := field_name(kind, SAVED)) in initial
    }
    left = offers_with_contact(saved.values())
    return [kind.value for kind in SupportKind if saved.get(kind.value) not in left]


def moments_of(encounter: Encounter) -> dict[str, datetime | None]:
    """The exact times that a form shows to the minute."""
    return {name: getattr(encounter, name) for name in MOMENT_FIELDS}


def is_complete(encounter: Encounter) -> bool:
    """Whether the form was completed."""
    return encounter.state == EncounterState.COMPLETE


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _tile_or_other(name: str, code: str, tiles: tuple[str, ...]) -> dict[str, str]:
    if not code or code in tiles:
        return {name: code}
    return {name: OTHER, f"{name}_other": code}


def _home_of(encounter: Encounter, home: City | None) -> dict[str, str]:
    if encounter.home_kind != HomeKind.MUNICIPALITY:
        return {"home": encounter.home_kind}
    if home is not None and encounter.home_municipality_id == home.municipality_id:
        return {"home": "city"}
    chosen = encounter.home_municipality
    return {"home": "municipality", "home_municipality": chosen.code if chosen else ""}
