"""Every personal number in code, tests and documentation is one that nobody has or will have.

The Tax Agency publishes test numbers as open data, for personal and for coordination numbers:
https://www.dataportal.se/sv/datasets/6_67959/testpersonnummer (the files:
https://skatteverket.entryscape.net/store/9/resource/149 and those that followed each year). These
were looked up in ActiveLogin.Identity.Swedish.TestData (AllPins.fs and AllCoordNums.fs), which is
generated from those files. A new number: take it from there and add it here.
"""

import re
from pathlib import Path

from casework.person_numbers import numbers_in
from tests.rules.code import ROOT

PUBLISHED = {
    "191202119945",
    "198503149885",
    "199001012385",
    "199006012380",
    "199006022389",
    "199111012382",
    "199201012383",
    "200906082383",
    "201912312392",
    # Coordination numbers: the day and sixty.
    "197010722390",
    "199001792382",
    "199103752383",
}
FOLDERS = ("casework", "outreach", "referrals", "reports", "templates", "tests", "docs")
KINDS = {".py", ".html", ".md", ".toml", ".csv", ".json", ".txt", ".sql", ".js", ".po"}
LOOKS_LIKE_ONE = re.compile(r"(?<![\w-])\d{6}(?:\d{2})?[-+–  ]?\d{4}(?![\w-])")


def unpublished(text: str) -> list[str]:
    """What in *text* is a valid number and none of those that nobody has."""
    found = []
    for written in LOOKS_LIKE_ONE.findall(text):
        # Ten digits alone may be of two people a century apart: one of them is meant.
        read = {number.digits for number in numbers_in(written)}
        short = {digits[2:] for digits in read} & {digits[2:] for digits in PUBLISHED}
        if read and not (read & PUBLISHED or short):
            found.append(written)
    return found


def sources() -> list[Path]:
    found = [ROOT / "README.md", ROOT / "CHANGELOG.md"]
    for folder in FOLDERS:
        found += [path for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]
    return found


def test_no_number_could_be_somebody_s() -> None:
    found = {str(p.relative_to(ROOT)): unpublished(p.read_text("utf-8")) for p in sources()}
    assert {name: numbers for name, numbers in found.items() if numbers} == {}


def test_one_that_is_not_published_would_be_found() -> None:
    # Made here, so that it stands nowhere.
    number = "19900601" + "-" + "2398"
    assert unpublished(f"as in {number}.") == [number]
    assert unpublished("199006012380, 900601-2380 and 19900601-2381") == []
