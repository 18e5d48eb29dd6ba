"""A preview and its faults as lines of text, for the command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from casework.enums import PersonRole
from outreach.enums import Deviation
from outreach.imports.faults import LISTED, SENTENCES, Expected, Fault
from outreach.imports.preview import FaultList, Preview

_VALUE = re.compile(r"%\(\w+\)s")


def preview_lines(preview: Preview, *, name: str, unit: str) -> Iterator[str]:
    """The figures of a log, most important first."""
    yield _("Log “%(name)s” for %(unit)s") % {"name": name, "unit": unit}
    yield "  " + _("Period: %(first)s – %(last)s") % {
        "first": preview.first_day or "–",
        "last": preview.last_day or "–",
    }
    yield "  " + _("Shifts: %(count)s (new: %(new)s)") % {
        "count": preview.shifts,
        "new": preview.new_shifts,
    }
    yield "  " + _("People met: %(count)s (new: %(new)s)") % {
        "count": preview.people,
        "new": preview.new_people,
    }
    for role in PersonRole:
        yield "    " + _("%(role)s: %(count)s, of whom under 18: %(children)s") % {
            "role": role.label,
            "count": preview.roles[role],
            "children": preview.children[role],
        }
    for label, share in (
        (_("Exploited people told of support, protection and rights"), preview.informed_share),
        (_("Exploited people offered support"), preview.offered_share),
    ):
        yield f"  {label}: {'–' if share is None else f'{100 * share:.1f} %'}"
    yield "  " + _("With a deviation: %s") % preview.with_deviation
    for code, count in preview.deviations.items():
        yield f"    {Deviation(code).label}: {count}"
    for other in preview.same_as:
        yield "  " + _("Some of these shifts are here already, in the log “%s”.") % other


def fault_lines(faults: FaultList, heading: str, most: int = LISTED) -> Iterator[str]:
    """Each fault on a line, *most* of them, and how many there are of each kind when not all."""
    if not faults.total:
        return
    yield f"{heading}: {faults.total}"
    listed = faults.listed[:most]
    for fault in listed:
        yield "  " + fault_line(fault)
    if faults.total > len(listed):
        yield "  " + _("… and %s more. By kind:") % (faults.total - len(listed))
        for file, column, code, count in faults.groups:
            yield f"    {file}, {column or '–'}: {count} × {kind_sentence(code)}"


def kind_sentence(code: str) -> str:
    """What was expected, without what differs from row to row."""
    return _VALUE.sub("…", str(SENTENCES[Expected(code)]))


def fault_line(fault: Fault) -> str:
    """File, row, column, the value found and what was expected."""
    place = [fault.file]
    if fault.row:
        place.append(_("row %s") % fault.row)
    if fault.column:
        place.append(_("column “%s”") % fault.column)
    return _("%(place)s: found “%(value)s”, expected %(expected)s") % {
        "place": ", ".join(place),
        "value": fault.value,
        "expected": fault.sentence,
    }
