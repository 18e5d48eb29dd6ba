"""Filling in a form of a page as somebody would: every question answered, with the first choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.casework.journal import pdf

WORDS = "Planterade ord, långa nog för en fråga"


@dataclass
class Form:
    """One form of a page: where it is sent, and its controls by name."""

    action: str
    controls: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def add(self, kind: str, attributes: dict[str, str]) -> None:
        if name := attributes.get("name"):
            self.controls.setdefault(name, []).append({"kind": kind, **attributes})

    def answers(self, *, hidden_only: bool = False) -> dict[str, Any]:
        """Something in every control, by name; or only what the page itself put in."""
        found = {
            name: _answer(controls)
            for name, controls in self.controls.items()
            if not hidden_only or controls[0]["kind"] == "hidden"
        }
        return {name: value for name, value in found.items() if value is not None}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.inside: Form | None = None
        self.select, self.text = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = Form(attributes.get("action", ""))
            self.forms.append(self.inside)
        if self.inside is None:
            return
        if tag == "input":
            self.inside.add(attributes.get("type", "text"), attributes)
        elif tag == "select":
            self.select = attributes.get("name", "")
        elif tag == "option" and self.select:
            self.inside.add("option", {**attributes, "name": self.select})
        elif tag == "textarea":
            self.text = attributes.get("name", "")
            self.inside.add("textarea", {**attributes, "value": ""})

    def handle_data(self, data: str) -> None:
        if self.text and self.inside is not None:
            self.inside.controls[self.text][-1]["value"] += data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.text = ""


def typed_form(page: str) -> Form:
    """The first form of *page* that says to whom it was shown."""
    reader = _Reader()
    reader.feed(page)
    return next(form for form in reader.forms if "author" in form.controls)


def _answer(controls: list[dict[str, str]]) -> Any:
    first = controls[0]
    kind, value = first["kind"], first.get("value", "")
    if kind in ("radio", "checkbox", "option"):
        chosen = [c for c in controls if "checked" in c or "selected" in c]
        values = [c.get("value", "on") for c in (*chosen, *controls)]
        return next((value for value in values if value), None)
    if kind == "file":
        return SimpleUploadedFile("planterad.pdf", pdf())
    if kind == "hidden" or value:
        return value
    today = timezone.localdate()
    return {
        "date": today.isoformat(),
        "datetime-local": f"{today - timedelta(days=1)}T10:00",
        "time": "10:00",
        "number": first.get("min") or "1",
        "email": "planterad@example.org",
        "tel": "070-174 06 05",
    }.get(kind, WORDS)
