"""An extract as it is handed over: masked, with who read the file, and what the person may ask."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.audit.events import Event
from casework.enums import AccessGround
from casework.extract.collect import Section, Value, sections
from casework.extract.masks import Masks, instead_of
from casework.extract.staff import Staff
from casework.models import AuditEvent, City, ExtractRequest, Person
from casework.pdf import write_pdf

# As it lies in the source: the PDF maker reads it there, not under the hashed name of the web.
STYLESHEET = "/static/css/print/extract.css"


@dataclass(frozen=True)
class Reading:
    """One line of who read or changed the file."""

    at: datetime
    what: str
    who: str
    ground: str

    @property
    def moment(self) -> str:
        """The day and the time, in the language in use."""
        return formats.date_format(timezone.localtime(self.at), "j F Y H:i")


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
    masks = Masks.from_text(request.masks)
    return Extract(
        request=request,
        pseudonym=person.pseudonym,
        city=City.objects.values_list("name", flat=True).get(),
        made_at=timezone.now(),
        sections=[masked(section, masks) for section in sections(person)],
        readings=readings(person),
        is_protected=person.is_protected,
    )


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
    """Who opened or changed the file and when, from the log, the latest first."""
    rows = list(
        AuditEvent.objects.filter(object_id=person.pk)
        .order_by("-at", "-id")
        .values_list("at", "event", "actor_id", "actor_name", "ground")
    )
    staff = Staff(actor_id for _at, _event, actor_id, _name, _ground in rows)
    labels, grounds = dict(Event.choices), dict(AccessGround.choices)
    return [
        Reading(
            at,
            str(labels.get(event, event)),
            staff.words(actor_id, at) if actor_id else _("The system itself"),
            str(grounds.get(ground, "")),
        )
        for at, event, actor_id, _name, ground in rows
    ]


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
            {"at": r.at.isoformat(), "what": r.what, "who": r.who, "ground": r.ground}
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
