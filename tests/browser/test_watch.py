"""The watch over the pages is awake: what it should find, planted, is found."""

from playwright.sync_api import Browser

from tests.browser.axe import findings
from tests.browser.conftest import Faults
from tests.browser.installation import Installation


def test_planted_faults_are_found(ledljus: Installation, browser: Browser) -> None:
    context = browser.new_context(base_url=ledljus.url)
    faults = Faults(ledljus.url)
    faults.watch(context)
    page = context.new_page()
    page.goto("/konto/login/")
    assert (faults.found, findings(page)) == ([], [])

    page.evaluate("document.body.append(document.createElement('img'))")
    assert [f.split(" at ")[0] for f in findings(page)] == ["image-alt", "region"]

    page.evaluate("document.body.setAttribute('style', 'color: red')")
    page.evaluate("fetch('/static/finns-inte.css')")
    page.evaluate("fetch('https://example.org/').catch(() => null)")
    page.wait_for_timeout(300)
    context.close()
    kinds = sorted({fault.split(" ")[0] for fault in faults.found})
    assert kinds[:2] == ["404:", "console:"]
    assert any("style" in fault for fault in faults.found)
    assert any("example.org" in fault for fault in faults.found)
