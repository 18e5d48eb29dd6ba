"""Everything that the tables of a file hold, table by table, found in the models themselves.

The same walk shows a handler what there is to mask and makes the extract: what one of them has, the
other has. It reads as whoever acts, so row-level security is on its side.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from casework.crypto import CannotOpen, SealedTextField
from casework.extract import labels
from casework.extract.codes import in_words
from casework.extract.registry import sources
from casework.extract.staff import Staff
from casework.extract.words import MaskReason
from casework.models import DayToKeep, Note, NoteDisagreement, Person, Shelter, User
from casework.person_keys import PersonSealedBytesField
from casework.person_policies import is_public
from casework.person_tables import Owned, owned_tables
from casework.privacy import IDENTIFYING, SPECIAL

# Tables of a file that an extract leaves out, and why.
LEFT_OUT = {
    "casework.PersonKey": "a key, no information about the person",
    "casework.NamePart": "keyed digests of the name that stands under identity",
    "casework.ExtractRequest": "the extracts themselves, with what is masked in them",
    "casework.ConsentGrant": "the thread from a consent to an access; both are told",
    "casework.Notice": "what colleagues were told, no information of its own",
    "casework.NoticeMail": "the queue of mail to colleagues, no information of its own",
    "referrals.PlanVersion": "frozen versions of a plan; what was agreed is told in words",
    "casework.DisposalItem": "the list that the file stands on; the rule is told in words",
}
# Tables whose rows stand with the row that they are about.
BESIDE = {"casework.NoteDisagreement": "below the note that the person says it against"}
# What of the identity tells where somebody with a protected identity is.
WHEREABOUTS = {"address", "phone", "email", "home_municipality"}


@dataclass(frozen=True)
class Value:
    """One value. *reason* is why it is masked by default; a *locked* one can't be shown."""

    key: str
    name: str
    label: str
    text: str
    reason: str = ""
    locked: bool = False
    maskable: bool = False


@dataclass(frozen=True)
class Entry:
    """One row."""

    label: str
    values: list[Value]


@dataclass(frozen=True)
class Section:
    """One table."""

    code: str
    label: str
    entries: list[Entry]


def sections(person: Person) -> list[Section]:
    """All that the file holds, in the language in use; tables without a row are left out."""
    rows = {owned: list(_rows(owned, person)) for owned in owned_tables() if is_told(owned)}
    staff = Staff(
        getattr(row, field.attname)
        for owned, found in rows.items()
        for field in _staff_fields(owned.model)
        for row in found
    )
    walk = _Walk(person, staff, {owned.model: found for owned, found in rows.items()})
    told = [
        walk.section(owned.model, found)
        for owned, found in rows.items()
        if found and owned.model._meta.label not in BESIDE
    ]
    return told + _from_upper_floors(person)


def is_told(owned: Owned) -> bool:
    """Whether the rows of a table stand in an extract."""
    return owned.model._meta.label not in LEFT_OUT


def _rows(owned: Owned, person: Person) -> models.QuerySet[models.Model]:
    rows = owned.model._default_manager.filter(_of(owned, person))
    names = [f.name for f in _fields(owned.model) if _is_word(f)]
    # Without a name it would fetch everything that the row points at.
    rows = rows.select_related(*names) if names else rows
    return rows.order_by("pk")


def _of(owned: Owned, person: Person) -> Q:
    rule = Q()
    for column in owned.columns:
        rule |= Q(**{column: person.pk})
    by_model = {o.model: o for o in owned_tables()}
    for column, parent in owned.parents:
        inner = parent._default_manager.filter(_of(by_model[parent], person))
        rule |= Q(**{f"{column}__in": inner.order_by().values("pk")})
    return rule


def _fields(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    yield from model._meta.local_fields


def _staff_fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [f for f in _fields(model) if f.related_model is User]


def _tells(field: models.Field[Any, Any]) -> bool:
    """Whether a column says something about a person: when it was written, say, does not."""
    privacy = field.model.__dict__.get("Privacy")
    return getattr(privacy, "exceptions", {}).get(field.name) in (IDENTIFYING, SPECIAL)


def _is_word(field: models.Field[Any, Any]) -> bool:
    """Whether a field points at something that only gives a code its words."""
    target = field.related_model
    return isinstance(target, type) and is_public(target)


class _Walk:
    """Turns rows into labelled texts."""

    def __init__(
        self, person: Person, staff: Staff, rows: dict[type[models.Model], list[Any]]
    ) -> None:
        self.person, self.staff = person, staff
        self.notes: dict[uuid.UUID, Note] = {note.pk: note for note in rows.get(Note, [])}
        self.against: dict[uuid.UUID, list[NoteDisagreement]] = {}
        for said in rows.get(NoteDisagreement, []):
            self.against.setdefault(said.note_id, []).append(said)
        self.struck = {note.pk for note in self.notes.values() if note.is_struck}

    def section(self, model: type[models.Model], rows: list[models.Model]) -> Section:
        entries = [Entry(str(model._meta.verbose_name), self.whole(row)) for row in rows]
        return Section(model._meta.label, str(model._meta.verbose_name_plural), entries)

    def whole(self, row: models.Model) -> list[Value]:
        """The values of a row; a note's with what the person says against it right below."""
        against = self.against.get(row.pk, []) if isinstance(row, Note) else []
        return [v for each in (row, *against) for v in self.values(each)]

    def values(self, row: models.Model) -> list[Value]:
        found = [self.value(row, field) for field in _fields(type(row))]
        return [value for value in found if value is not None]

    def value(self, row: models.Model, field: models.Field[Any, Any]) -> Value | None:
        if self._is_struck(row) and _tells(field):
            return self._hidden(row, field)
        text = self.text(row, field)
        if not text:
            return None
        privacy = type(row).__dict__.get("Privacy")
        third = field.name in getattr(privacy, "third_party", set())
        locked = self.person.is_protected and field.name in WHEREABOUTS
        reason = MaskReason.PROTECTED if locked else MaskReason.THIRD_PARTY if third else ""
        return Value(
            key=f"{row._meta.label}:{row.pk}:{field.name}",
            name=field.name,
            label=labels.label_of(field),
            text=text,
            reason=str(reason),
            locked=locked,
            maskable=third or isinstance(field, SealedTextField),
        )

    def _is_struck(self, row: models.Model) -> bool:
        """Whether a row is a struck note, or belongs to one: words against it, a file, a draft.

        A signed correction is a note of its own, and is struck on its own.
        """
        if isinstance(row, Note):
            return row.pk in self.struck
        named = [f for f in _fields(type(row)) if f.related_model is Note]
        return any(getattr(row, field.attname) in self.struck for field in named)

    def _hidden(self, row: models.Model, field: models.Field[Any, Any]) -> Value | None:
        """That something stands there, and that it is struck: it is never opened for this."""
        if row.__dict__[field.attname] in (None, "") or not labels.is_told(field):
            return None
        return Value(
            key=f"{row._meta.label}:{row.pk}:{field.name}",
            name=field.name,
            label=labels.label_of(field),
            text="",
            reason=str(MaskReason.STRUCK),
            locked=True,
        )

    def text(self, row: models.Model, field: models.Field[Any, Any]) -> str:
        """A value in words; nothing for what only the machine needs."""
        if isinstance(field, SealedTextField):
            return self._opened(row, field)
        if field.primary_key or not labels.is_told(field) or isinstance(field, models.BinaryField):
            return ""
        if field.related_model is User:
            return self._staff(row, field)
        return self._related(row, field) if field.is_relation else in_words(row, field)

    def _related(self, row: models.Model, field: models.Field[Any, Any]) -> str:
        """What a row points at. Where it hangs in the file is said by where it stands."""
        if field.related_model is Person:
            return _("Another file") if self._is_another(row, field) else ""
        if field.related_model is Note:
            return self._note(getattr(row, field.attname))
        if field.related_model is DayToKeep:
            return str(getattr(row, field.name) or "")
        if field.related_model is Shelter:
            # Its alias would help somebody to find it.
            return capfirst(_("protected housing"))
        told = _is_word(field) and field.related_model not in _owned_models()
        return str(getattr(row, field.name) or "") if told else ""

    def _note(self, note_id: uuid.UUID | None) -> str:
        note = self.notes.get(note_id) if note_id else None
        if note is not None and note.is_struck:
            return _("A note that is struck")
        day = formats.date_format(timezone.localtime(note.happened_at), "j F Y H:i") if note else ""
        return _("The note about %(day)s") % {"day": day} if day else ""

    def _opened(self, row: models.Model, field: models.Field[Any, Any]) -> str:
        if isinstance(field, PersonSealedBytesField):
            # Never opened here: it is no text, and it is handed over as it is.
            # What no query reads, the manager left out: the row is there for it alone.
            held = row.__dict__.get(field.attname, b"") is not None
            return _("Handed over as a file of its own") if held else ""
        try:
            return str(getattr(row, field.attname) or "")
        except CannotOpen:
            return _("Can no longer be opened")

    def _staff(self, row: models.Model, field: models.Field[Any, Any]) -> str:
        user_id: uuid.UUID | None = getattr(row, field.attname)
        at = getattr(row, "created_at", None) or getattr(row, "opened_at", None)
        return self.staff.words(user_id, at) if user_id else ""

    def _is_another(self, row: models.Model, field: models.Field[Any, Any]) -> bool:
        return getattr(row, field.attname) not in (None, self.person.pk)


def _owned_models() -> set[type[models.Model]]:
    return {owned.model for owned in owned_tables()}


def _from_upper_floors(person: Person) -> list[Section]:
    found = []
    for source in sources():
        entries = [
            Entry(fact.label, [Value(f"{source.code}:{n}:text", "text", fact.label, fact.text,
                                     maskable=True)])
            for n, fact in enumerate(source.facts(person))
        ]  # fmt: skip
        if entries:
            found.append(Section(source.code, str(source.label), entries))
    return found
