"""Around every request: who acts, that a GET only reads, that only actions write."""

import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from casework.actions.base import action
from casework.actors import acting_as
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import Role
from casework.models import AuditEvent, PoliceUnit, Unit, User
from casework.web.middleware import WriteInReadingRequest, WriteOutsideAction
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db


@action
def add(*, by: User, name: str) -> None:
    record(Event.CITY_SET_UP, by=by, obj=PoliceUnit.objects.create(name=name))


def write(request: HttpRequest) -> HttpResponse:
    PoliceUnit.objects.create(name="Skriven")
    return HttpResponse()


def write_by_action(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    add(by=request.user, name="Skriven")
    return HttpResponse(status=int(request.GET.get("status", "200")))


def write_and_miss(request: HttpRequest) -> HttpResponse:
    write_by_action(request)
    raise Http404


def read_and_miss(request: HttpRequest, pk: uuid.UUID, word: str) -> HttpResponse:
    assert isinstance(request.user, User)
    record(Event.CITY_SET_UP, by=request.user)
    raise Http404


def who(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('app.user_id', true)")
        return HttpResponse(" ".join(cursor.fetchone()))


def break_the_transaction(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    return HttpResponse()


@login_not_required
def who_for_all(request: HttpRequest) -> HttpResponse:
    return who(request)


def deny(request: HttpRequest) -> HttpResponse:
    get_or_404(Unit.objects.none(), uuid.UUID(int=1))
    return HttpResponse()


urlpatterns = [
    path("skriv/", write),
    path("handling/", write_by_action),
    path("miss/", write_and_miss),
    path("saknas/<uuid:pk>/<str:word>/", read_and_miss, name="missing"),
    path("vem/", who),
    path("vem-alla/", who_for_all),
    path("nekad/", deny),
    path("trasig/", break_the_transaction),
    path("", include("casework.config.urls")),
]


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def written() -> bool:
    return PoliceUnit.objects.filter(name="Skriven").exists()


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_get_that_writes_is_an_error(make_user: MakeUser, sign_in: SignIn, method: str) -> None:
    client = sign_in(make_user(None))
    for address in ("/skriv/", "/handling/"):
        with pytest.raises(WriteInReadingRequest):
            getattr(client, method)(address)
    assert not written()


def test_a_post_that_writes_past_the_actions_is_an_error(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    with pytest.raises(WriteOutsideAction):
        sign_in(make_user(None)).post("/skriv/")
    assert not written()


def test_an_action_writes(make_user: MakeUser, sign_in: SignIn) -> None:
    assert sign_in(make_user(None)).post("/handling/").status_code == 200
    assert written()


@pytest.mark.parametrize("address", ["/miss/", "/handling/?status=500"])
def test_after_an_error_nothing_remains(make_user: MakeUser, sign_in: SignIn, address: str) -> None:
    client = sign_in(make_user(None))
    client.raise_request_exception = False
    assert client.post(address).status_code in (404, 500)
    assert not written()


def test_the_database_knows_who_acts_as_the_application_role(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    user, other = make_user(None), make_user(None)
    assert sign_in(user).get("/vem/").content.decode() == f"ledljus_app {user.pk}"
    assert sign_in(other).get("/vem/").content.decode() == f"ledljus_app {other.pk}"
    assert Client().get("/vem-alla/").content.decode() == "ledljus_app "


def test_a_broken_transaction_still_gets_its_error_page(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    client = sign_in(make_user(Role.OUTREACH_WORKER, "pom"))
    client.raise_request_exception = False
    assert client.get("/trasig/").status_code == 500
    assert client.get("/vem/").status_code == 200


def test_a_denied_read_is_a_404_and_logged(make_user: MakeUser, sign_in: SignIn) -> None:
    user = make_user(Role.OUTREACH_WORKER, "pom")
    assert sign_in(user).get("/nekad/").status_code == 404
    with acting_as(user):
        event = AuditEvent.objects.get(event=Event.ACCESS_DENIED)
    assert event.actor_id == user.pk
    assert event.details == {"model": "casework.unit", "requested": str(uuid.UUID(int=1))}
    assert event.address == "127.0.0.1"


def test_a_page_that_is_not_there_for_somebody_is_logged_by_its_name(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    user, asked = make_user(Role.OUTREACH_WORKER, "pom"), uuid.uuid4()
    assert sign_in(user).get(f"/saknas/{asked}/Planterat/?q=Planterat").status_code == 404
    with acting_as(user):
        # What the view had logged of its own is undone with the rest: nothing was shown.
        (event,) = AuditEvent.objects.filter(actor_id=user.pk)
    assert (event.event, event.details) == (
        Event.ACCESS_DENIED,
        {"model": "", "requested": str(asked), "page": "missing"},
    )


def test_signed_in_pages_are_not_kept_by_browser_or_proxy(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    response = sign_in(make_user(None)).get("/vem/")
    assert response.headers["Cache-Control"] == "no-store, private"


def test_a_stranger_is_sent_to_the_sign_in_page() -> None:
    response = Client().get("/vem/")
    assert (response.status_code, response.headers["Location"]) == (
        302,
        "/konto/login/?next=/vem/",
    )


def test_the_setting_of_one_request_is_gone_in_the_next(
    make_user: MakeUser, sign_in: SignIn
) -> None:
    user = make_user(None)
    with transaction.atomic():
        sign_in(user).get("/vem/")
    assert Client().get("/vem-alla/").content.decode() == "ledljus_app "


class TestLanguage:
    def test_swedish_whatever_the_browser_says(self) -> None:
        response = Client().get("/konto/login/", headers={"accept-language": "en"})
        assert response.headers["Content-Language"] == "sv"

    def test_english_when_chosen(self) -> None:
        client = Client()
        client.post("/sprak/", {"language": "en", "next": "/konto/login/"})
        assert client.get("/konto/login/").headers["Content-Language"] == "en"

    def test_no_other_language(self) -> None:
        client = Client()
        client.cookies["ledljus_language"] = "de"
        assert client.get("/konto/login/").headers["Content-Language"] == "sv"
