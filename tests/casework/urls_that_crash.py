"""The product's addresses and one that fails with a planted word in its hands."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path

from casework.config.urls import handler400, handler403, handler404, handler500
from casework.config.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def crash(request: HttpRequest) -> HttpResponse:
    """Fail as a bug would: a word in a local variable, in the exception and in the form."""
    held: Any = request.POST["word"]
    raise ValueError(f"could not use {held!r}")


urlpatterns = [path("kraschar/", crash), *product]
