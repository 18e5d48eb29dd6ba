"""The demonstration: refused elsewhere, made of invented rows, started and ended as a whole."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from casework.actions.base import ActionRefused
from casework.actions.demo import give_second_factor, make_demo_account
from casework.actors import SETUP, acting_as
from casework.crypto import SealedTextField
from casework.demo import ACCOUNTS, DEMO_PASSWORD, demo_user
from casework.enums import Role
from casework.models import Case, Membership, Person, PersonLink, User
from casework.privacy import PrivacyClass
from outreach.enums import ShiftState
from outreach.models import Encounter, FileEncounter, Shift
from tests.conftest import MakeUser
from tests.rules.test_numbers import unpublished
from tests.rules.test_privacy import CLASSIFIED
from tests.rules.test_strangers import touched

MAIL = re.compile(r"[\w.+-]+@[\w.-]+\w")
INVENTED = ("@example.org", "@example.com", ".example.org", ".example", ".invalid")
PHONE = re.compile(r"(?<![\w-])0\d{1,3}[- ]\d[\d ]{4,}\d")
# What the Post and Telecom Authority keeps free for films and books.
FICTION = re.compile(r"(031-390 06|040-628 04|08-465 00|070-174 06|0980-319 2)")


def identifying_texts(local_part: str) -> list[str]:
    """All that identifies somebody, as one account of the demonstration reads it."""
    found = []
    with acting_as(demo_user(local_part)):
        for model in CLASSIFIED:
            exceptions = getattr(model.__dict__["Privacy"], "exceptions", {})
            names = [name for name, kind in exceptions.items() if kind == PrivacyClass.IDENTIFYING]
            fields = (model._meta.get_field(name) for name in names)
            sealed = [f for f in fields if isinstance(f, SealedTextField)]
            words = [f.name for f in sealed if f.has_words]
            if words and touched(demo_user(local_part), f"SELECT FROM {model._meta.db_table}"):
                for row in model._default_manager.all():
                    found += [str(getattr(row, n)) for n in words if getattr(row, n)]
    return found


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture
    def demo(self, settings: Settings) -> list[str]:
        settings.DEMO = True
        out = StringIO()
        call_command("load_demo", stdout=out)
        return out.getvalue().splitlines()

    def test_every_role_has_an_account_that_signs_in(self, demo: list[str]) -> None:
        assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
        assert all(demo_user(a.local_part).check_password(DEMO_PASSWORD) for a in ACCOUNTS)
        assert User.objects.count() == len(ACCOUNTS)

    def test_everybody_but_the_first_was_approved_by_another(self, demo: list[str]) -> None:
        without = Membership.objects.filter(approved_by=None)
        assert [m.user.email for m in without] == [ACCOUNTS[0].email]

    def test_shifts_in_every_state_and_a_log(self, demo: list[str]) -> None:
        worker = demo_user("uppsokare")
        with acting_as(worker):
            entered = Shift.objects.filter(origin="entered")
            states = set(entered.values_list("state", flat=True))
            assert states == set(ShiftState) - {ShiftState.CANCELLED}
            assert entered.filter(nobody_met=True).count() == 1
            assert Shift.objects.filter(origin="imported").count() == 104
            assert Encounter.objects.filter(origin="imported").count() == 387
            assert Encounter.objects.filter(origin="entered", is_child=True).exists()
            # Two children in the log whose guardians were not contacted: such rows exist.
            deviating = Encounter.objects.exclude(deviations=[])
            assert [e.deviations for e in deviating] == [["child_no_guardians"]] * 2

    def test_files_in_every_state(self, demo: list[str]) -> None:
        with acting_as(demo_user("uppsokare")):
            mine = list(Person.objects.all())
            assert [p.is_child_on() for p in mine].count(True) >= 1
            assert FileEncounter.objects.count() == 2
        with acting_as(demo_user("enhetschef")):
            # One that was just closed, and three whose time is up.
            assert Case.objects.filter(state="closed").count() == 4
        with acting_as(demo_user("samordnare")):
            assert Person.objects.exclude(protection="").count() == 1
            assert PersonLink.objects.count() == 1
        with acting_as(demo_user("kast")):
            kinds = set(Person.objects.values_list("kind", flat=True))
            assert kinds == {"suspected_buyer"}

    def test_what_identifies_somebody_is_made_up(self, demo: list[str]) -> None:
        """Field by field by its privacy class: a new one that identifies is looked at too."""
        texts = [text for account in ACCOUNTS for text in identifying_texts(account.local_part)]
        assert len(set(texts)) > 30
        assert [text for text in texts if unpublished(text)] == []
        written = " ".join(texts)
        mails = {mail for mail in MAIL.findall(written) if not mail.endswith(INVENTED)}
        phones = {phone for phone in PHONE.findall(written) if not FICTION.match(phone)}
        assert (mails, phones) == (set(), set())

    def test_who_sees_figures_only_sees_no_row(self, demo: list[str]) -> None:
        for name in ("statistik", "logg", "administrator"):
            with acting_as(demo_user(name)):
                assert (Shift.objects.count(), Encounter.objects.count()) == (0, 0)

    def test_the_administrator_is_asked_for_a_code(self, demo: list[str], client: Client) -> None:
        data = {"login": ACCOUNTS[0].email, "password": DEMO_PASSWORD}
        response = client.post("/konto/login/", data)
        assert response.headers["Location"] == "/konto/2fa/authenticate/"
        out = StringIO()
        call_command("demo_code", stdout=out)
        code = out.getvalue().strip()
        assert client.get("/organisation/").status_code == 302
        response = client.post("/konto/2fa/authenticate/", {"code": code})
        assert response.headers["Location"] == "/"
        assert client.get("/organisation/").status_code == 200

    def test_the_sign_in_page_shows_them(self, demo: list[str], client: Client) -> None:
        page = client.get("/konto/login/").content.decode()
        assert all(account.email in page for account in ACCOUNTS)

    def test_not_twice(self, demo: list[str]) -> None:
        with pytest.raises(CommandError, match="accounts already"):
            call_command("load_demo")


@pytest.mark.django_db
class TestElsewhere:
    """The tests' settings are no demonstration's."""

    @pytest.mark.parametrize("command", ["load_demo", "demo", "demo_code"])
    def test_is_refused(self, command: str) -> None:
        assert settings.DEMO is False
        with pytest.raises(CommandError, match="not the demonstration"):
            call_command(command)
        assert not User.objects.exists()

    def test_the_sign_in_page_shows_no_account(self, client: Client) -> None:
        page = client.get("/konto/login/").content.decode()
        assert DEMO_PASSWORD not in page
        assert "demo.ledljus" not in page

    def test_no_account_with_a_known_password(self, make_user: MakeUser) -> None:
        with pytest.raises(ActionRefused):
            make_demo_account(by=SETUP, email="a@example.org", full_name="A", password="x")
        with pytest.raises(ActionRefused):
            give_second_factor(by=SETUP, user=make_user(None))


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def read(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def running_on(folder: Path) -> dict[int, str]:
    """Processes that belong to the data folder: by their environment, or by their command line."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        words = " ".join(read(process / "cmdline"))
        mine = f"LEDLJUS_DATA={folder}" in read(process / "environ") or str(folder) in words
        # One that has ended and is still to be waited for has no words left.
        if mine and words:
            found[int(process.name)] = words
    return found


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def page(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/konto/login/", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


class Demo:
    """The command as somebody starts it from a shell."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.output = folder / "output"

    def start(self, port: int | None = None) -> subprocess.Popen[bytes]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
            and not name.startswith(("LEDLJUS", "DJANGO", "COV"))
        }
        environment = inherited | {"LEDLJUS_DATA": str(self.folder)}
        command = [sys.executable, "manage.py", "demo", "--port", str(port or self.port)]
        with self.output.open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")


@pytest.fixture(scope="class")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    # A folder that the database's own system user may enter.
    folder = tmp_path_factory.mktemp("demo")
    yield Demo(folder)
    assert running_on(folder) == {}


class TestRunning:
    def test_shows_the_page_and_ctrl_c_leaves_nothing_running(self, demo: Demo) -> None:
        process = demo.start()
        try:
            assert wait_for(lambda: page(demo.port), 60), demo.said()
            assert wait_for(lambda: "Ctrl-C" in demo.said(), 10)
            said = demo.said()
            assert all(account.email in said for account in ACCOUNTS)
            assert DEMO_PASSWORD in said
            assert len(running_on(demo.folder)) > 5
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(30)
        assert ended == 0, demo.said()
        assert wait_for(lambda: not running_on(demo.folder), 5), running_on(demo.folder)

    def test_a_process_that_dies_ends_the_rest(self, demo: Demo) -> None:
        process = demo.start()
        try:
            assert wait_for(lambda: "Ctrl-C" in demo.said(), 60), demo.said()
            found = running_on(demo.folder).items()
            (beat,) = [pid for pid, words in found if " beat " in words]
            os.kill(beat, signal.SIGKILL)
            ended = process.wait(30)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
        assert ended == 1
        assert "The beat process ended by itself" in demo.said()
        assert wait_for(lambda: not running_on(demo.folder), 5), running_on(demo.folder)

    def test_a_taken_port_is_said(self, demo: Demo) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port: int = other.getsockname()[1]
            assert demo.start(port).wait(30) == 1
        assert f"Port {port} can't be used" in demo.said()
