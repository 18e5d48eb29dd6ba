"""A source that many municipalities share stands once, and the counts add up."""

import pytest

from casework.enums import Role
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db


def test_each_source_once(make_user: MakeUser, sign_in: SignIn) -> None:
    client = sign_in(make_user(Role.COORDINATOR, "pom"))
    response = client.get("/kommuner/")
    named = [m.agreement_source for m in response.context["page_obj"] if m.agreement_source]
    sources = response.context["sources"]
    assert sorted(sources) == sorted(set(named))
    assert len(named) > len(sources) > 0
    page = response.content.decode()
    assert [page.count(f'<li id="source-{n}">') for n in range(1, len(sources) + 2)] == [
        *[1] * len(sources),
        0,
    ]
    assert page.count('href="#source-1"') == named.count(sources[0])


def test_the_parts_of_the_area_are_as_many_as_the_area(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    """The city itself has no agreement, and is in the area all the same."""
    client = sign_in(make_user(Role.COORDINATOR, "pom"))
    counts = {code: count for code, _label, count in client.get("/kommuner/").context["tabs"]}
    parts = [counts[code] for code in ("own", "joined", "not_joined", "unknown")]
    assert (counts["own"], sum(parts)) == (1, counts["area"])
    assert counts["area"] + counts["outside"] == counts["all"]
    own = client.get("/kommuner/", {"standing": "own"}).context["page_obj"]
    assert [m.name for m in own] == ["Stockholm"]
