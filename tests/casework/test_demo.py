"""What the demonstration holds: invented rows of every kind."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from pytest_django.fixtures import Settings

from casework.actors import acting_as
from casework.crypto import SealedTextField
from casework.demo import ACCOUNTS, DEMO_PASSWORD, demo_user, run_later, tablet_accounts
from casework.enums import Role
from casework.models import Case, Membership, Person, PersonLink, User
from casework.privacy import PrivacyClass
from outreach.access import registers_tablets
from outreach.enums import ShiftState
from outreach.models import Encounter, FileEncounter, Shift
from outreach.queries.tablets import shifts_for_tablet
from reports.enums import EditionState
from reports.models import Edition
from tests.rules.code import ROOT
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


@pytest.fixture(scope="module")
def loaded(once_for_all: None, django_db_blocker: Any) -> list[str]:
    """What the command says; its rows are there for every test of this module."""
    out = StringIO()
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        call_command("load_demo", stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.django_db
class TestLoading:
    @pytest.fixture
    def demo(self, loaded: list[str], settings: Settings) -> list[str]:
        settings.DEMO = True
        return loaded

    def test_every_role_has_an_account_that_signs_in(self, demo: list[str]) -> None:
        assert set(Membership.objects.values_list("role", flat=True)) == set(Role)
        assert all(demo_user(a.local_part).check_password(DEMO_PASSWORD) for a in ACCOUNTS)
        assert User.objects.count() == len(ACCOUNTS)

    def test_everybody_but_the_first_was_approved_by_another(self, demo: list[str]) -> None:
        without = Membership.objects.filter(approved_by=None)
        assert [m.user.email for m in without] == [ACCOUNTS[0].email]

    def test_an_edition_of_the_logs_year_is_ordered_and_left_to_the_worker(
        self, demo: list[str]
    ) -> None:
        """Nothing of it is made, approved or published beforehand: that is for those who look."""
        second, first = demo_user("statistik2"), demo_user("statistik")
        with acting_as(first):
            assert list(Edition.objects.visible_to(first)) == []
        assert run_later() == ["the edition of 2025, which takes the workers some minutes"]
        with acting_as(first):
            (edition,) = Edition.objects.visible_to(first)
            assert (edition.period.code, edition.state) == ("2025", EditionState.DRAFT)
            assert edition.prepared_by == second
            assert edition.approved_by is None
        with acting_as(demo_user("uppsokare")):
            log = Shift.objects.filter(origin="imported")
            assert {shift.starts_at.year for shift in log} == {2025}

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

    def test_the_readme_and_the_page_name_who_registers_a_tablet_and_who_goes_out(
        self, demo: list[str], client: Client
    ) -> None:
        named = tablet_accounts()
        assert named is not None
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        assert re.findall(r"`(\S+@demo\.ledljus\.example)`", readme) == list(named.values())
        assert client.get("/falt/definition.json").json()["demo"] == named
        registers, goes_out = (name.partition("@")[0] for name in named.values())
        tasks = {a.local_part: str(a.task) for a in ACCOUNTS if a.task}
        assert list(tasks) == [registers, goes_out]
        page = client.get("/konto/login/").content.decode()
        assert all(task in page for task in tasks.values())
        assert registers_tablets(demo_user(registers))
        assert not registers_tablets(demo_user(goes_out))
        with acting_as(demo_user(goes_out)):
            assert ShiftState.ONGOING in {s.state for s in shifts_for_tablet(demo_user(goes_out))}

    def test_not_twice(self, demo: list[str]) -> None:
        with pytest.raises(CommandError, match="accounts already"):
            call_command("load_demo")
