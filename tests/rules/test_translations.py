"""Both languages are complete: English is in the code, Swedish in the catalogue."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.formats import date_format

from tests.rules.code import APPS, ROOT

CATALOGUE = ROOT / "casework" / "locale" / "sv" / "LC_MESSAGES" / "django.po"
# Swedish proper names that stand in English text too.
SWEDISH_NAMES = {
    "Stödcentrum",
    "socialtjänst",
    "nämnd",
    "Göteborg",
    "Göteborgs",
    "Väst",
}


@pytest.fixture(scope="module")
def in_code(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """Every text in the code, collected anew in a copy."""
    copy = tmp_path_factory.mktemp("copy")
    for name in (*APPS, "templates"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("locale", "*.pyc"))
    (copy / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "checking_settings.py", copy / "tests")
    (copy / "casework" / "locale").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(copy),
        "DJANGO_SETTINGS_MODULE": "tests.checking_settings",
    }
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "sv", "--no-wrap"]
    subprocess.run(command, cwd=copy, env=environment, check=True, capture_output=True)
    return polib.pofile(str(copy / "casework/locale/sv/LC_MESSAGES/django.po"))


def keys(catalogue: polib.POFile) -> set[tuple[str | None, str, str]]:
    return {(e.msgctxt, e.msgid, e.msgid_plural) for e in catalogue if not e.obsolete}


def test_every_text_is_in_the_catalogue_and_nothing_else(in_code: polib.POFile) -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert keys(in_code) - keys(catalogue) == set()
    assert keys(catalogue) - keys(in_code) == set()
    assert len(keys(catalogue)) > 100


def test_every_text_has_its_swedish() -> None:
    catalogue = polib.pofile(str(CATALOGUE))
    assert [e.msgid for e in catalogue.untranslated_entries()] == []
    assert [e.msgid for e in catalogue.fuzzy_entries()] == []
    assert [e.msgid for e in catalogue.obsolete_entries()] == []
    plurals = [e for e in catalogue if e.msgid_plural]
    assert [e.msgid for e in plurals if not (e.msgstr_plural[0] and e.msgstr_plural[1])] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    pattern = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
    for entry in polib.pofile(str(CATALOGUE)):
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        wanted = set(pattern.findall(entry.msgid)) | set(pattern.findall(entry.msgid_plural))
        for text in filter(None, texts):
            assert set(pattern.findall(text)) <= wanted, entry.msgid
        if entry.msgstr:
            assert sorted(pattern.findall(entry.msgstr)) == sorted(pattern.findall(entry.msgid))


def test_the_texts_in_the_code_are_english(in_code: polib.POFile) -> None:
    words = {
        word
        for entry in in_code
        for word in re.findall(r"\w*[åäöÅÄÖ]\w*", f"{entry.msgid} {entry.msgid_plural}")
    }
    assert words - SWEDISH_NAMES == set()


def test_the_compiled_catalogue_is_not_older(tmp_path: Path) -> None:
    """``make setup`` compiles it; a forgotten one shows English to Swedish users."""
    compiled = CATALOGUE.with_suffix(".mo")
    fresh = tmp_path / "django.mo"
    subprocess.run(["msgfmt", "--check-format", "-o", str(fresh), str(CATALOGUE)], check=True)  # noqa: S607
    texts = [{e.msgid: e.msgstr for e in polib.mofile(str(path))} for path in (compiled, fresh)]
    assert texts[0] == texts[1], "run make setup"


MONTHS = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


@pytest.mark.parametrize("month", range(1, 13))
def test_no_text_of_ours_takes_the_name_of_a_month(month: int) -> None:
    """Django asks the same catalogue for "may": a text of ours with that msgid would be shown."""
    with translation.override("sv"):
        assert date_format(date(2026, month, 9), "j b Y") == f"9 {MONTHS[month - 1]} 2026"
