"""Templates hold no inline code, ask nobody else for anything, and say nothing untranslated."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.rules.code import ROOT, relative

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SPOKEN = {"alt", "title", "aria-label", "aria-description", "placeholder", "data-busy-text"}
# Names that are the same in both languages.
NAMES = {"Ledljus", "PDF", "CSV", "JSON", "XLSX", "Excel", "h", "min", "aria"}
TAGS = re.compile(
    # On one line: what goes on below is shown to everybody.
    r"\{#[^\n]*?#\}"
    r"|\{% comment %\}.*?\{% endcomment %\}"
    r"|\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}"
    # The attributes of <body> are a block of their own.
    r"|\{% block body_\w+ %\}.*?\{% endblock body_\w+ %\}"
    r"|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)


class Reader(HTMLParser):
    """Collects what a template must not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.found += [f"<{tag} {n}=…>" for n in given if n == "style" or n.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.found.append(f"inline <{tag}>")
        for name in ("src", "srcset", "action", "formaction", "data", "poster"):
            if re.match(r"(https?:)?//", given.get(name, "")):
                self.found.append(f"foreign {name}: {given[name]}")
        if tag == "link" and re.match(r"(https?:)?//", given.get("href", "")):
            self.found.append(f"foreign href: {given['href']}")
        spoken = [name for name in given if name in SPOKEN and says(given[name])]
        self.found += [f"untranslated {name}: {given[name]}" for name in spoken]
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if says(data) and "code" not in self.inside:
            self.found.append(f"untranslated: {data.strip()}")


def says(text: str) -> bool:
    """Whether *text* holds a word that ought to be translated."""
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", text))
    return any(word not in NAMES for word in words)


def faults(text: str) -> list[str]:
    reader = Reader()
    reader.feed(TAGS.sub(lambda match: "\n" * match[0].count("\n"), text))
    reader.close()
    return reader.found


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_template(path: Path) -> None:
    found = faults(path.read_text(encoding="utf-8"))
    if "styleguide" in relative(path):
        # Its examples are invented data, as they come from the database elsewhere.
        found = [fault for fault in found if not fault.startswith("untranslated")]
    assert found == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', ["<p style=…>"]),
        ('<button onclick="go()"></button>', ["<button onclick=…>"]),
        ("<script>let a</script>", ["inline <script>", "untranslated: let a"]),
        (
            '<img src="https://example.org/x.png" alt="">',
            ["foreign src: https://example.org/x.png"],
        ),
        ("<p>Hej</p>", ["untranslated: Hej"]),
        ("{# one line #}{{ word }}", []),
        ("{# two\nlines #}", ["untranslated: {# two\nlines #}"]),
        ('<p aria-label="Hej">{{ word }}</p>', ["untranslated aria-label: Hej"]),
        ('<p>{% translate "Hello" %} – {{ name }} · 1</p>', []),
        ("<p>{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}</p>", []),
    ],
)
def test_planted_faults_are_found(text: str, found: list[str]) -> None:
    assert faults(text) == found


def test_style_sheets_and_modules_ask_nobody_else() -> None:
    ours = [*(ROOT / "static" / "css").rglob("*.css"), *(ROOT / "static" / "js").rglob("*.js")]
    assert len(ours) > 3
    for path in ours:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        asks = r"(?:url\(|@import\s|import\s|from\s|fetch\()\s*[\"']?(?:https?:)?//"
        assert re.findall(asks, text) == [], path
        assert not re.search(r"\beval\(|new Function\(|innerHTML\s*=", text), path
