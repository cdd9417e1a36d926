"""Templates of pages, compiled once, and what comes out of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from msgspec import Struct

from .compiled import CompiledTemplates
from .index import Index
from .views.frame import Frame

TEMPLATES: Final = Path(__file__).parent / "templates"
HTML: Final = "text/html; charset=utf-8"


class Page(Struct, frozen=True):
    """What is sent or written: the bytes, their media type, and the HTTP status that fits them."""

    body: bytes
    media_type: str = HTML
    status: int = 200


@cache
def template(name: str) -> Template:
    """A template of pages, compiled once."""
    return environment().get_template(name)


@cache
def environment() -> Environment:
    """What the templates of pages are compiled in."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=CompiledTemplates(TEMPLATES, "page"),
    )


def sheet(name: str, index: Index, f: Frame, status: int = 200, **values: Any) -> Page:
    """A page from its template, its frame and its values."""
    text = template(name).render(f=f, list_title=index.list.title, **values)
    return Page(text.encode(), status=status)
