"""The page of an edition and the choice of its numbers: for statistics managers, from the book."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from html import unescape
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import translation

from casework.models import User
from reports.book import Book
from reports.exports.editions.files import KINDS, packed
from reports.presentation.editions.explorer import answer, people_of, within
from reports.presentation.editions.summary import released_of
from reports.queries import books
from reports.queries.colophon import colophon_of
from tests.reports.editions.conftest import book_of_year, documents

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
DONE, DRAFT, EMPTY = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def shelf() -> Iterator[None]:
    done = book_of_year(2025, earlier=(book_of_year(2024),))
    kept = {
        DONE: done,
        DRAFT: book_of_year(2025, draft=True),
        EMPTY: Book("2026", "Uppföljning 2026", "Stockholms stad", {}, (), {}, None),
    }
    before = list(books._sources)

    def source(_user: User, pk: uuid.UUID) -> Book:
        if pk not in kept:
            raise Http404
        return kept[pk]

    books.come_from(source)
    yield
    books._sources[:] = before


@pytest.fixture
def client(sign_in: SignIn, manager: User) -> Client:
    """The statistics manager's browser, in English."""
    client = sign_in(manager)
    client.cookies["ledljus_language"] = "en"
    return client


def page(client: Client, name: str, pk: uuid.UUID = DONE, status: int = 200, **data: str) -> str:
    response = client.get(reverse(f"reports:{name}", kwargs={"pk": pk}), data)
    assert response.status_code == status
    return unescape(response.content.decode())


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").split())


def value_of(code: str, *at: str) -> int:
    document: Any = documents(2025)["exploited"]
    (found,) = [
        c["value"] for c in document["cells"] if c["table"] == code and tuple(c["at"]) == at
    ]
    return int(found)


def printed(value: int) -> str:
    return f"about {value}" if value else "fewer than 5"


def rows_of(html: str) -> dict[str, list[str]]:
    """The lines of the answer's table by their label."""
    (body,) = re.findall(r'id="answer".*?</figure>', html, re.DOTALL)
    return {
        head: re.findall(r"<td[^>]*>([^<]*)</td>", rest)
        for head, rest in re.findall(r'<th scope="row"[^>]*>([^<]*)</th>(.*?)</tr>', body)
    }


def links_of(html: str) -> dict[str, str]:
    """Where the links of the answer lead, by their words."""
    (answer,) = re.findall(r'id="answer".*', html, re.DOTALL)
    return {
        text_of(label): f"{reverse('reports:explore_edition', kwargs={'pk': DONE})}{address}"
        for address, label in re.findall(r'<a [^>]*?href="(\?[^"]*)"[^>]*>(.*?)</a>', answer)
    }


def always(book: Book, _user: User, _pk: uuid.UUID) -> Book:
    """A source that knows one *book* alone."""
    return book


def without(document: Any, level: str) -> None:
    """Take the tables by *level* out of a released *document*."""
    spec = document["spec"]
    gone = {t["code"] for t in spec["tables"] if any(level in axis for axis in t["axes"])}
    spec["tables"] = [table for table in spec["tables"] if table["code"] not in gone]
    document["cells"] = [cell for cell in document["cells"] if cell["table"] not in gone]
    document["captions"] = [c for c in document["captions"] if c["table"] not in gone]


class TestPage:
    """The whole edition."""

    def test_it_has_every_chapter_and_no_draft_mark(self, client: Client) -> None:
        text = text_of(page(client, "read_edition"))
        for words in (
            "They met 367 exploited people, an exact figure.",
            "Suspected buyers of a sexual act",
            "The agreement with the police",
            "Earlier years beside",
            "Small numbers of different years must not be compared one by one",
            "no number is more than four from the true one",
            "Approved by Omar Granskare, 5 February 2026",
            "Everybody: exactly 367; the sum 365 of the table is rounded.",
            "För få personer för tabeller som skyddar dem.",
        ):
            assert words in text, words
        assert "Draft" not in text

    def test_a_draft_says_so(self, client: Client) -> None:
        text = text_of(page(client, "read_edition", DRAFT))
        assert "Draft – not published, not for release" in text
        assert "Approved by" not in text
        assert "Draft – not published" in text_of(page(client, "explore_edition", DRAFT))

    def test_an_edition_that_is_being_made_has_no_figures_yet(self, client: Client) -> None:
        assert "No figures yet" in page(client, "read_edition", EMPTY)
        assert "Nothing to choose from" in page(client, "explore_edition", EMPTY)

    def test_asking_for_it_again_costs_no_more(
        self, client: Client, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(12):
            page(client, "read_edition")

    def test_no_other_edition(self, client: Client) -> None:
        for name in ("read_edition", "explore_edition"):
            page(client, name, uuid.uuid4(), status=404)

    def test_without_a_source_there_is_none(self, client: Client) -> None:
        books._sources.clear()
        page(client, "read_edition", status=404)

    def test_for_statistics_managers_alone(self, sign_in: SignIn, worker: User) -> None:
        for name in ("read_edition", "explore_edition"):
            page(sign_in(worker), name, status=404)
        address = reverse("reports:edition_file", kwargs={"pk": DONE, "kind": "csv"})
        assert sign_in(worker).get(address).status_code == 404


class TestFiles:
    """Each file, and all of them."""

    @pytest.mark.parametrize("kind", sorted(set(KINDS) - {"pdf"}))
    def test_each(self, client: Client, kind: str) -> None:
        address = reverse("reports:edition_file", kwargs={"pk": DONE, "kind": kind})
        assert address in page(client, "read_edition")
        response = client.get(address)
        assert response.status_code == 200
        assert response["Content-Type"] == KINDS[kind].content_type
        name = f'attachment; filename="follow-up-2025.{KINDS[kind].ending}"'
        assert response["Content-Disposition"] == name

    def test_the_pdf_and_all_in_one(self, client: Client) -> None:
        """The zip has the report that was written and all other files; before that is neither."""
        full = book_of_year(2025)
        small = replace(full, universes={"plans": full.universes["plans"]})
        books.come_from(lambda _user, _pk: small)
        for kind in ("pdf", "zip"):
            address = reverse("reports:edition_file", kwargs={"pk": DONE, "kind": kind})
            assert address not in page(client, "read_edition")
            response = client.get(address)
            assert (response.status_code, response.content) == (302, b"")
        with translation.override("en"):
            colophon = colophon_of(small)
        content = packed(small, language="en", colophon=colophon, pdf=b"%PDF-1.7 invented")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert len(archive.namelist()) == len(KINDS)
            assert archive.read("follow-up-2025.pdf") == b"%PDF-1.7 invented"

    def test_no_other_kind(self, client: Client) -> None:
        address = reverse("reports:edition_file", kwargs={"pk": DONE, "kind": "raw"})
        assert client.get(address).status_code == 404


class TestExplorer:
    """Rows, columns, period, table or chart."""

    def ask(self, client: Client, status: int = 200, **chosen: str) -> str:
        usual = {"people": "exploited", "columns": "", "edition": "2025", "look": "table"}
        return page(client, "explore_edition", DONE, status, **{**usual, **chosen})

    def test_it_begins_with_the_first_table(self, client: Client) -> None:
        rows = rows_of(page(client, "explore_edition"))
        assert rows["Children"][-1] == printed(value_of("age_by_gender", "age_group=child", "*"))

    def test_rows_and_columns(self, client: Client) -> None:
        rows = rows_of(self.ask(client, rows="gender", columns="arena"))
        for arena, place in (("street", 0), ("flat", 1)):
            value = value_of("arena_by_gender", f"arena={arena}", "gender=woman")
            assert rows["Woman"][place] == printed(value)
        assert rows["Everybody"][-1] == printed(value_of("arena_by_gender", "*", "*"))

    def test_rows_alone(self, client: Client) -> None:
        rows = rows_of(self.ask(client, rows="citizenship"))
        value = value_of("citizenship", "citizenship=RO")
        assert rows["Romania"] == [printed(value)]

    def test_an_earlier_period(self, client: Client) -> None:
        document: Any = documents(2024)["exploited"]
        (value,) = [
            c["value"] for c in document["cells"]
            if c["table"] == "route_by_gender" and c["at"] == ["contact_route=police", "*"]
        ]  # fmt: skip
        html = self.ask(client, rows="contact_route", edition="2024")
        assert rows_of(html)["With the police"] == [printed(value)]
        assert "Small numbers of different years must not be compared" in html

    def test_a_chart_with_its_numbers_beneath(self, client: Client) -> None:
        html = self.ask(client, rows="arena", columns="gender", look="chart")
        (figure,) = re.findall(r'id="answer".*?</figure>', html, re.DOTALL)
        assert "<svg" in figure
        assert "The numbers as a table" in figure

    def test_what_was_not_released_is_not_there(self, client: Client) -> None:
        html = self.ask(client, rows="citizenship", columns="gender")
        text = text_of(html)
        assert "Citizenship by gender was not released, and nobody can work it out." in text
        assert "It was released by itself only." in text
        assert "<table" not in html
        text = text_of(self.ask(client, rows="home_place", columns="contact_route"))
        assert "was not released" in text

    def test_a_dead_end_leads_on_to_what_was_released(self, client: Client) -> None:
        """Every crossing of the rows, and the rows alone, have an answer where the link leads."""
        html = self.ask(client, rows="arena", columns="citizenship", look="chart")
        released = people_of(released_of(book_of_year(2025)))["exploited"].beside("arena")
        links = links_of(html)
        told = [label for label in links if label.startswith("Arena by ")]
        assert len(told) == len(released) > 0
        assert told[0] == "Arena by gender"
        for label in (*told, "Show arena alone"):
            shown = unescape(client.get(links[label].removesuffix("#answer")).content.decode())
            assert '<figure class="chart report-table" id="answer"' in shown, label
            # As it was asked for.
            assert 'value="chart" id="id_look_1" required checked' in shown

    @pytest.mark.parametrize("columns", ["age_band", "age_group"])
    def test_rows_and_columns_of_the_same_thing(self, client: Client, columns: str) -> None:
        text = text_of(self.ask(client, rows="age_band", columns=columns))
        assert "Rows and columns are the same thing" in text
        assert "nobody can work it out" not in text
        assert "Show age alone" in text

    def test_where_an_earlier_period_has_none_this_one_has(self, client: Client) -> None:
        """Those people, or that level of them, may not have been released then."""
        for gone in ("plans", "contact_route"):
            early = book_of_year(2024)
            universes: Any = documents(2024)
            if gone in universes:
                del universes[gone]
            else:
                without(universes["exploited"], gone)
            book = book_of_year(2025, earlier=(replace(early, universes=universes),))
            books._sources[:] = [partial(always, book)]
            asked: Any = (
                {"people": "plans", "rows": "plan_type"} if gone == "plans" else {"rows": gone}
            )
            html = self.ask(client, edition="2024", **asked)
            assert "Not released" in text_of(html)
            address = links_of(html)["Show 2025"].removesuffix("#answer")
            assert rows_of(unescape(client.get(address).content.decode()))

    def test_the_people_are_chosen_in_a_list_with_a_label(self, client: Client) -> None:
        html = page(client, "explore_edition")
        (choice,) = re.findall(r'<select name="people".*?</select>', html, re.DOTALL)
        known = people_of(released_of(book_of_year(2025)))
        assert re.findall(r'<option value="([^"]*)"', choice) == list(known)
        assert '<label class="field__label" for="id_people">Whom it is about</label>' in html

    def test_other_people_are_asked_as_far_as_it_goes(self, client: Client) -> None:
        """The form offers the rows of those that were shown: others may not have them."""
        usual: Any = {"shown": "exploited", "people": "suspected_buyers"}
        rows = rows_of(self.ask(client, **usual, rows="arena", columns="gender", look="chart"))
        assert "Street" in rows
        assert len(rows["Street"]) > 1
        html = self.ask(client, **usual, rows="arena", columns="told_of_rights", edition="2024")
        assert "Suspected buyers of a sexual act by arena" in text_of(html)
        assert '<option value="2024" selected' in html
        # The plans have no arena: they begin with what is usual for them.
        html = self.ask(client, shown="exploited", people="plans", rows="arena")
        assert rows_of(html)
        assert '<option value="plans" selected' in html
        assert '<input type="hidden" name="shown" value="plans">' in html
        self.ask(client, status=422, people="plans", rows="arena")

    def test_only_released_levels_can_be_asked_for(self, client: Client) -> None:
        for wrong in (
            {"rows": "name"},
            {"rows": "gender", "columns": "id"},
            {"rows": "gender", "edition": "1999"},
            {"rows": "gender", "look": "raw"},
        ):
            html = self.ask(client, status=422, **wrong)
            assert 'id="answer"' not in html
        assert "No such figures were released" in page(client, "explore_edition", people="staff")

    def test_children_have_a_question_of_their_own(self, client: Client) -> None:
        html = self.ask(client, people="exploited.children", rows="concern_report")
        assert rows_of(html)["Report made"] == [
            printed(value_of("children", "concern_report=yes", "*"))
        ]

    @pytest.mark.parametrize("language", ["sv", "en"])
    def test_a_name_keeps_its_capitals_within_a_sentence(self, book: Book, language: str) -> None:
        with translation.override(language):
            labels = [people.label for people in people_of(released_of(book)).values()]
        told = [title for _who, _colon, title in (label.partition(": ") for label in labels)]
        told = [title for title in told if "kast" in title.lower()]
        assert told
        for label in told:
            assert (label[0].islower(), "KAST" in label, "kast" in label) == (True, True, False)
        assert [within(words) for words in ("KAST", "Kön")] == ["KAST", "kön"]

    def test_every_dead_end_of_all_leads_on(self, book: Book) -> None:
        """Whatever can be chosen: an answer, or steps that each have one."""
        for people in people_of(released_of(book)).values():
            for rows in people.levels:
                for columns in ("", *people.levels):
                    found = answer(people, rows, columns)
                    if found.table is not None:
                        assert (found.missing, found.alone, found.beside) == ("", None, ())
                        continue
                    assert found.missing
                    assert found.alone is not None
                    for step in (found.alone, *found.beside):
                        assert answer(people, step.rows, step.columns).table is not None

    def test_every_crossing_that_was_released_can_be_shown(self, book: Book) -> None:
        """Whatever is offered as released together has an answer, with numbers of the document."""
        for people in people_of(released_of(book)).values():
            cells = {number.value for number in people.released.numbers.values()}
            for rows in people.levels:
                for columns in ("", *people.beside(rows)):
                    found = answer(people, rows, columns)
                    assert found.table is not None, (people.code, rows, columns)
                    shown = {
                        n.value
                        for line in (*found.table.lines, found.table.total)
                        for n in line.numbers
                        if n is not None
                    }
                    assert shown <= cells


def test_the_pages_say_nothing_that_is_no_released_number(client: Client) -> None:
    """The page's tables hold the same as the PDF's: multiples of five, or our own work."""
    html = page(client, "read_edition")
    for printed_number in re.findall(r">about ([\d,]+)<", html):
        assert int(printed_number.replace(",", "")) % 5 == 0
    for chapter in ("exploited", "suspected-buyers", "plans"):
        (part,) = re.findall(rf'id="{chapter}" tabindex.*?</section>', html, re.DOTALL)
        cells = re.findall(r'<td class="is-number[^>]*>([^<]*)</td>', part)
        assert len(cells) > 100 or chapter == "plans"
        for cell in cells:
            assert re.fullmatch(r"about [\d,]+|fewer than 5|about \d+\u00a0%|100\u00a0%|–", cell)
