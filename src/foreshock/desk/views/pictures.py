"""Pictures at the desk: the copies of those that came in, for its people, and the rows of a form that show them."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from foreshock.model import NotFound
from foreshock.site.answers import picture_type
from foreshock.site.offer import pictures

from ..pictures.taking import copies_of, is_copy
from ..work import desk_of
from .refused import refuse

#: Opened by itself, a picture may do nothing at all.
_POLICY: Final = "default-src 'none'; sandbox"
#: Which columns a picture may stand in on a flashpoint's page: value → what the form calls it.
SECTIONS: Final[dict[str, str]] = {
    "head": "at the head of the page",
    "why": "why it matters",
    "developments": "developments",
    "background": "background",
    "analysis": "analysis",
    "scenarios": "scenarios",
}


@require_GET
def show(request: HttpRequest, sha256: str) -> HttpResponse:
    """A copy of a picture: of one that came in here, or of one that is public. No other bytes of the archive."""
    work = desk_of(request)
    archive = work.store.archive
    try:
        if archive is None or not (is_copy(sha256) or sha256 in set(pictures(work.published.state()))):
            raise NotFound(f"no picture here has the SHA-256 {sha256}")
        data = archive.get(sha256)
    except NotFound as error:
        return refuse(request, "This picture is not here", str(error), 404)
    response = HttpResponse(data, picture_type(data))
    response["Content-Security-Policy"] = _POLICY
    return response


def shown_rows(rows: list[tuple[int, dict[str, str]]]) -> list[tuple[int, dict[str, str]]]:
    """Rows of pictures with the address of the narrowest copy of each, where bytes are named."""
    return [(n, row | {"src": _address(row["sha256"])}) for n, row in rows]


def _address(sha256: str) -> str:
    if not sha256:
        return ""
    copies = copies_of(sha256)
    return reverse("desk-picture", args=[copies[0].sha256 if copies else sha256])
