"""HTML to PDF. The only module that knows WeasyPrint, loaded when the first PDF is made."""

from __future__ import annotations

import mimetypes
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

# No host of ours or anybody's: addresses under it are the static files, everything else is refused.
BASE_URL = "https://static.invalid"


class NotAStaticFile(ValueError):
    """A document asked for something that is not one of the vendored static files."""


def static_file(url: str) -> Path:
    """The static file at *url*. Raises :class:`NotAStaticFile`: nothing else is ever fetched."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" == BASE_URL and parts.path.startswith(
        settings.STATIC_URL
    ):
        found = finders.find(unquote(parts.path.removeprefix(settings.STATIC_URL)))
        if isinstance(found, str):
            return Path(found)
    raise NotAStaticFile(url)


@cache
def unpacked(font: Path) -> bytes:
    """The web font at *font* as WeasyPrint would unpack it, which it does anew for each PDF."""
    from fontTools.ttLib import woff2

    content = BytesIO()
    woff2.decompress(BytesIO(font.read_bytes()), content)
    return content.getvalue()


def write_pdf(html: str) -> bytes:
    """*html* as a tagged PDF (PDF/UA-1). Its language is that of the ``lang`` attribute.

    Styles, fonts and pictures come from the static files (``/static/…``); no network is used.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):  # type: ignore[misc]
        """Serves static files; anything else stops the PDF, so that nobody ships half a page."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            try:
                path = static_file(url)
            except NotAStaticFile as error:
                raise FatalURLFetchingError(str(error)) from error
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            content = unpacked(path) if path.suffix == ".woff2" else path.read_bytes()
            return URLFetcherResponse(url, content, {"Content-Type": kind})

    document = HTML(string=html, base_url=BASE_URL, url_fetcher=StaticFetcher())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return pdf
