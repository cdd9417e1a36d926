"""What a page may load: its own style sheet, fonts, pictures and scripts, and nothing from elsewhere (CSP 3)."""

from __future__ import annotations

from typing import Final

_OWN: Final = "style-src 'self'; font-src 'self'; img-src 'self'"
#: As the server's header says it.
SERVED: Final = (
    f"default-src 'none'; {_OWN}; script-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: The map to explore draws in a worker that it makes itself.
SERVED_EXPLORE: Final = f"{SERVED}; worker-src 'self' blob:"
#: What is a page's own in a folder: what its server sends, or, opened without one, files. Browsers do not agree
#: whether 'self' holds those.
_NEAR: Final = "style-src 'self' file:; font-src 'self' file:; img-src 'self' file:"
#: As a page in a folder says it of itself: only the map to explore has scripts there.
BAKED: Final = f"default-src 'none'; {_NEAR}; base-uri 'none'; form-action 'none'"
BAKED_EXPLORE: Final = (
    f"default-src 'none'; {_NEAR}; script-src 'self' file:; connect-src 'self' file:; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'"
)


def baked(form_to: str = "") -> str:
    """The policy of a page in a folder; the only form that any has goes to the desk, at the origin `form_to`."""
    return BAKED.replace("form-action 'none'", f"form-action {form_to}") if form_to else BAKED
