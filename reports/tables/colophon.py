"""What stands in a report beside the figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Why a report names a statute, by the code that the program has it under.
REASONS: dict[str, str | Promise] = {
    "sol": _("what the social services do, and for whom"),
    "sof": _("more on how the social services work"),
    "concern-report": _("reporting concern for a child"),
    "anonymous-support": _("support without a case, also to the anonymous"),
    "documentation": _("what is put on record"),
    "documentation-rules": _("how it is put on record"),
    "disposal": _("when records are disposed of"),
    "personal-data": _("handling personal data in the social services"),
    "access-control": _("who can read what, and the log of it"),
    "search": _("what nobody may search by"),
    "secrecy": _("secrecy in the social services"),
    "secrecy-between-branches": _("secrecy between branches of the same authority"),
    "secrecy-police": _("what may be told to the police"),
    "duty-to-tell-police": _("what must be told to the police"),
    "gdpr": _("protection of personal data"),
    "accessibility": _("that everybody can use the service"),
    "incident-reporting": _("reporting incidents in the system"),
    "trafficking-convention": _("the rights of victims of trafficking"),
}


@dataclass(frozen=True)
class Statute:
    """A statute that a report leans on. *source* is empty where the label has the number."""

    label: str
    source: str
    why: tuple[str | Promise, ...]


@dataclass(frozen=True)
class Colophon:
    """Whose report it is, when it was made, and the statutes that it leans on."""

    city: str
    made_on: date
    statutes: tuple[Statute, ...]
