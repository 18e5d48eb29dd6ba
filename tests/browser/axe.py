"""The accessibility engine, with findings that can be read."""

from collections.abc import Iterator, Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
# What is found only; a page that was looked at before holds the engine already.
RUN = """async (within) =>
  (await axe.run(within, { resultTypes: ["violations"] })).violations"""
WEAR = "(scheme) => { document.documentElement.dataset.colorScheme = scheme; }"


def findings(page: Page, within: str = "html") -> list[str]:
    """Every violation on the page as it stands, all rules on: rule, place, what is wrong.

    *within* a part of it, where the rest was looked at before.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in page.evaluate(RUN, within)
        for node in violation["nodes"]
    ]


def findings_in_all(page: Page, schemes: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """What is found on the page in each of *schemes*, beginning with the one it came in.

    The colours of the others change at once and do not fade, or what is on its way is looked at.
    """
    yield schemes[0], findings(page)
    page.emulate_media(reduced_motion="reduce")
    for scheme in schemes[1:]:
        page.evaluate(WEAR, scheme)
        yield scheme, findings(page)
    page.emulate_media(reduced_motion="no-preference")
