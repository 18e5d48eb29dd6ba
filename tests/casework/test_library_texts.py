"""What we say in other words than a library is still what the library says."""

from pathlib import Path

import allauth
import django
import polib
import pytest
from django.utils import translation

from casework.web.library_texts import TEXTS


def library_words() -> dict[str, set[str]]:
    """Every text of the two libraries, with its Swedish; both may have the same."""
    folders = [Path(module.__file__).parent for module in (allauth, django) if module.__file__]
    found: dict[str, set[str]] = {}
    for folder in folders:
        for path in folder.rglob("locale/sv/LC_MESSAGES/django.mo"):
            for entry in polib.mofile(str(path)):
                found.setdefault(entry.msgid, set()).add(entry.msgstr)
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_the_library_still_says_it_and_ours_wins(text: str) -> None:
    theirs = library_words()
    assert text in theirs
    with translation.override("sv"):
        ours = translation.gettext(text)
    assert ours != text
    assert {ours} != theirs[text]
