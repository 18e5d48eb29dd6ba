"""An extract as it is handed over: masked, with who read the file, and what the person may ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.audit.events import event_choices
from casework.enums import AccessGround
from casework.extract.collect import Section, Value, sections
from casework.extract.masks import Masks, instead_of
from casework.extract.staff import Staff
from casework.extract.words import MaskReason
from casework.models import AuditEvent, City, ExtractRequest, Person, ShelterStay
from casework.pdf import write_pdf

# As it lies in the source: the PDF maker reads it there, not under the hashed name of the web.
STYLESHEET = "/static/css/print/extract.css"


@dataclass(frozen=True)
class Reading:
    """What colleagues of one role and unit did on one day by one right, and how many times."""

    day: date
    who: str
    did: dict[str, int]
    ground: str

    @property
    def when(self) -> str:
        """The day, in the language in use."""
        return formats.date_format(self.day, "j F Y")

    @property
    def times(self) -> int:
        """How many times in all."""
        return sum(self.did.values())

    @property
    def what(self) -> str:
        """Each thing that was done, once, with its count where that is more than one."""
        return ", ".join(f"{what} ({n})" if n > 1 else what for what, n in self.did.items())


@dataclass(frozen=True)
class Extract:
    """What is written, as PDF and as JSON."""

    request: ExtractRequest
    pseudonym: str
    city: str
    made_at: datetime
    sections: list[Section]
    readings: list[Reading]
    is_protected: bool


def extract_of(person: Person, request: ExtractRequest) -> Extract:
    """The finished extract, in the language in use."""
    masks = without_homes(Masks.from_text(request.masks), person)
    return Extract(
        request=request,
        pseudonym=person.pseudonym,
        city=City.objects.values_list("name", flat=True).get(),
        made_at=timezone.now(),
        sections=[masked(section, masks) for section in sections(person)],
        readings=readings(person),
        is_protected=person.is_protected,
    )


def without_homes(masks: Masks, person: Person) -> Masks:
    """*masks*, and the alias of each protected housing of the person wherever it is written."""
    stays = ShelterStay.objects.filter(person=person).order_by()
    aliases = stays.values_list("shelter__alias", flat=True).distinct()
    return Masks(masks.places, masks.words | dict.fromkeys(aliases, str(MaskReason.PROTECTED)))


def masked(section: Section, masks: Masks) -> Section:
    """*section* with a reason where something is masked."""
    entries = [
        type(entry)(entry.label, [_masked(value, masks) for value in entry.values])
        for entry in section.entries
    ]
    return Section(section.code, section.label, entries)


def _masked(value: Value, masks: Masks) -> Value:
    reason = masks.reason_for(value.key, value.reason, locked=value.locked, maskable=value.maskable)
    text = instead_of(reason) if reason else masks.without_words(value.text)
    return Value(value.key, value.name, value.label, text, reason, value.locked, value.maskable)


def readings(person: Person) -> list[Reading]:
    """Who opened or changed the file and when, from the log, the latest day first."""
    rows = list(
        AuditEvent.objects.filter(object_id=person.pk)
        .order_by("-at", "-id")
        .values_list("at", "event", "actor_id", "ground")
    )
    staff = Staff(actor_id for _at, _event, actor_id, _ground in rows)
    labels, grounds = dict(event_choices()), dict(AccessGround.choices)
    found: dict[tuple[date, str, str], Reading] = {}
    for at, event, actor_id, ground in rows:
        day = timezone.localtime(at).date()
        who = staff.words(actor_id, at) if actor_id else _("The system itself")
        what, why = str(labels.get(event, event)), str(grounds.get(ground, ""))
        reading = found.setdefault((day, who, why), Reading(day, who, {}, why))
        reading.did[what] = reading.did.get(what, 0) + 1
    return list(found.values())


def as_json(extract: Extract) -> bytes:
    """For a machine: the same words, by table and column."""
    content: dict[str, Any] = {
        "kind": "register_extract",
        "language": get_language(),
        "file": extract.pseudonym,
        "controller": extract.city,
        "made_at": extract.made_at.isoformat(),
        "held": [
            {
                "table": section.code,
                "label": section.label,
                "rows": [
                    [{"field": v.name, "label": v.label, "value": v.text} for v in entry.values]
                    for entry in section.entries
                ],
            }
            for section in extract.sections
        ],
        "read_by": [
            {
                "day": r.day.isoformat(),
                "what": r.what,
                "who": r.who,
                "ground": r.ground,
                "times": r.times,
            }
            for r in extract.readings
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode()


def as_html(extract: Extract) -> str:
    """What the PDF is made from."""
    context = {"extract": extract, "language": get_language(), "stylesheet": STYLESHEET}
    return render_to_string("casework/extract/pdf.html", context)


def as_pdf(extract: Extract) -> bytes:
    """A tagged PDF (PDF/UA-1)."""
    return write_pdf(as_html(extract))
