"""Set the brief on paper with WeasyPrint."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from foreshock.model import LEVELS, NotInstalled

from ..compiled import CompiledTemplates
from .drawing import shapes
from .said import BriefView, Entry, Fact, Fit

SITE: Final = Path(__file__).parent.parent
_FOLDER: Final = SITE / "static" / "fonts"
#: The vendored fonts by family, weight and file: first those that hold plain English, then the rest of Latin.
_FIRST: Final = (
    ("Newsreader", "400", _FOLDER / "newsreader-text.woff2"),
    ("Newsreader Display", "500", _FOLDER / "newsreader-display.woff2"),
    ("Public Sans", "400 700", _FOLDER / "public-sans.woff2"),
)
FONTS: Final = _FIRST + tuple(
    (family, weight, _FOLDER / f"{stem}-{part}.woff2")
    for family, weight, stem in (("Newsreader", "400", "newsreader-text"), ("Public Sans", "400 700", "public-sans"))
    for part in ("ext", "translit", "dots")
)
#: What the first of them hold, as far as texts here use it.
_ENGLISH: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset("\n\u00a0§©«°·»×éü\u2009‐‑–—‘’“”…\u202f′″€−")
FONT_FILES: Final = tuple(file for _, _, file in FONTS)
SHEETS: Final = 2


#: A brief that says next to nothing, to have everything loaded before the first real one.
_SMALL: Final = BriefView(
    slug="a", name="A", kind="A", list_title="A", author="A", language="en", direction="ltr", day="A",
    looks_back=False, address="", level="severe", facts=(Fact("A", "a", 1),),
    map='<svg viewBox="0 0 9 9"><text x="1" y="9">a</text></svg>', map_note="a", chart="", history_title="",
    history_note="", history=(), history_in_all=0, why=(("a", "ltr"),),
    entries=(Entry("event", "A", "a", "a", "a", "ltr"),), entries_in_all=1, scenarios=(), scenarios_in_all=0,
    sources=(), sources_in_all=0, revision=1, revision_hash="a", published="2000-01-01T00:00:00Z",
    fit=Fit(entries=1, why=1),
)  # fmt: skip


def brief_environment() -> jinja2.Environment:
    """What the template of the brief is compiled in."""
    code = CompiledTemplates(SITE / "templates", "brief")
    loader = jinja2.FileSystemLoader(SITE / "templates")
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, bytecode_cache=code)


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
        self._template = brief_environment().get_template("brief.html")
        self._icons = shapes()
        self._fonts = FontConfiguration()
        css = _font_faces(_FIRST) + (SITE / "templates" / "brief.css").read_text("utf-8")
        self._styles = [self._css(css)]
        self._all_fonts = False

    def print(self, view: BriefView) -> bytes:
        """The brief that a view tells of, as PDF."""
        self._load_fonts_for(view)
        styles = [*self._styles, self._css(_foot(view))]
        fit = view.fit
        document = self._set(view, fit, styles)
        while len(document.pages) > (1 if fit.follows else SHEETS):
            fit = fit.less({name: n for n, page in enumerate(document.pages) for name in page.anchors})
            document = self._set(view, fit, styles)
        identifier = hashlib.sha256(f"{view.slug} {view.revision_hash} {view.day}".encode()).digest()[:16]
        with _fixed_time():
            return bytes(document.write_pdf(pdf_identifier=identifier, pdf_tags=True))

    def warm_up(self) -> None:
        """Print something small: the first brief takes twice as long as those after it."""
        self.print(_SMALL)

    def _load_fonts_for(self, view: BriefView) -> None:
        """Load the parts of the fonts beyond plain English once a text needs them: they take time."""
        if not self._all_fonts and not _ENGLISH.issuperset(str(view)):
            self._styles.append(self._css(_font_faces(FONTS[len(_FIRST) :])))
            self._all_fonts = True

    def _set(self, view: BriefView, fit: Fit, styles: list[Any]) -> Any:
        drawings = {"map": Markup(view.map), "chart": Markup(view.chart)}  # noqa: S704 - drawn by this package
        html = self._template.render(b=view, fit=fit, icons=self._icons, levels=list(LEVELS), **drawings)
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
    whole = view.address or view.list_title
    left = whole if len(whole) <= 52 else f"{whole[:51]}…"
    rests = f"Rests on revision {view.revision}, SHA-256 {view.revision_hash[:16]}…"
    style = 'font: 400 7pt/1.2 "Public Sans", "Noto Sans Arabic", "Noto Sans", sans-serif; color: #333;'
    return (
        f"@page {{ @bottom-left {{ content: {_quoted(left)}; {style} width: 40%; white-space: nowrap }} "
        f"@bottom-center {{ content: {_quoted(rests)}; {style} width: 46%; white-space: nowrap }} "
        f'@bottom-right {{ content: counter(page) " of " counter(pages); {style} width: 10% }} }}'
    )


def _quoted(text: str) -> str:
    """A text as a CSS string."""
    return '"' + "".join(c if c.isalnum() or c in " .,:;/-…" else f"\\{ord(c):x} " for c in text) + '"'


def _font_faces(fonts: Sequence[tuple[str, str, Path]]) -> str:
    """Vendored fonts as @font-face rules."""
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{file.as_uri()}") }}\n'
        for family, weight, file in fonts
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
