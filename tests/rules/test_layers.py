"""The floors and rungs hold, and every contract about them is able to fail."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("casework", "outreach", "referrals", "reports")
CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}

# contract: the module that gets a forbidden import, and the import.
PLANTED = {
    "floors": ("casework/queries/__init__.py", "import outreach.enums"),
    "rungs": ("outreach/queries/__init__.py", "import outreach.views"),
    "foundation": ("casework/actors.py", "import casework.access"),
    "config": ("outreach/queries/__init__.py", "import casework.config.embedded"),
    "pdf": ("reports/queries/__init__.py", "import weasyprint"),
    "safe": ("reports/views/__init__.py", "import reports.disclosure.raw"),
    "drawing": ("reports/presentation/__init__.py", "import reports.disclosure.rows"),
    # By a way round: what draws asks a module that knows the table.
    "editions": ("reports/presentation/numbers.py", "import reports.queries.books"),
    "second-look": ("reports/disclosure/recount.py", "import reports.disclosure.rows"),
    "files": ("outreach/imports/__init__.py", "import outreach.models"),
    "surfaces": ("reports/queries/__init__.py", "import casework.queries.file_search"),
    "plain": ("reports/disclosure/__init__.py", "import django.db"),
}


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--config", str(folder / "pyproject.toml"), *options]
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


def test_every_contract_has_a_planted_violation() -> None:
    assert set(PLANTED) == set(CONTRACTS)


@pytest.mark.parametrize("contract", sorted(PLANTED))
def test_contract_fails_on_a_planted_import(contract: str, tmp_path: Path) -> None:
    for app in APPS:
        shutil.copytree(
            ROOT / app, tmp_path / app, ignore=shutil.ignore_patterns("data", "locale", "*.pyc")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    place, statement = PLANTED[contract]
    with (tmp_path / place).open("a", encoding="utf-8") as file:
        file.write(f"\n{statement}\n")
    result = lint(tmp_path, "--contract", contract)
    assert result.returncode == 1, result.stdout
    assert f"{CONTRACTS[contract]} BROKEN" in result.stdout
