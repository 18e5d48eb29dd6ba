"""The list of files that the tablet keeps, and the version of the whole.

The files are found where they are written, so that a changed file is a new version also where
static files have no hashed names.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static

from outreach.rights_cards import FACTS, picture_of

WORKER = "js/tablet/worker.js"
# What seals, with all that it needs: fetched when there is something to seal with.
SUITE = "js/tablet/suite.js"
HPKE = "vendor/hpke/1.9.0"
STYLES = (
    "css/fonts.css",
    "css/tokens.css",
    "css/app.css",
    "css/components/card.css",
    "css/components/form.css",
    "css/components/tiles.css",
    "css/components/badge.css",
    "css/components/notice.css",
    "css/components/dialog.css",
    "css/components/encounter.css",
    "css/components/button.css",
    "css/components/tablet.css",
)
OTHERS = (
    "js/trusted-types.js",
    "js/form-conditions.js",
    "js/stepper.js",
    "js/encounter.js",
    "img/favicon.svg",
    "img/tablet.svg",
    "vendor/inter/5.3.0/tablet/inter-tablet-wght-normal.woff2",
)
# The letters of the rights cards: kept too, but nothing waits for them.
FONTS = (
    "vendor/inter/5.3.0/inter-latin-ext-wght-normal.woff2",
    "vendor/inter/5.3.0/inter-cyrillic-wght-normal.woff2",
    "vendor/noto-sans-thai/5.3.0/noto-sans-thai-thai-wght-normal.woff2",
    "vendor/noto-sans-arabic/5.3.0/noto-sans-arabic-arabic-wght-normal.woff2",
)


PICTURES = tuple(map(picture_of, FACTS))
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
_ADDRESS = re.compile(r'url\("([^":]+)"\)')


def path_of(name: str) -> Path:
    """Where the static file *name* is written. Raises ``LookupError``."""
    found = finders.find(name)
    if found is None:
        raise LookupError(name)
    return Path(str(found))


def _modules(folder: Path, root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in folder.rglob("*.js"))


def modules() -> list[str]:
    """What the page's own module needs, down to the last."""
    worker = path_of(WORKER)
    root = worker.parents[2]
    ours = [name for name in _modules(worker.parent, root) if name != WORKER]
    return [*ours, *_modules(root / HPKE, root)]


def first_modules() -> list[str]:
    """Those of the first face: whoever sets a tablet up seals nothing yet."""
    return [name for name in modules() if name != SUITE and not name.startswith(HPKE)]


def names() -> list[str]:
    """Every static file of the shell; the sheets are kept as one (:func:`sheet`)."""
    return [*OTHERS, *modules()]


def sheet() -> str:
    """All sheets in one, in their order, without what is said in them to people.

    The page waits for its sheets before it is drawn: on a slow network for each of twelve.
    """
    return "".join(map(_part, STYLES))


def _part(name: str) -> str:
    def address(found: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), found[1]))
        return f'url("{static(path)}")'

    text = _COMMENT.sub("", path_of(name).read_text(encoding="utf-8"))
    return _ADDRESS.sub(address, text)


@lru_cache(maxsize=1)
def _digest() -> str:
    """Of every file, read once a process."""
    digest = hashlib.sha256()
    for name in (*STYLES, *names(), *FONTS, *PICTURES, WORKER):
        digest.update(path_of(name).read_bytes())
    return digest.hexdigest()


def worker_source(shell: bytes, definition: bytes, cards: bytes, addresses: dict[str, str]) -> str:
    """The service worker with its list: a changed byte in anything it keeps is a new worker."""
    said = _digest().encode() + shell + definition + cards
    version = hashlib.sha256(said).hexdigest()[:16]
    kept: dict[str, Any] = {
        "version": version,
        "page": addresses["page"],
        "shell": [
            addresses["page"],
            addresses["sheet"],
            addresses["definition"],
            addresses["manifest"],
            *map(static, names()),
        ],
        "cards": [addresses["cards"], *map(static, FONTS), *map(static, PICTURES)],
    }
    source = path_of(WORKER).read_text(encoding="utf-8")
    return f"const KEPT = {json.dumps(kept)};\n{source}"
