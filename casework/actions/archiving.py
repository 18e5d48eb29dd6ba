"""Handing a file that is kept for good to the archives authority: two people, and a trace.

What is handed over holds everything, in clear: who makes it answers for where it goes. Where
somebody with a protected identity is stays out of it, as it does of every export.
"""

from __future__ import annotations

import json
from datetime import datetime

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from casework.access.persons import can_manage_person
from casework.actions.base import ActionRefused, action
from casework.actions.disposal_review import verdict_now
from casework.archive.eark import Content, Maker, package
from casework.attachment_files import MEDIA_TYPES
from casework.audit.events import Event
from casework.audit.record import record
from casework.disposal.words import Reason
from casework.enums import CaseState, Role
from casework.extract.collect import Value, sections
from casework.extract.document import without_homes
from casework.extract.masks import Masks
from casework.extract.words import MaskReason
from casework.identifiers import uuid7
from casework.journal_enums import AttachmentType
from casework.models import Attachment, Case, City, Membership, Person, User

KEPT_FOR_GOOD = {Reason.PLACEMENT, Reason.RESEARCH_AREA, Reason.RESEARCH_SAMPLE}
SOFTWARE, VERSION = "Ledljus", "0.1.0"


@action
def archive_file(
    *, by: User, approved_by: User, person: Person, made_at: datetime, through: str
) -> bytes:
    """The E-ARK package of a closed file that a rule keeps for good, as a ZIP.

    *approved_by* is another manager of a unit of the same board, *through* a code for the log: how
    it was asked for. Raises :class:`ActionRefused`.
    """
    if not can_manage_person(by, person):
        raise ActionRefused(_("Only who decides about the file may hand it over."))
    _check_second(by, approved_by, person)
    if Case.objects.filter(person=person, state=CaseState.OPEN).exists():
        raise ActionRefused(_("A unit still works with the person."))
    verdict = verdict_now(person.pk)
    if verdict.reason not in KEPT_FOR_GOOD:
        raise ActionRefused(_("No rule keeps this file for good: it is not handed over."))
    files = [_file(person), *_attachments(person)]
    city = City.objects.get()
    identifier = uuid7()
    made = package(
        identifier, person.pseudonym, Maker(city.name, SOFTWARE, VERSION), made_at, files
    )
    record(
        Event.FILE_ARCHIVED,
        by=by,
        obj=person,
        ground=str(verdict.reason),
        approved_by=str(approved_by.pk),
        package=str(identifier),
        count=len(files),
        through=through,
    )
    return made


def _check_second(by: User, second: User, person: Person) -> None:
    boards = Case.objects.filter(person=person).values("unit__board")
    manages = Membership.objects.active().filter(
        user=second, role=Role.UNIT_MANAGER, unit__board__in=boards, user__is_active=True
    )
    if second == by or not manages.exists():
        raise ActionRefused(
            _("A second person approves it: another manager of a unit of the same board.")
        )


def _file(person: Person) -> Content:
    """All that the file holds, by table and column, in Swedish as it was written.

    But for what is struck, and for where a protected housing is: its alias is masked wherever it
    stands.
    """
    homes = without_homes(Masks(), person)
    with translation.override("sv"):
        held = [
            {
                "table": section.code,
                "label": section.label,
                "rows": [
                    [_told(value, homes) for value in entry.values] for entry in section.entries
                ],
            }
            for section in sections(person)
        ]
    content = {"kind": "person_file", "language": "sv", "file": person.pseudonym, "held": held}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return Content("akt.json", "application/json", text.encode())


def _told(value: Value, homes: Masks) -> dict[str, str]:
    text = _left_out(value) if value.locked else homes.without_words(value.text)
    return {"field": value.name, "label": value.label, "value": text}


def _left_out(value: Value) -> str:
    struck = value.reason == MaskReason.STRUCK
    return _("Struck: left out") if struck else _("Protected identity: left out")


def _attachments(person: Person) -> list[Content]:
    shown = Q(note=None) | Q(note__struck_at=None)
    kept = Attachment.objects.filter(shown, person=person, removed_at=None).order_by(
        "created_at", "pk"
    )
    return [
        # Its own name may name somebody: it stands in akt.json, not in the archives' lists.
        Content(f"bilagor/{number:04}.{found.type}", _media_type(found), found.content)
        for number, found in enumerate(kept, start=1)
    ]


def _media_type(found: Attachment) -> str:
    """As the archives' lists say it: how a text is encoded is for who shows it."""
    return MEDIA_TYPES[AttachmentType(found.type)].partition(";")[0]
