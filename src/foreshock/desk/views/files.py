"""The desk's own style sheet and script."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotFound

from ..middleware import open_to_all

FOLDER: Final = Path(__file__).parents[1] / "static"
_TYPES: Final = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}


@open_to_all
def show(request: HttpRequest, name: str) -> HttpResponse | HttpResponseBase:
    """One of the files of `_TYPES`, nothing else."""
    if name not in _TYPES:
        return HttpResponseNotFound("The desk has no such file.\n", "text/plain; charset=utf-8")
    response = FileResponse((FOLDER / name).open("rb"), content_type=_TYPES[name])
    response["Cache-Control"] = "max-age=300"
    return response
