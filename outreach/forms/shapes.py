"""What a form definition is made of. Plain data: the server, its rules and the tablet share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from casework.enums import PersonRole

Text = str | Promise
# {"field", "in" | "under" | "answered"}, {"all"}, {"any"}, {"not"}: see docs/interface.md.
Condition = Mapping[str, Any]
ALL_ROLES = tuple(PersonRole)


def answered(name: str, *, yes: bool = True) -> Condition:
    """Whether the field has any answer."""
    return {"field": name, "answered": yes}


def among(name: str, *codes: str) -> Condition:
    """Whether the answer is one of *codes*."""
    return {"field": name, "in": list(codes)}


def under(name: str, limit: int) -> Condition:
    """Whether the answer is a number below *limit*."""
    return {"field": name, "under": limit}


def all_of(*parts: Condition) -> Condition:
    """Whether every part holds."""
    return {"all": list(parts)}


def any_of(*parts: Condition) -> Condition:
    """Whether at least one part holds."""
    return {"any": list(parts)}


def no(part: Condition) -> Condition:
    """Whether the part does not hold."""
    return {"not": part}


class Kind(StrEnum):
    """How a question is answered."""

    TILES = "tiles"
    SEGMENTED = "segmented"
    MANY = "many"
    NUMBER = "number"
    COUNTRY = "country"
    LANGUAGE = "language"
    MUNICIPALITY = "municipality"
    MOMENT = "moment"
    TEXT = "text"
    PHONE = "phone"
    NOTE = "note"


@dataclass(frozen=True)
class Choice:
    """One answer. *wide* kinds of answers and icons are the interface's business, but shared."""

    code: str
    label: Text
    icon: str = ""
    roles: tuple[PersonRole, ...] = ALL_ROLES
    show_when: Condition | None = None


@dataclass(frozen=True)
class Question:
    """One field of the form. *typed* is the longest text in characters.

    *heading* and its *explanation* stand over a group of questions, on the first of them.
    """

    name: str
    label: Text
    kind: Kind
    choices: tuple[Choice, ...] = ()
    roles: tuple[PersonRole, ...] = ALL_ROLES
    show_when: Condition | None = None
    hint: Text = ""
    typed: int = 0
    heading: Text = ""
    explanation: Text = ""


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    key: str
    title: Text
    questions: tuple[Question, ...]
    show_when: Condition | None = None
    hint: Text = ""


@dataclass(frozen=True)
class Rule:
    """What must hold before a form is complete; *always* binds a draft too.

    Where *when* holds, *needs* must hold, else *field* is shown with *message*.
    """

    field: str
    message: Text
    needs: Condition
    when: Condition | None = None
    roles: tuple[PersonRole, ...] = ALL_ROLES
    always: bool = False


@dataclass(frozen=True)
class Definition:
    """The whole form, in one version."""

    version: int
    sections: tuple[Section, ...]
    rules: tuple[Rule, ...] = field(default=())

    def questions(self, role: PersonRole) -> list[Question]:
        """What is asked about somebody in *role*."""
        return [q for s in self.sections for q in s.questions if role in q.roles]

    def as_json(self, language: str) -> dict[str, Any]:
        """The definition with its words in *language*, for whoever draws the form elsewhere."""
        with translation.override(language):
            return {
                "version": self.version,
                "sections": [_plain_section(section) for section in self.sections],
                "rules": [_plain(rule, "always") for rule in self.rules],
            }


def _plain_section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "title": str(section.title),
        "hint": str(section.hint),
        "show_when": section.show_when,
        "questions": [
            _plain(question, "kind", "typed")
            | {"choices": [_plain(choice, "icon") for choice in question.choices]}
            for question in section.questions
        ],
    }


def _plain(item: Question | Choice | Rule, *names: str) -> dict[str, Any]:
    texts = ("name", "code", "field", "label", "hint", "message", "heading", "explanation")
    found = {name: str(getattr(item, name)) for name in texts if hasattr(item, name)}
    found |= {name: getattr(item, name) for name in names}
    found |= {
        name: getattr(item, name) for name in ("show_when", "when", "needs") if hasattr(item, name)
    }
    return found | {"roles": [role.value for role in item.roles]}


def choices_of(
    pairs: Iterable[tuple[Any, Any]],
    icons: Mapping[str, str] | None = None,
    show_when: Mapping[str, Condition] | None = None,
) -> tuple[Choice, ...]:
    """Choices from an enumeration, with icons and conditions by code."""
    icons, show_when = icons or {}, show_when or {}
    return tuple(
        Choice(str(code), label, icon=icons.get(code, ""), show_when=show_when.get(code))
        for code, label in pairs
    )
