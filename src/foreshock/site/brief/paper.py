"""Set the brief on paper with WeasyPrint."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import jinja2

from foreshock.model import NotInstalled

from ..index import Index
from ..links import Links
from .drawing import shapes
from .fitting import Fit, fit, less
from .view import BriefView, brief_view, cut

SITE: Final = Path(__file__).parent.parent
_FOLDER: Final = SITE / "static" / "fonts"
#: The vendored fonts by family and weight: parts of each, which together hold Latin with its signs.
FONTS: Final = tuple(
    (family, weight, _FOLDER / f"{stem}{part}.woff2")
    for family, weight, stem, parts in (
        ("Newsreader", "400", "newsreader-text", ("", "-ext", "-translit", "-dots")),
        ("Newsreader Display", "500", "newsreader-display", ("",)),
        ("Public Sans", "400 700", "public-sans", ("", "-ext", "-translit", "-dots")),
    )
    for part in parts
)
FONT_FILES: Final = tuple(file for _, _, file in FONTS)
SHEETS: Final = 2


class Printer:
    """Sets briefs. Making one loads WeasyPrint and the fonts (about 0.7 s), so keep it for several
    briefs. Not for several threads at once.

    Raises NotInstalled, with what to install, when WeasyPrint or one of its system libraries is missing.
    """

    def __init__(self) -> None:
        self._weasyprint = _load()
        from weasyprint.text.fonts import FontConfiguration  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]

        # The brief's own fonts are files; nothing that a text says may be fetched.
        self._files, self._nothing = URLFetcher(allowed_protocols=("file",)), URLFetcher(allowed_protocols=())
        loader = jinja2.FileSystemLoader(SITE / "templates")
        self._environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True)
        self._template = self._environment.get_template("brief.html")
        self._icons = shapes()
        self._fonts = FontConfiguration()
        css = _font_faces() + (SITE / "templates" / "brief.css").read_text("utf-8")
        self._style = self._css(css)

    def brief(self, slug: str, index: Index, links: Links) -> bytes:
        """The brief of a flashpoint as PDF. Raises NotFound when there is no such flashpoint."""
        return self.print(brief_view(slug, index, links))

    def print(self, view: BriefView) -> bytes:
        """The brief that a view tells of, as PDF. A view can be sent to another process."""
        styles = [self._style, self._css(_foot(view))]
        fitted = fit(view)
        document = self._set(view, fitted, styles)
        while len(document.pages) > (1 if fitted.follows else SHEETS):
            where = {name: n for n, page in enumerate(document.pages) for name in page.anchors}
            fitted = less(fitted, where)
            document = self._set(view, fitted, styles)
        identifier = hashlib.sha256(f"{view.page.slug} {view.revision_hash} {view.day}".encode()).digest()[:16]
        with _fixed_time():
            return bytes(document.write_pdf(pdf_identifier=identifier, pdf_tags=True))

    def _set(self, view: BriefView, fitted: Fit, styles: list[Any]) -> Any:
        html = self._template.render(b=view, p=view.page, fit=fitted, icons=self._icons, cut=cut)
        source = self._weasyprint.HTML(string=html, url_fetcher=self._nothing)
        return source.render(stylesheets=styles, font_config=self._fonts)

    def _css(self, text: str) -> Any:
        return self._weasyprint.CSS(string=text, font_config=self._fonts, url_fetcher=self._files)


@contextmanager
def _fixed_time() -> Iterator[None]:
    """fontTools stamps the fonts that it cuts with the time of day, unless the environment names another."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def _foot(view: BriefView) -> str:
    """The running foot: where this stands, what it rests on, which sheet it is."""
    left = view.address or view.list_title
    rests = f"Rests on revision {view.revision}, SHA-256 {view.revision_hash[:16]}…"
    style = 'font: 400 7pt/1.2 "Public Sans", "Noto Sans Arabic", "Noto Sans", sans-serif; color: #333;'
    return (
        f"@page {{ @bottom-left {{ content: {_quoted(cut(left, 52))}; {style} width: 40%; white-space: nowrap }} "
        f"@bottom-center {{ content: {_quoted(rests)}; {style} width: 46%; white-space: nowrap }} "
        f'@bottom-right {{ content: counter(page) " of " counter(pages); {style} width: 10% }} }}'
    )


def _quoted(text: str) -> str:
    """A text as a CSS string."""
    return '"' + "".join(c if c.isalnum() or c in " .,:;/-…" else f"\\{ord(c):x} " for c in text) + '"'


def _font_faces() -> str:
    """The vendored fonts as @font-face rules."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{file.as_uri()}") }}\n'
        for family, weight, file in FONTS
    )


def _load() -> Any:
    """WeasyPrint, or what to do when it is not there."""
    try:
        import weasyprint  # type: ignore[import-untyped]
    except ImportError as error:
        raise NotInstalled(
            f"briefs as PDF need WeasyPrint, which is not installed ({error}): pip install 'foreshock[desk]'"
        ) from None
    except OSError as error:
        raise NotInstalled(
            f"briefs as PDF need Pango and fonts from the system, and something is missing ({error}): "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libfontconfig1 fonts-noto-core"
        ) from None
    return weasyprint
