"""Production starts on nothing that was not given to it, and every setting is documented."""

import ast
import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app

from casework.config.settings.schedule import BEAT_SCHEDULE
from casework.tasks.access import SEND
from tests.rules.code import ROOT

# A made-up installation: no service is reached by a check of the settings.
COMPLETE = {
    "DJANGO_SETTINGS_MODULE": "casework.config.settings.production",
    "DATABASE_URL": "postgres://ledljus_app:x@database.example.org/ledljus",
    "REDIS_URL": "redis://broker.example.org:6379/0",
    "SECRET_KEY": "a-throw-away-key-for-the-check-of-the-settings-4711-Åäö-x9Kq",
    "FIELD_KEYS": "k1:" + base64.b64encode(bytes(range(32))).decode(),
    "ALLOWED_HOSTS": "ledljus.example.org",
    "AUDIT_SEAL_PATH": "/var/lib/ledljus/audit-seals.jsonl",
}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=ROOT,
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_deployment_check_has_no_warning() -> None:
    result = manage("check", "--deploy", "--fail-level", "WARNING", **COMPLETE)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize("name", sorted(set(COMPLETE) - {"DJANGO_SETTINGS_MODULE"}))
def test_a_missing_secret_or_address_stops_the_start(name: str) -> None:
    result = manage("check", **{k: v for k, v in COMPLETE.items() if k != name})
    assert result.returncode != 0
    assert name in result.stderr.splitlines()[-1]


def test_embedded_services_stop_the_start() -> None:
    result = manage("check", **COMPLETE, LEDLJUS_EMBEDDED="1")
    assert result.returncode != 0
    assert "embedded services are for demonstration and tests" in result.stderr


OIDC = {
    "OIDC_SERVER_URL": "https://login.example.org/realm",
    "OIDC_CLIENT_ID": "ledljus",
    "OIDC_CLIENT_SECRET": "of-nobody",
    "OIDC_NAME": "Staden",
}


def test_an_identity_provider_is_configured_whole_and_over_tls() -> None:
    assert manage("check", **COMPLETE, **OIDC).returncode == 0
    for name in sorted(set(OIDC) - {"OIDC_SERVER_URL"}):
        result = manage("check", **COMPLETE, **{k: v for k, v in OIDC.items() if k != name})
        assert "OIDC_SERVER_URL needs" in result.stderr.splitlines()[-1]
    plain = OIDC | {"OIDC_SERVER_URL": "http://login.example.org"}
    assert "has to begin with https" in manage("check", **COMPLETE, **plain).stderr


@pytest.mark.parametrize(
    ("environment", "allowed"),
    [({}, "[\"'self'\"]"), (OIDC, "[\"'self'\", 'https://login.example.org']")],
)
def test_a_form_leads_to_us_and_to_the_identity_provider_alone(
    environment: dict[str, str], allowed: str
) -> None:
    """Browsers hold the redirect after the button against the policy too."""
    policy = "s.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action']"
    result = subprocess.run(
        [sys.executable, "-c", f"from django.conf import settings as s; print({policy})"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **COMPLETE, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.strip() == allowed


def test_production_has_no_demonstration_and_no_debugging() -> None:
    code = "from django.conf import settings as s; print(s.DEBUG, s.DEMO, s.SECRET_KEY == '')"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **COMPLETE},
        capture_output=True,
        text=True,
        check=True,
    )
    assert result.stdout.split() == ["False", "False", "False"]


# What a browser is told to run and to ask for, whatever a page holds.
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["default"],
}
GUARDS = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
    "CSRF_COOKIE_SAMESITE": "Strict",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_HTTPONLY": True,
    "LANGUAGE_COOKIE_SAMESITE": "Lax",
    "X_FRAME_OPTIONS": "DENY",
    "SECURE_REFERRER_POLICY": "same-origin",
    "ANONYMOUS_USER_NAME": None,
}
MIDDLEWARE = (
    "csp.middleware.CSPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
)


def test_production_denies_by_default() -> None:
    """Design 5: Argon2, cookies of the same site, no inline code, sign-in before any page."""
    names = [*GUARDS, "CONTENT_SECURITY_POLICY", "MIDDLEWARE", "SESSION_COOKIE_AGE"]
    code = (
        "import json; from django.conf import settings as s;"
        f" print(json.dumps({{name: getattr(s, name) for name in {names!r}}}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **COMPLETE},
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(result.stdout)
    assert found.pop("CONTENT_SECURITY_POLICY") == {"DIRECTIVES": POLICY}
    assert set(MIDDLEWARE) <= set(found.pop("MIDDLEWARE"))
    # An hour at most without anybody there.
    assert 0 < found.pop("SESSION_COOKIE_AGE") <= 3600
    assert found == GUARDS


def test_a_silent_mail_server_holds_no_worker() -> None:
    code = "from django.conf import settings as s; print(s.EMAIL_TIMEOUT)"
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **COMPLETE},
        capture_output=True,
        text=True,
        check=True,
    )
    letter = current_app.tasks[SEND]
    assert int(result.stdout) == 20
    assert (letter.soft_time_limit, letter.time_limit) == (60, 90)


def read_from_environment(path: Path) -> set[str]:
    """Names that *path* reads: ``env.str("NAME")``, ``os.environ.get("NAME")`` and the like."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            text = ast.unparse(node.func)
            if re.fullmatch(r"env(\.\w+)?|os\.environ\.get|os\.getenv", text):
                found.add(str(node.args[0].value))
        elif (
            isinstance(node, ast.Subscript)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.ctx, ast.Load)
            and ast.unparse(node.value) == "os.environ"
        ):
            found.add(str(node.slice.value))
    return found


def test_every_setting_from_the_environment_is_documented() -> None:
    paths = [
        p
        for app in ("casework", "outreach", "referrals", "reports")
        for p in (ROOT / app).rglob("*.py")
    ]
    read = {name for path in paths for name in read_from_environment(path)}
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", text, re.MULTILINE))
    assert {"SECRET_KEY", "FIELD_KEYS", "LEDLJUS_DATA"} <= read
    assert documented == read


def test_the_service_files_name_the_same_settings() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{([A-Z_]+)", text))
    documented = set(
        re.findall(r"`([A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    )
    assert used <= documented


def test_every_task_by_the_clock_is_documented() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+\.\w+)` \|", text, re.MULTILINE))
    assert documented == {entry["task"] for entry in BEAT_SCHEDULE.values()}


def test_every_task_by_the_clock_exists() -> None:
    current_app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(current_app.tasks)


def test_the_edition_of_last_year_is_begun_in_the_nights_of_january() -> None:
    """Each night of the second half: what was not to be reached one night is the next."""
    entry = BEAT_SCHEDULE["prepare-last-year"]
    assert entry["task"] == "reports.prepare_last_year"
    when = entry["schedule"]
    assert (when.month_of_year, when.day_of_month) == ({1}, set(range(15, 32)))
    assert (when.hour, when.minute) == ({2}, {0})
    assert when.day_of_week == set(range(7))


def test_what_tablets_send_is_opened_by_a_process_of_its_own() -> None:
    current_app.loader.import_default_modules()
    for name in sorted(current_app.tasks):
        queue = current_app.amqp.router.route({}, name).get("queue")
        wanted = (
            "sync" if name in {"outreach.open_records", "outreach.forget_tablet_keys"} else "celery"
        )
        assert getattr(queue, "name", None) == wanted, name
