"""What axe finds on a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
GOOD_PRACTICE = (*WCAG, "best-practice")


def violations(page: Any, rules: tuple[str, ...] = GOOD_PRACTICE) -> list[tuple[str, list[str]]]:
    """Each rule that the page breaks, with the markup of where it does."""
    # All the nodes where a rule holds take longer on their way out of the browser than the check itself does.
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]
