"""Set the brief on paper with WeasyPrint: measure, choose what fits, set again."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any, Final

import jinja2
from msgspec import Struct
from msgspec.structs import replace

from foreshock.model import NotInstalled

from ..index import Index
from ..links import Links
from .drawing import icons
from .view import HISTORY, BriefEntry, BriefScenario, BriefView, brief_view, cut

SITE: Final = Path(__file__).parent.parent
#: The vendored fonts by family, weight and file, as the page's style sheet has them.
FONTS: Final = (
    ("Newsreader", "400", "newsreader-text"),
    ("Newsreader", "400", "newsreader-text-ext"),
    ("Newsreader Display", "500", "newsreader-display"),
    ("Public Sans", "400 700", "public-sans"),
    ("Public Sans", "400 700", "public-sans-ext"),
)
SHEETS: Final = 2
#: Lower and upper edge of the text on a sheet, and the height of a line of “Why it matters”, in CSS pixels.
_BOTTOM: Final = (297 - 15) / 25.4 * 96
_TOP: Final = 12 / 25.4 * 96
_WHY_LINE: Final = 9 * 1.36 / 0.75
_SHEET_MM: Final = 270.0
#: Lines that “Why it matters” gets before the table of changes does, and the characters that fit into them.
_WHY_LEAST: Final = 4
_WHY_SHORT: Final = 400
#: Heading and spacing of “Why it matters”; a note of what is left out; the space between two parts on one sheet.
_WHY_HEAD, _NOTE, _GAP = 62.0, 24.0, 40.0


class Fit(Struct, frozen=True):
    """How much of each kind the brief shows; `why` is in lines.

    While `measuring`, the sources stand above the scenarios: what does not fit on a sheet is not set at all, and
    sources must fit. With `follows`, the second part stands below the first on one sheet.
    """

    entries: int
    scenarios: int
    sources: int
    history: int
    why: int
    measuring: bool = False
    follows: bool = False


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
        self._icons = icons((SITE / "templates" / "sprite.svg").read_text("utf-8"))
        self._fonts = FontConfiguration()
        css = _font_faces() + (SITE / "templates" / "brief.css").read_text("utf-8")
        self._style = self._css(css)

    def brief(self, slug: str, index: Index, links: Links) -> bytes:
        """The brief of a flashpoint as PDF. Raises NotFound when there is no such flashpoint."""
        view = brief_view(slug, index, links, self._icons)
        fit = Fit(
            _plenty(_tall(entry) for entry in view.entries),
            _plenty(_tall_scenario(scenario) for scenario in view.scenarios),
            len(view.sources),
            min(HISTORY, len(view.page.history)),
            _WHY_LEAST if view.why else 0,
            measuring=True,
        )
        styles = [self._style, self._css(_foot(view))]
        long = view.entries_in_all > len(view.entries) or sum(len(text) for text, _ in view.why) > _WHY_SHORT
        fit = _Measured(self._set(view, fit, styles)).fitted(fit, long)
        document = self._set(view, fit, styles)
        while len(document.pages) > SHEETS and fit.entries + fit.why > 0:
            fit = replace(fit, entries=max(fit.entries - 1, 0), why=fit.why if fit.entries else 0)
            document = self._set(view, fit, styles)
        identifier = hashlib.sha256(f"{slug} {view.revision_hash} {view.day}".encode()).digest()[:16]
        with _fixed_time():
            return bytes(document.write_pdf(pdf_identifier=identifier, pdf_tags=True))

    def _set(self, view: BriefView, fit: Fit, styles: list[Any]) -> Any:
        html = self._template.render(b=view, p=view.page, fit=fit, icons=self._icons, cut=cut)
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


class _Measured:
    """Where the pieces of a first setting came to stand: sheet and distance from its upper edge, by id."""

    def __init__(self, document: Any) -> None:
        self._at: dict[str, tuple[int, float]] = {
            name: (number, y) for number, page in enumerate(document.pages) for name, (_, y, *_) in page.anchors.items()
        }

    def edge(self, name: str, sheet: int) -> float:
        """The upper edge of a piece on a sheet, counted from 0; infinite when it does not stand there."""
        number, y = self._at.get(name, (-1, 0.0))
        return y if number == sheet else inf

    def fitted(self, fit: Fit, long: bool) -> Fit:
        """How much of what was set lies within two sheets, or on one; `long` says that no one sheet will do."""
        # The second part begins a sheet of its own; the first may have run over more than one.
        second = self._at["news"][0]
        entries = sum(self.edge(f"d{i}", second) < inf for i in range(fit.entries))
        ends = [*(f"s{i}" for i in range(1, fit.scenarios)), "side-end"][: fit.scenarios]
        scenarios = sum(self.edge(name, second) <= _BOTTOM - _NOTE for name in ends)
        left = _BOTTOM - self.edge("first-end", 0)
        right = max(self.edge("side-end", second), self.edge("news-end", second)) - _TOP
        if not long and right + _GAP <= left:
            return replace(fit, measuring=False, follows=True)
        history, why = fit.history, fit.why
        if why:
            least = _WHY_HEAD + why * _WHY_LINE
            history = sum(self.edge(f"h{i + 1}", 0) <= _BOTTOM - least for i in range(fit.history))
            above = self.edge(f"h{history}", 0)
            why = int((_BOTTOM - _WHY_HEAD - above) / _WHY_LINE) if above < inf else 0
        # The newest that did not fit makes room for the note that counts the others.
        return Fit(entries - (0 < entries < fit.entries), scenarios, fit.sources, history, why)


def _plenty(heights: Iterable[float]) -> int:
    """How many pieces fill a sheet by their guessed heights, and a quarter more: what to set and then measure."""
    return sum(total - height < _SHEET_MM * 1.25 for height, total in _running(heights))


def _running(heights: Iterable[float]) -> Iterable[tuple[float, float]]:
    total = 0.0
    for height in heights:
        total += height
        yield height, total


def _tall(entry: BriefEntry) -> float:
    """About how many millimetres an entry takes: head, speaker, lines of some 75 letters."""
    return 5.5 + (3.8 if entry.lead else 0) + 3.9 * (len(entry.text) // 75 + 1)


def _tall_scenario(scenario: BriefScenario) -> float:
    """The same for a scenario, in lines of some 46 letters."""
    texts = (scenario.text, *("".join(advice) for advice in scenario.advice))
    more = bool(scenario.scenario.triggers) + bool(scenario.scenario.opportunity)
    return 8 + 5 * more + sum(3.9 * (len(text) // 46 + 1) for text in texts)


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
    folder = SITE / "static" / "fonts"
    return "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
        f'src: url("{(folder / name).as_uri()}.woff2") }}\n'
        for family, weight, name in FONTS
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
