"""Whether words tell who somebody is, or where: asked before anything is recorded as told outside.

It finds what the file itself knows and what has the form of a number, an address or a way to reach
somebody. It can't find everything: whoever writes is asked to look as well.
"""

from __future__ import annotations

import re

from casework.models import Identifier, Identity, Person, RelatedPerson
from casework.name_parts import name_parts

# A personal or coordination number, a telephone number and an e-mail address, by their form.
_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}\s?[-+ ]?\s?[\dTtRr]\d{3}(?!\d)")
_PHONE = re.compile(r"(?<!\d)(?:\+|00|0)\d(?:[\s/–-]?\d){6,13}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
# A street with its number, or a postcode with its place.
_STREET = re.compile(
    r"\w*(?:gatan|vägen|gränden|gränd|allén|stigen|torget|plan|backen|gata|väg|esplanaden)"
    r"\s+\d{1,4}\s?[a-h]?\b",
    re.IGNORECASE,
)
_POSTCODE = re.compile(r"(?<!\d)\d{3}\s?\d{2}\s+[A-ZÅÄÖ]\w+")
# Shorter parts of names are words of every day.
SHORTEST = 3


def tells_who(person: Person, *texts: str) -> bool:
    """Whether *texts* name *person* or somebody near, or hold a number or a way to reach them."""
    said = " ".join(texts)
    if any(form.search(said) for form in (_NUMBER, _PHONE, _MAIL)):
        return True
    names = {part for part in _names_in(person) if len(part) >= SHORTEST}
    return bool(names & set(name_parts(said))) or person.pseudonym.casefold() in said.casefold()


def tells_where(person: Person | None, *texts: str) -> bool:
    """Whether *texts* hold an address: the one in the file, or anything in the form of one."""
    said = " ".join(texts)
    if _STREET.search(said) or _POSTCODE.search(said):
        return True
    return person is not None and tells_home(person, said)


def tells_home(person: Person, text: str) -> bool:
    """Whether *text* holds the address in the file: a place of ours may be told, theirs may not."""
    known = _address_of(person)
    return bool(known) and known.casefold() in text.casefold()


def _names_in(person: Person) -> list[str]:
    """The parts of the names in the file that the acting user sees."""
    identities = Identity.objects.filter(person=person)
    names = [name for row in identities for name in (row.given_name, row.family_name)]
    names += [row.name for row in RelatedPerson.objects.filter(person=person)]
    numbers = [row.value for row in Identifier.objects.filter(person=person)]
    return name_parts(*[str(name) for name in (*names, *numbers) if name])


def _address_of(person: Person) -> str:
    """The street of the address in the file, as far as the acting user sees it."""
    row = Identity.objects.filter(person=person).first()
    return str(row.address or "").splitlines()[0].strip() if row and row.address else ""
