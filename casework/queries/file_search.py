"""Looking for a file: by case number, exact number or name, and by nothing else (SoLPuF 15 §).

A case number may be remembered in part: how its word begins, or its digits. A name may not.

Only what the searcher may see is found, protected identities never. That somebody searched is
logged with the kind and the number of hits, never with what was looked for.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from casework.audit.events import Event
from casework.audit.record import record
from casework.lookup import name_digests_by_part, number_digests
from casework.models import Identifier, NamePart, Person, User
from casework.name_parts import name_parts
from casework.person_numbers import looks_like_number, numbers_in
from casework.pseudonyms import PseudonymPart, as_pseudonym, part_of_pseudonym
from casework.queries.file_list import listed_files

PSEUDONYM, NUMBER, NAME, NOTHING = "pseudonym", "number", "name", "nothing"
PART = "pseudonym_part"
MOST = 50


@dataclass(frozen=True)
class Found:
    """The answer. *kind* is what the text was taken for; *exact* kinds name one file at most."""

    kind: str
    files: list[Person]

    @property
    def exact(self) -> bool:
        """Whether the searcher named one file, so that access to it can be asked for."""
        return self.kind in (PSEUDONYM, NUMBER)


def search_files(user: User, text: str) -> Found:
    """Files that *user* sees and that *text* names; the search is logged."""
    kind, rows = _matching(listed_files(user), text)
    files = list(rows.order_by("pseudonym")[:MOST])
    record(Event.PERSON_SEARCHED, by=user, kind=kind, hits=len(files))
    return Found(kind, files)


def _matching(files: QuerySet[Person], text: str) -> tuple[str, QuerySet[Person]]:
    pseudonym = as_pseudonym(text)
    if pseudonym is not None:
        return PSEUDONYM, files.filter(pseudonym=pseudonym)
    part = part_of_pseudonym(text)
    if part is not None and part.digits:
        return PART, files.filter(_numbered_like(part))
    if looks_like_number(text):
        digests = number_digests(numbers_in(text))
        if not digests:
            return NOTHING, files.none()
        numbers = Identifier.objects.filter(person=OuterRef("pk"), digest__in=digests)
        return NUMBER, files.filter(Exists(numbers))
    if not name_parts(text):
        return NOTHING, files.none()
    # One word can be a name as well as the beginning of a case number.
    either = bears(text) if part is None else bears(text) | _numbered_like(part)
    return NAME, files.filter(either)


def _numbered_like(part: PseudonymPart) -> Q:
    """Case numbers that begin with the word and whose digits begin with the digits."""
    condition = Q(pseudonym__startswith=part.word) if part.word else Q()
    return condition & Q(pseudonym__contains=f"-{part.digits}") if part.digits else condition


def bears(*names: str) -> Q:
    """Files whose name holds every part of *names*; none without any part."""
    parts = name_digests_by_part(*names)
    condition = Q(Value(bool(parts)))
    for digests in parts:
        held = NamePart.objects.filter(person=OuterRef("pk"), digest__in=digests)
        condition &= Q(Exists(held))
    return condition
