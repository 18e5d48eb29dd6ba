"""The health check tells whether the installation answers, and nothing else."""

import pytest
from celery import current_app
from django.test import Client

pytestmark = pytest.mark.django_db


def test_well() -> None:
    response = Client().get("/halsa/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_without_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    # This one first: it reads the other, and would otherwise be put back as what that is now.
    monkeypatch.setattr(current_app.conf, "broker_write_url", "redis://user:hemligt@127.0.0.1:1/0")
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://user:hemligt@127.0.0.1:1/0")
    response = Client().get("/halsa/")
    assert (response.status_code, response.content) == (503, b"unavailable")
