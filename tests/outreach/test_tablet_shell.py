"""The tablet's shell: the same for everybody, small, whole, its words and its parts listed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client, override_settings
from django.urls import reverse
from fontTools.ttLib import TTFont

from casework.enums import Role, UnitKind
from casework.models import Unit
from outreach import rights_cards
from outreach.forms.tablet import definition_json
from outreach.forms.tablet_words import WORDS
from outreach.web.shell import FONTS, HPKE, STYLES, SUITE, modules, names, path_of
from tests.conftest import MakeUser
from tests.outreach import tablet_font

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "static" / "js" / "tablet").glob("*.js"))
VIEWS = ["shell", "worker", "styles", "manifest", "definition", "cards"]
LARGEST = 150_000
LATIN = "vendor/inter/5.3.0/inter-latin-wght-normal.woff2"
# Said as t("…"), or as the words of a button, a message, a table of reasons.
SAID = (
    r'\b(?:t|say|button|link)\(\s*"((?:[^"\\]|\\.)*)"',
    r'\b(?:round|press)\([^",]+,\s*"((?:[^"\\]|\\.)*)"',
    r'\bround\("[a-z-]+",\s*"((?:[^"\\]|\\.)*)"',
    r'\?\? "([A-Z][^"]*)"',
)
TABLE = re.compile(r"const (?:REASONS|KINDS|STATUS|ANSWERS|STATES) = \{(.*?)\};", re.DOTALL)


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_the_same_for_everybody(
    view: str, client: Client, sign_in: object, make_user: MakeUser
) -> None:
    address = reverse(f"tablet_shell:{view}")
    stranger = client.get(address)
    assert stranger.status_code == 200
    assert stranger.headers["Cache-Control"] == "no-cache"
    assert not stranger.cookies
    user = make_user(Role.OUTREACH_WORKER, "pom", full_name="Planterad Namnlös")
    browser = sign_in(user)  # type: ignore[operator]
    # The first answer of this session brings its cookie, and lies in no cache.
    first = browser.get(address)
    assert settings.SESSION_COOKIE_NAME in first.cookies
    assert first.headers["Cache-Control"] == "no-store, private"
    known = browser.get(address)
    assert first.content == known.content == stranger.content
    assert b"Planterad" not in stranger.content
    assert known.headers["Cache-Control"] == "no-cache"
    assert not known.cookies
    again = browser.get(address, headers={"If-None-Match": known.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_answer_that_takes_an_unknown_session_s_cookie_lies_in_no_cache(
    client: Client,
) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    answer = client.get(reverse("tablet_shell:shell"))
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == ""
    assert answer.headers["Cache-Control"] == "no-store, private"


def test_a_changed_definition_is_a_new_worker(client: Client) -> None:
    first = client.get(reverse("tablet_shell:worker"))
    assert first.headers["Service-Worker-Allowed"] == reverse("tablet_shell:shell")
    assert client.get(reverse("tablet_shell:worker")).content == first.content
    with override_settings(OFFICE_CLOSES="17:00"):
        assert client.get(reverse("tablet_shell:worker")).content != first.content


def test_it_can_be_put_on_the_home_screen_and_opens_there_alone(client: Client) -> None:
    home = reverse("tablet_shell:shell")
    answer = client.get(reverse("tablet_shell:manifest"))
    assert answer.headers["Content-Type"] == "application/manifest+json"
    said = answer.json()
    assert (said["id"], said["start_url"], said["scope"]) == (home, home, home)
    assert (said["display"], said["name"], said["lang"]) == ("standalone", "Ledljus", "sv")
    (icon,) = {each["src"] for each in said["icons"]}
    assert {each["purpose"] for each in said["icons"]} == {"any", "maskable"}
    assert {(each["sizes"], each["type"]) for each in said["icons"]} == {("any", "image/svg+xml")}
    # Dark from the first moment, as the page is.
    assert said["background_color"] == said["theme_color"] == "#0c1425"
    page = client.get(home).content.decode()
    assert f'<link rel="manifest" href="{reverse("tablet_shell:manifest")}">' in page
    assert '<meta name="theme-color" content="#0c1425">' in page
    assert icon == static("img/tablet.svg")
    assert "img/tablet.svg" in names()


def test_everything_the_page_and_its_modules_ask_for_is_kept(client: Client) -> None:
    page = client.get(reverse("tablet_shell:shell")).content.decode()
    asked = set(re.findall(r'(?:href|src)="/static/([^"]+)"', page))
    for name in names():
        if name.endswith(".js"):
            imports = re.findall(
                r'^(?:import|export)\b[^"\n]*(?:\n[^"]*?)?from "(\.[^"]+)"|import\("(\.[^"]+)"\)',
                path_of(name).read_text(encoding="utf-8"),
                re.MULTILINE,
            )
            folder = path_of(name).parent
            asked |= {
                (folder / "".join(found)).resolve().relative_to(ROOT / "static").as_posix()
                for found in imports
            }
    sheets = client.get(reverse("tablet_shell:styles")).content.decode()
    letters = set(re.findall(r'url\("/static/([^"]+)"\)', sheets))
    assert len(asked) > 40
    assert SUITE in asked
    assert asked - set(names()) == set()
    # The whole Latin file is asked for nowhere: the tablet's own letters stand last (tablet.css).
    assert letters - {*names(), *FONTS} == {LATIN}


def test_the_sheets_are_one_in_their_order_and_nothing_is_left_out(client: Client) -> None:
    sheet = client.get(reverse("tablet_shell:styles")).content.decode()
    at = 0
    for name in STYLES:
        text = re.sub(r"/\*.*?\*/", "", path_of(name).read_text(encoding="utf-8"), flags=re.DOTALL)
        rules = [line.strip() for line in text.splitlines() if line.strip() and "url(" not in line]
        assert len(rules) > 5
        for rule in rules:
            at = sheet.index(rule, at) + len(rule)
    assert "/*" not in sheet
    assert sheet.count("url(") == len(re.findall(r'url\("/static/', sheet)) > 0


def test_what_seals_is_not_asked_for_before_the_first_face(client: Client) -> None:
    """It is kept with the rest, and the page waits for it only where something can be sealed."""
    page = client.get(reverse("tablet_shell:shell")).content.decode()
    worker = client.get(reverse("tablet_shell:worker")).content.decode()
    apart = {name for name in modules() if name == SUITE or name.startswith(HPKE)}
    assert len(apart) > 15
    asked = {name for name in modules() if static(name) in page}
    assert asked == set(modules()) - apart
    assert {name for name in apart if static(name) not in worker} == set()


@pytest.mark.parametrize("view", VIEWS)
def test_what_has_not_changed_is_not_sent_again(view: str, client: Client) -> None:
    """However it is packed: the page asks in one way, and the worker in another."""
    address = reverse(f"tablet_shell:{view}")
    bare = client.get(address)
    for packing in ("identity", "gzip", "gzip, deflate, br, zstd"):
        answer = client.get(address, headers={"accept-encoding": packing})
        again = client.get(
            address, headers={"accept-encoding": packing, "if-none-match": answer.headers["ETag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert answer.headers["ETag"].removeprefix("W/") == bare.headers["ETag"]
    with override_settings(DEMO=not settings.DEMO, OFFICE_CLOSES="17:00"):
        other = client.get(address, headers={"if-none-match": bare.headers["ETag"]})
    assert other.status_code == (304 if view in ("shell", "styles", "manifest") else 200)


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_packed_as_the_browser_takes_it(view: str, client: Client) -> None:
    address = reverse(f"tablet_shell:{view}")
    bare = client.get(address)
    assert "Content-Encoding" not in bare.headers
    for packing, taken, unpack in (
        ("br, gzip", "br", brotli.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("gzip", "gzip", gzip.decompress),
    ):
        answer = client.get(address, headers={"accept-encoding": packing})
        assert "Accept-Encoding" in answer.headers["Vary"]
        if len(bare.content) >= 200:
            assert answer.headers["Content-Encoding"] == taken
            assert unpack(answer.content) == bare.content
            assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_the_letters_are_the_published_ones_and_all_that_is_said_can_be_set(
    client: Client,
) -> None:
    made = tablet_font.MADE.read_bytes()
    assert made == tablet_font.make()
    font = TTFont(io.BytesIO(made))
    said = json.dumps([definition_json(), WORDS], ensure_ascii=False)
    # Names of languages in their own letters, and of countries, come from the extended file.
    latin = {letter for letter in said if ord(letter) < 0x100 and letter.isprintable()}
    assert {letter for letter in latin if ord(letter) not in font.getBestCmap()} == set()
    sheet = path_of("css/components/tablet.css").read_text(encoding="utf-8")
    ranges = [f"U+{first:04X}-{last:04X}" for first, last in tablet_font.RANGES]
    listed = ", ".join(re.sub(r"U\+(\w+)-\1$", r"U+\1", each) for each in ranges)
    assert f"unicode-range: {listed};" in sheet


def test_the_shell_is_small(client: Client) -> None:
    """Its bodies alone, gzipped; what is really sent: ``browser/test_tablet_wire.py``."""
    sizes = {name: len(gzip.compress(path_of(name).read_bytes(), 9)) for name in names()}
    for name in sizes:
        if name.endswith(".woff2"):
            sizes[name] = path_of(name).stat().st_size
    for view in ("shell", "worker", "styles", "manifest", "definition"):
        answer = client.get(reverse(f"tablet_shell:{view}"), headers={"accept-encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip" or view == "manifest"
        sizes[view] = len(answer.content)
    assert sum(sizes.values()) <= LARGEST, sorted(sizes.items(), key=lambda pair: -pair[1])[:12]


def test_every_word_is_translated() -> None:
    said: set[str] = set()
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        for pattern in SAID:
            said |= set(re.findall(pattern, text))
        for table in TABLE.findall(text):
            said |= set(re.findall(r':\s*"([^"]+)"', table))
    assert said == set(WORDS)


def test_danger_to_life_is_telephoned_first_and_a_card_names_nobody_who_meets_buyers() -> None:
    Unit.objects.filter(kind__in=[UnitKind.KAST, UnitKind.MIKA]).update(phone="08-000 00 17")
    phones = definition_json()["phones"]
    assert (phones[0]["phone"], phones[0]["staff"]) == ("112", False)
    kast = set(Unit.objects.filter(kind=UnitKind.KAST).values_list("name", flat=True))
    assert kast
    assert {each["name"] for each in phones if each["staff"]} == kast


def test_no_control_is_remembered_by_the_browser() -> None:
    """Each is made with QUIET, or says it itself: what is typed was else found on the disk."""
    made = 0
    for path in MODULES:
        for line in path.read_text(encoding="utf-8").splitlines():
            for control in re.findall(r'el\("(?:input|select|textarea|form)",.*', line):
                made += 1
                assert "QUIET" in control or "autocomplete" in control or "...given" in control, (
                    path.name,
                    control,
                )
    assert made > 10


def test_what_is_vendored_is_what_was_published() -> None:
    folder = ROOT / "static" / HPKE
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ")[1]: line.split("  ")[0] for line in lines}
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.js")
    }
    assert found == listed
    assert (folder / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


class TestCards:
    def test_twelve_languages_with_the_same_facts(self) -> None:
        codes = [card.code for card in rights_cards.cards()]
        assert codes == ["sv", "en", "ro", "th", "es", "uk", "pl", "hu", "pt", "bg", "ru", "ar"]
        for card in rights_cards.cards():
            assert tuple(card.facts) == rights_cards.FACTS
            assert all(text.strip() for text in card.facts.values())
            assert (card.direction == "rtl") is (card.code == "ar")

    def test_every_kind_of_number_has_a_name_in_the_card_s_own_language(self) -> None:
        """Every unit that can be telephoned and is no staff's number; no two cards say the same."""
        kinds = {kind for kind in UnitKind if kind != UnitKind.KAST}
        for card in rights_cards.cards():
            assert set(card.numbers) == {rights_cards.ALARM, *kinds}
            assert all(text.strip() for text in card.numbers.values())
            assert len(set(card.numbers.values())) == len(card.numbers)
        Unit.objects.update(phone="08-000 00 17")
        phones = definition_json()["phones"]
        assert len(phones) > 5
        for phone in phones:
            names = {card.numbers.get(phone["kind"]) for card in rights_cards.cards()}
            assert len(names - {None}) == (0 if phone["staff"] else 12)
        # In its own letters, and in no other's.
        cyrillic, thai, arabic = ("[\u0400-\u04ff]", "[\u0e00-\u0e7f]", "[\u0600-\u06ff]")
        for card in rights_cards.cards():
            own = {"uk": cyrillic, "bg": cyrillic, "ru": cyrillic, "th": thai, "ar": arabic}
            for text in card.numbers.values():
                for letters in (cyrillic, thai, arabic):
                    assert bool(re.search(letters, text)) is (own.get(card.code) == letters)

    def test_nothing_unchecked_is_shown_outside_the_demonstration(self, client: Client) -> None:
        address = reverse("tablet_shell:cards")
        assert settings.DEMO is False
        assert json.loads(client.get(address).content) == []
        with override_settings(DEMO=True):
            shown = json.loads(client.get(address).content)
        assert [card["checked"] for card in shown] == [False] * 12

    def test_a_check_is_of_the_words_that_were_checked(self, tmp_path: Path) -> None:
        source = (rights_cards.FOLDER / "sv.toml").read_text(encoding="utf-8")
        path = tmp_path / "sv.toml"
        path.write_text(source, encoding="utf-8")
        digest = rights_cards.read_card(path).digest
        checked = f'{source}\n[check]\nby = "Prov"\non = 2026-11-01\ndigest = "{digest}"\n'
        path.write_text(checked, encoding="utf-8")
        assert rights_cards.read_card(path).is_checked
        for said, other in (("Stödet är gratis", "Stödet kostar"), ("Skyddat", "Öppet")):
            assert said in checked
            path.write_text(checked.replace(said, other), encoding="utf-8")
            assert not rights_cards.read_card(path).is_checked

    def test_a_card_without_a_fact_is_no_card(self, tmp_path: Path) -> None:
        source = (rights_cards.FOLDER / "sv.toml").read_text(encoding="utf-8")
        path = tmp_path / "sv.toml"
        for line, lacking in (("free", "facts"), ("alarm", "numbers")):
            text = re.sub(rf"^{line} = .*\n", "", source, flags=re.MULTILINE)
            path.write_text(text, encoding="utf-8")
            with pytest.raises(ValueError, match=f"the {lacking} are"):
                rights_cards.read_card(path)
