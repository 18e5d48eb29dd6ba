"""What the tablet draws and checks its form with: the definition, lists, telephone numbers, words.

No person is in it, and it is the same for everybody: it lies on the tablet before anybody signs in.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from casework.demo import tablet_accounts
from casework.queries import choices
from casework.working_days import SATURDAY, closes, is_working_day, opens
from outreach import rights_cards
from outreach.actions.shift_states import CLOCK_SLACK, NEAR_THE_PLAN
from outreach.actions.tablet_keys import COPY_KEPT, OUT
from outreach.forms import fields
from outreach.forms.encounter import (
    AROUND_THE_SHIFT,
    CALL_AROUND_THE_ENCOUNTER,
    CLOCKS_DIFFER,
    current_definition,
)
from outreach.forms.offers import CONTACT_ASKED
from outreach.forms.questions import COUNTRIES, LANGUAGES
from outreach.forms.roles import TILES
from outreach.forms.tablet_words import WORDS
from outreach.queries.choices import city
from outreach.queries.routes import emergency_unit, units_with_phone

# Without a touch for so long the tablet locks itself.
LOCK_SECONDS = 300
# The same in the whole country, and set by nobody.
ALARM = ("SOS Alarm", "112")
# The middle of the country's people: the hour of dusk needs no more than that.
SUN = {"latitude": 59.3, "longitude": 18.1}


def definition_json() -> dict[str, Any]:
    """Everything a tablet needs to know of the form, in both languages."""
    form = current_definition()
    emergency, home = emergency_unit(), city()
    return {
        "version": form.version,
        "languages": [code for code, _ in settings.LANGUAGES],
        "spoken": _together(
            {code: _words(form.as_json(code), code) for code, _ in settings.LANGUAGES}
        ),
        "municipalities": choices.municipalities(),
        "tiles": {"citizenship": COUNTRIES, "language": LANGUAGES},
        "city": home.municipality.name if home else "",
        "office": _office(timezone.localdate()),
        "emergency": {"name": emergency.name, "phone": emergency.phone} if emergency else None,
        "phones": _phones(),
        "limits": {
            "oldest": fields.OLDEST,
            "stepper_start": fields.STEPPER_START,
            "digits_of_a_number": fields.DIGITS_OF_A_NUMBER,
            "numbers": fields.NUMBERS.pattern,
            "around_the_shift": AROUND_THE_SHIFT.total_seconds(),
            "call_around_the_encounter": CALL_AROUND_THE_ENCOUNTER.total_seconds(),
            "clocks_differ": CLOCKS_DIFFER.total_seconds(),
            "clock_slack": CLOCK_SLACK.total_seconds(),
            "near_the_plan": NEAR_THE_PLAN.total_seconds(),
        },
        "contact_asked": CONTACT_ASKED,
        "out_days": OUT.days,
        "kept_days": COPY_KEPT.days,
        "lock_seconds": LOCK_SECONDS,
        "sun": SUN,
        "demo": tablet_accounts(),
    }


def _phones() -> list[dict[str, Any]]:
    """Whom to telephone, danger to life first. Who meets buyers is no number for a rights card."""
    alarm = {
        "kind": rights_cards.ALARM,
        "name": ALARM[0],
        "phone": ALARM[1],
        "always_open": True,
        "staff": False,
    }
    return [alarm] + [
        {
            "kind": unit.kind,
            "name": unit.name,
            "phone": unit.phone,
            "always_open": unit.always_open,
            "staff": str(unit.kind) not in rights_cards.NUMBERS,
        }
        for unit in units_with_phone()
    ]


def _together(spoken: dict[str, Any]) -> Any:
    """The same in all languages once; where a text differs, each of them by its language."""
    first = next(iter(spoken.values()))
    if all(value == first for value in spoken.values()):
        return first
    if isinstance(first, dict):
        return {name: _together({c: v[name] for c, v in spoken.items()}) for name in first}
    if isinstance(first, list | tuple):
        return [_together({c: v[n] for c, v in spoken.items()}) for n in range(len(first))]
    return spoken


def _words(form: dict[str, Any], language: str) -> dict[str, Any]:
    with translation.override(language):
        return {
            "form": form,
            # The keys are the English words themselves.
            "words": {w: "" if language == "en" else translation.gettext(w) for w in WORDS},
            "countries": sorted(choices.countries(language)),
            "languages": sorted(choices.languages(language)),
            "roles": [
                {
                    "code": tile.role.value,
                    "label": str(tile.label),
                    "icon": tile.icon,
                    "hint": str(tile.hint),
                }
                for tile in TILES
            ],
        }


def _office(today: date) -> dict[str, Any]:
    """Office hours and the days off of this year and the next: as ``working_days`` says it."""
    first, last = date(today.year, 1, 1), date(today.year + 1, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {
        "opens": opens().isoformat("minutes"),
        "closes": closes().isoformat("minutes"),
        "days_off": [
            day.isoformat() for day in days if day.weekday() < SATURDAY and not is_working_day(day)
        ],
    }
