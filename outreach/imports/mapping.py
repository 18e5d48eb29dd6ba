"""The mapping file: which column is what, and which code a word in the log stands for."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from casework.enums import ExploitationForm, Gender, PersonRole, YesNo, YesNoUnknown
from outreach.enums import Arena, HomeKind, Interpreter, OfferAnswer, ShiftKind, SupportKind

FOLDER = Path(__file__).with_name("mappings")
DEFAULT = FOLDER / "stockholm.toml"

SHIFT_FIELDS = [
    "id", "day", "start", "end", "kind", "operation_week", "municipality", "district", "arena",
    "social_workers", "officers", "voluntary_organisation",
]  # fmt: skip
PERSON_FIELDS = [
    "id", "shift", "time", "role", "age", "gender", "citizenship", "home", "trafficking",
    "exploitation_form", "told_of_rights", "offers", "answers", "concern_report",
    "guardians_contacted", "interpreter",
]  # fmt: skip
# A log without these columns can still be read: the answer is "not known".
OPTIONAL_FIELDS = {
    "operation_week", "district", "officers", "voluntary_organisation", "age", "citizenship",
    "exploitation_form", "concern_report", "guardians_contacted", "interpreter",
}  # fmt: skip

_NOT_SAID = [""]
CODES: dict[str, list[str]] = {
    "kind": ShiftKind.values,
    "arena": Arena.values,
    "role": PersonRole.values,
    "gender": Gender.values,
    "home": [HomeKind.ABROAD, HomeKind.UNKNOWN],
    "trafficking": YesNoUnknown.values,
    "exploitation_form": ExploitationForm.values + _NOT_SAID,
    "told_of_rights": YesNo.values,
    "offers": SupportKind.values,
    "answers": OfferAnswer.values,
    "concern_report": YesNo.values + _NOT_SAID,
    "guardians_contacted": YesNo.values + _NOT_SAID,
    "interpreter": Interpreter.values + _NOT_SAID,
}
SPELLINGS = ["municipalities", "districts", "countries"]


class MappingUnusable(Exception):
    """The mapping file can't be used; the message says where and why."""


@dataclass(frozen=True)
class FileMapping:
    """One of the two files: its name without ending, its columns, and what holds for every row."""

    file: str
    columns: Mapping[str, str]
    fixed: Mapping[str, str]


@dataclass(frozen=True)
class LogMapping:
    """A whole mapping file."""

    encoding: str
    separator: str
    list_separator: str
    date_formats: list[str]
    time_formats: list[str]
    shifts: FileMapping
    people: FileMapping
    values: Mapping[str, Mapping[str, str]]
    spellings: Mapping[str, Mapping[str, str]]


def load_mapping(path: Path = DEFAULT) -> LogMapping:
    """Read and check a mapping file. Raises :class:`MappingUnusable`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MappingUnusable(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MappingUnusable(f"{path}: {error}") from None
    _only(data, {"format", "shifts", "people", "values", "spellings"}, "")
    form = _table(data, "format")
    _only(
        form,
        {"encoding", "separator", "list_separator", "date_formats", "time_formats"},
        "format",
    )
    return LogMapping(
        encoding=_encoding(form),
        separator=_one_character(form, "separator"),
        list_separator=_one_character(form, "list_separator"),
        date_formats=_formats(form, "date_formats", date(2025, 1, 31)),
        time_formats=_formats(form, "time_formats", time(20, 5)),
        shifts=_file(data, "shifts", SHIFT_FIELDS),
        people=_file(data, "people", PERSON_FIELDS),
        values=_values(data),
        spellings={k: _words(_table(data, "spellings"), k, "spellings") for k in SPELLINGS},
    )


def _table(data: Mapping[str, Any], key: str, where: str = "") -> dict[str, Any]:
    found = data.get(key)
    if not isinstance(found, dict):
        raise MappingUnusable(_("The mapping lacks the section [%s].") % f"{where}{key}")
    return found


def _only(data: Mapping[str, Any], known: set[str], where: str) -> None:
    """A misspelt key would otherwise be passed over in silence."""
    for key in sorted(set(data) - known):
        raise MappingUnusable(
            _("[%(section)s] in the mapping has “%(key)s”. Expected: %(known)s.")
            % {"section": where, "key": key, "known": ", ".join(sorted(known))}
        )


def _encoding(form: Mapping[str, Any]) -> str:
    name = str(form.get("encoding", ""))
    try:
        known = codecs.lookup(name).name
        "".encode(known)
    except (LookupError, TypeError):
        raise MappingUnusable(_("The mapping names an unknown encoding: “%s”.") % name) from None
    return known


def _one_character(form: Mapping[str, Any], key: str) -> str:
    value = form.get(key)
    if not isinstance(value, str) or len(value) != 1 or value in '"\r\n':
        raise MappingUnusable(_("“%s” in the mapping is one character.") % key)
    return value


def _formats(form: Mapping[str, Any], key: str, example: date | time) -> list[str]:
    """Formats that can be written and read back: ``%H`` alone would lose the minutes."""
    formats = form.get(key)
    if isinstance(formats, list) and formats and all(isinstance(f, str) for f in formats):
        texts = {example.strftime(f) for f in formats}
        other = example.replace(day=30) if isinstance(example, date) else example.replace(minute=6)
        if not texts & {other.strftime(f) for f in formats}:
            return formats
    raise MappingUnusable(
        _("“%s” in the mapping is a list of formats that tell every day or minute apart.") % key
    )


def _file(data: Mapping[str, Any], section: str, fields: list[str]) -> FileMapping:
    table = _table(data, section)
    _only(table, {"file", "columns", "fixed"}, section)
    name = table.get("file")
    if not isinstance(name, str) or not name or Path(name).name != name:
        raise MappingUnusable(_("[%s] in the mapping names its file, without folder.") % section)
    columns = _words(table, "columns", section)
    fixed = _words(table, "fixed", section)
    for words in (columns, fixed):
        _only(words, set(fields), section)
    for field in fields:
        if (field in columns) == (field in fixed) and (
            field in columns or field not in OPTIONAL_FIELDS
        ):
            raise MappingUnusable(
                _("[%(section)s] in the mapping says what “%(field)s” is, once.")
                % {"section": section, "field": field}
            )
    if len(set(columns.values())) < len(columns):
        raise MappingUnusable(_("[%s] in the mapping names a column twice.") % section)
    return FileMapping(name, columns, fixed)


def _words(data: Mapping[str, Any], key: str, where: str) -> dict[str, str]:
    words = data.get(key, {})
    if not isinstance(words, dict) or not all(isinstance(w, str) for w in words.values()):
        raise MappingUnusable(
            _("[%s] in the mapping holds words and what they stand for.") % f"{where}.{key}"
        )
    return words


def _values(data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    table = _table(data, "values")
    _only(table, set(CODES), "values")
    values = {}
    for field, codes in CODES.items():
        values[field] = _words(table, field, "values")
        for word, code in values[field].items():
            if code not in codes:
                raise MappingUnusable(
                    _("[values.%(field)s] in the mapping: “%(word)s” has %(code)s, not %(codes)s.")
                    % {"field": field, "word": word, "code": code, "codes": ", ".join(codes)}
                )
    return values
