"""Brotli for what lies on every tablet: a fifth smaller than gzip, and packed once for all."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

View = Callable[[HttpRequest], HttpResponse]
_TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
# Below this the header costs what is saved.
SMALLEST = 200


@lru_cache(maxsize=16)
def _packed(content: bytes) -> bytes:
    packed: bytes = brotli.compress(content, quality=11)
    return packed


def brotli_page(view: View) -> View:
    """The answer of *view* in brotli, for whoever takes it. Only for what holds no secret."""

    @wraps(view)
    def packing(request: HttpRequest) -> HttpResponse:
        response = view(request)
        patch_vary_headers(response, ["Accept-Encoding"])
        if len(response.content) < SMALLEST or not _TAKES_BROTLI.search(
            request.headers.get("Accept-Encoding", "")
        ):
            return response
        response.content = _packed(response.content)
        response.headers["Content-Encoding"] = "br"
        response.headers["Content-Length"] = str(len(response.content))
        tag = response.headers.get("ETag", "")
        if tag.startswith('"'):
            # The same content, in other bytes.
            response.headers["ETag"] = f"W/{tag}"
        return response

    return packing
