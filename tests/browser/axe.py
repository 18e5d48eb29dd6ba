"""The accessibility engine, with findings that can be read."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()


def findings(page: Page) -> list[str]:
    """Every violation on the page as it stands, all rules on: rule, place, what is wrong."""
    result = AXE.run(page).response
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]
