"""A thumb in a glove on a cracked glass: no hover, no drag, no double tap, and nothing in haste."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from outreach.web.shell import OTHERS, sheet

ROOT = Path(__file__).parents[2] / "static"
SCRIPTS = sorted((ROOT / "js" / "tablet").glob("*.js")) + [
    ROOT / name for name in OTHERS if name.endswith(".js")
]
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
# A hand that only hovers is shown what it is over, and nothing that it would not see otherwise.
COLOURS = {
    "background",
    "border-color",
    "color",
    "text-decoration-thickness",
    # As wide as it is without hovering: the same rule says both (the curtain's button).
    "min-inline-size",
}
# Each needs a steady hand, two taps in time, or a pointer that is no thumb.
GESTURES = re.compile(
    r"\b(?:on)?(?:drag(?:start|end|over|enter|leave)?|drop|dblclick|contextmenu|wheel"
    r"|mouse(?:over|out|move|enter|leave|down|up)|gesture(?:start|change|end)"
    r"|pointer(?:move|over|out|enter|leave|up|cancel)|touch(?:start|move|end|cancel))\b"
    r"|\bdraggable\b|\bdetail\s*[=>]"
)
# What happens by itself, and why it hurries nobody.
TIMES = {
    ("app.js", "setInterval(applyScheme"): "dusk",
    ("app.js", "setInterval(update.look"): "a newer version is looked for",
    ("draft.js", "AbortSignal.timeout(PATIENCE"): "a form that another tab holds: it is said",
    ("draft.js", "setTimeout(() => this.keep()"): "what was answered is kept",
    ("frame.js", "setTimeout(() => place?.replaceChildren()"): "that it went well goes away",
    ("lock.js", "setInterval(look"): "the lock, which keeps everything",
    ("sync.js", "AbortSignal.timeout(PATIENCE"): "a server that does not answer: tried again",
    ("sync.js", "setTimeout(() => sync()"): "tried again",
    ("sync.js", "setTimeout(() => { if (!document.hidden) sync()"): "the joint tally, anew",
    ("update.js", "setTimeout(takeOver"): "a newer version waits for the form",
    ("form-conditions.js", "setTimeout(updateAll"): "after a form was emptied",
}
TIMER = re.compile(r"\b(?:set(?:Timeout|Interval)|requestIdleCallback|AbortSignal\.timeout)\(")


def hovers(text: str) -> list[str]:
    """The rules of *text* that a hover brings more by than a colour."""
    found = []
    for selector, body in RULE.findall(text):
        if ":hover" in selector:
            named = {part.split(":")[0].strip() for part in body.split(";") if part.strip()}
            if not named <= COLOURS:
                found.append(f"{selector.strip()}: {sorted(named - COLOURS)}")
    return found


def test_a_hover_changes_a_colour_and_nothing_else() -> None:
    text = sheet()
    assert text.count(":hover") > 5
    assert hovers(text) == []
    assert hovers("@media (hover) { .tile:hover > .hint { display: block; } }") != []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_nothing_is_dragged_double_tapped_or_held(path: Path) -> None:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert GESTURES.findall(text) == []


@pytest.mark.parametrize(
    "line",
    [
        'el("li", { draggable: true })',
        'one.addEventListener("dblclick", open)',
        'for (const kind of ["pointermove", "keydown"]) listen(kind);',
        'el("div", { ondragstart: work })',
        "one.ondrop = work;",
        'el("div", { onmouseover: show })',
        'el("div", { oncontextmenu: show })',
        'addEventListener("touchmove", work)',
        "if (event.detail === 2) open();",
    ],
)
def test_a_gesture_would_be_found(line: str) -> None:
    assert GESTURES.search(line)


def test_a_double_tap_does_not_zoom() -> None:
    """On the whole of the page, so on everything in it."""
    assert re.search(r"\.tablet \{[^}]*touch-action: manipulation;", sheet())
    page = (ROOT.parent / "templates" / "tablet" / "shell.html").read_text(encoding="utf-8")
    assert '<body class="tablet"' in page
    # Whoever sees badly enlarges it with two fingers.
    assert "user-scalable" not in page
    assert "maximum-scale" not in page


def test_nothing_is_answered_against_the_clock() -> None:
    """Each timer is known, and none of them takes an answer away."""
    found = set()
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        for timer in TIMER.finditer(text):
            rest = text[timer.start() :]
            known = {key for key in TIMES if key[0] == path.name and rest.startswith(key[1])}
            found |= known or {(path.name, rest[:60])}
    assert found == set(TIMES)
