"""HTML → text, in one pass and linear time, whatever the markup.

The reader needs the words of a page and where its blocks, headings, captions, links and furniture begin and end; it
needs no tree. A tree is what hostile pages aim at: building one takes quadratic time for nested blocks, for elements
with very many attributes or for formatting that is never closed. So the markup is only walked, by the tokenizer's
rules of the HTML standard: comments, raw text elements, quoted attributes and character references end where a
browser ends them. Nothing of a script, a style or an attribute's address is passed on.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final

from foreshock.model import TooLarge

from .boundaries import skip_back, skip_on
from .html_names import BLOCKS, FURNITURE_ROLES, FURNITURE_TAGS, HEADINGS, RAW_TEXT, SKIPPED, VOID, furniture_of
from .pagetext import Mark, MarkKind, PageText, clean

#: Tags in one page before it is refused; a large news page has ten thousand.
MAX_TAGS: Final = 250_000
#: How far up the open elements an end tag looks for its start.
_REACH: Final = 64

_NEXT: Final = re.compile(r"<(?:!--|[!?]|/?[a-zA-Z])")
_COMMENT_END: Final = re.compile("--!?>")
_TAG: Final = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)((?:[\s/]++[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+))?+)*+)[\s/]*+>"""
)
_NAME: Final = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE: Final = re.compile(r"""[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?""")
_GAP: Final = re.compile(r"[\s/]*")
_LOOSE_ATTRIBUTE: Final = re.compile(r"=?[^\s/>=]++(?:\s*+=\s*+(?:(?=([\"']))|[^\s>]*+))?")
_WANTED: Final = re.compile(r"(?i)\b(?:class|id|role|datetime|name|property|content|itemprop|aria-label)\b")
_HUGE_REFERENCE: Final = re.compile(r"&#(?:\d{8,}|[xX][0-9a-fA-F]{7,});?")
_SPACE: Final = re.compile(r"\s+")
_LOOKS_LIKE: Final = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|article|main|section|h[1-6]|p|table)\b", re.IGNORECASE
)
_SITE_NAME: Final = re.compile(r"(?i)\b(?:site|logo|brand|masthead)")
_NOTE_MARK: Final = re.compile(r"\[?(?:\d{1,3}|\*)\]?")
_BEFORE_NOTE: Final = tuple(".,;:!?…”’\"')")
_SNIFFED: Final = 20_000


def looks_like_html(text: str) -> bool:
    """Does the file begin as HTML does, or hold three tags of a page's structure in its first 20,000 characters?"""
    beginning = text[:_SNIFFED]
    found = _LOOKS_LIKE.findall(beginning)
    return len(found) >= 3 or bool(_LOOKS_LIKE.match(beginning.lstrip())) or "<!doctype html" in beginning.lower()


def html_text(source: str, name: str) -> PageText:
    """The text of an HTML page. Raises TooLarge for more tags than any page has."""
    if source.count("<") > 4 * MAX_TAGS:
        raise TooLarge(f"{name} has {source.count('<'):,} “<”: no page has that many; save it again as text")
    return _Walk(clean(source), name).run()


class _Open:
    """An element that is open: its name, where its text starts, what it marks."""

    __slots__ = ("kind", "name", "start", "value")

    def __init__(self, name: str, start: int, kind: MarkKind | None, value: str) -> None:
        self.name, self.start, self.kind, self.value = name, start, kind, value


class _Walk:
    def __init__(self, source: str, name: str) -> None:
        self.source, self.name = source, name
        self.parts: list[str] = []
        self.length = 0
        self.wanted_break = 0
        self.open: list[_Open] = []
        self.open_names: Counter[str] = Counter()
        self.never_closed: set[str] = set()
        self.marks: list[Mark] = []
        self.meta: dict[str, str] = {}
        self.skipped: Counter[str] = Counter()
        self.doubts: list[str] = []
        self.tags = 0

    def run(self) -> PageText:
        source, pos = self.source, 0
        while (found := _NEXT.search(source, pos)) is not None:
            self._text(source[pos : found.start()])
            pos = self._markup(found)
        self._text(source[pos:])
        while self.open:
            self._pop()
        if self.skipped:
            counts = ", ".join(f"{tag} {count}" for tag, count in sorted(self.skipped.items()))
            self.doubts.append(f"characters that a browser does not show as text, not read: {counts}")
        text = "".join(self.parts)
        marks = tuple(trimmed for mark in self.marks if (trimmed := _trimmed(mark, text)) is not None)
        return PageText(text, "HTML", marks, self.meta, tuple(self.doubts))

    def _markup(self, found: re.Match[str]) -> int:
        """Take the comment, declaration or tag that starts at `found`; return where the text goes on."""
        source, start = self.source, found.start()
        opener = found.group()
        if opener == "<!--":
            return self._comment(start)
        if opener in ("<!", "<?"):
            return self._until(">", start, "a declaration")
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise TooLarge(f"{self.name} has more than {MAX_TAGS:,} tags: no page has that many; save it again as text")
        whole = _TAG.match(source, start)
        if whole is None:
            end = _loose_tag_end(source, start)
            tag = _NAME.match(source, start)
            assert tag is not None
            if end < 0:
                return self._cut_off(start, "a tag")
            name, attributes = tag[1].lower(), ""
        else:
            end, name, attributes = whole.end(), whole[2].lower(), whole[3]
        if opener[1] == "/":
            self._end_tag(name)
            return end
        return self._start_tag(name, attributes, end)

    def _comment(self, start: int) -> int:
        if self.source.startswith((">", "->"), start + 4):
            return start + 5 + (self.source[start + 4] == "-")
        end = _COMMENT_END.search(self.source, start + 4)
        if end is None:
            return self._cut_off(start, "a comment")
        self.skipped["comments"] += end.start() - start
        return end.end()

    def _until(self, closer: str, start: int, what: str) -> int:
        end = self.source.find(closer, start)
        return self._cut_off(start, what) if end < 0 else end + len(closer)

    def _cut_off(self, start: int, what: str) -> int:
        """Nothing closes what starts here: a browser shows none of the rest."""
        rest = len(self.source) - start
        self.doubts.append(
            f"{what} opens at character {start} of the file and never closes: {rest} characters not read"
        )
        return len(self.source)

    def _text(self, raw: str) -> None:
        """Add text, references resolved and white space made single."""
        if not raw:
            return
        if "&" in raw:
            raw = clean(html.unescape(_HUGE_REFERENCE.sub("\ufffd", raw)))
        text = _SPACE.sub(" ", raw)
        if text == " " and (self.wanted_break or not self.parts):
            return
        if self.wanted_break:
            if self.parts:
                self._add("\n" * self.wanted_break)
            self.wanted_break = 0
            text = text.lstrip()
        if text[0] == " " and self.parts and self.parts[-1][-1].isspace():
            text = text[1:]
        if text:
            self._add(text)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _break(self, size: int) -> None:
        self.wanted_break = max(self.wanted_break, size)

    def _start_tag(self, name: str, attributes: str, end: int) -> int:
        if name in SKIPPED:
            return self._skip(name, end)
        if name == "br":
            self.wanted_break = min(2, self.wanted_break + 1)
            return end
        if name == "meta":
            self._meta(_attributes(attributes))
            return end
        if name in BLOCKS:
            if self.open and (self.open[-1].name == "p" or self.open[-1].name in HEADINGS) and name != "span":
                self._pop()
            self._break(2)
        elif name in ("td", "th", "button", "option"):
            self._break(1)
        if name in VOID:
            return end
        wanted = _attributes(attributes) if attributes and _WANTED.search(attributes) else {}
        kind, value = _kind_of(name, wanted)
        self.open.append(_Open(name, self.length, kind, value))
        self.open_names[name] += 1
        return end

    def _end_tag(self, name: str) -> None:
        if name == "br":
            self._break(1)
        if name in BLOCKS:
            self._break(2)
        if not self.open_names[name] or all(o.name != name for o in self.open[-_REACH:]):
            return
        while self._pop() != name:
            pass

    def _pop(self) -> str:
        """Close the innermost open element and return its name."""
        element = self.open.pop()
        self.open_names[element.name] -= 1
        if element.name == "sup" and self._is_note_mark(element.start):
            element.kind, element.value = "furniture", "a footnote's number"
        if element.kind and self.length > element.start:
            self.marks.append(Mark(element.start, self.length, element.kind, element.value))
        return element.name

    def _is_note_mark(self, start: int) -> bool:
        """Is the text from `start` on a footnote's number, right behind a sentence or a part of one?"""
        last = self.parts[-1] if self.parts else ""
        before = self.parts[-2][-1:] if len(self.parts) > 1 else ""
        return self.length - start == len(last) and bool(_NOTE_MARK.fullmatch(last)) and before in _BEFORE_NOTE

    def _skip(self, name: str, end: int) -> int:
        """Pass over an element whose text is not shown, up to its own end tag."""
        close = None
        if name not in self.never_closed:
            close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.source, end)
        if close is None:
            if name in RAW_TEXT:
                return self._cut_off(end, f"<{name}>")
            self.never_closed.add(name)
            return end
        if name == "title" and "title" not in self.meta:
            title = html.unescape(_HUGE_REFERENCE.sub("", self.source[end : close.start()][:2000]))
            self.meta["title"] = _SPACE.sub(" ", title).strip()
        else:
            self.skipped[name] += close.start() - end
        return self._until(">", close.start(), f"</{name}>")

    def _meta(self, attributes: dict[str, str]) -> None:
        key = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = _SPACE.sub(" ", attributes.get("content", ""))[:1000].strip()
        if key == "og:title" and content:
            self.meta.setdefault("og:title", content)
        elif key in ("article:published_time", "date", "dc.date", "datepublished", "article:modified_time") and content:
            self.meta.setdefault("date", content)


def _trimmed(mark: Mark, text: str) -> Mark | None:
    """`mark` without the white space at its ends; None if nothing is left."""
    start = skip_on(text, mark.start, mark.end)
    end = skip_back(text, mark.end, start)
    return Mark(start, end, mark.kind, mark.value) if end > start else None


def _attributes(raw: str) -> dict[str, str]:
    """The first 40 attributes of a tag, names in small letters; the first of a name counts."""
    found: dict[str, str] = {}
    for count, match in enumerate(_ATTRIBUTE.finditer(raw)):
        if count == 40:
            break
        value = match[2] or match[3] or match[4] or ""
        found.setdefault(match[1].lower(), html.unescape(value[:2000]) if "&#" not in value else value[:2000])
    return found


def _loose_tag_end(source: str, start: int) -> int:
    """Where a tag with odd attributes ends (after its “>”); -1 if never. A quotation mark counts after “=” only."""
    named = _NAME.match(source, start)
    assert named is not None
    pos = named.end()
    while pos < len(source):
        gap = _GAP.match(source, pos)
        pos = gap.end() if gap else pos
        if source.startswith(">", pos):
            return pos + 1
        match = _LOOSE_ATTRIBUTE.match(source, pos)
        if match is None:
            pos += 1
            continue
        pos = match.end()
        if match[1]:
            pos = source.find(match[1], pos + 1) + 1
            if pos == 0:
                return -1
    return -1


def _kind_of(name: str, attributes: dict[str, str]) -> tuple[MarkKind | None, str]:
    if name in FURNITURE_TAGS:
        return "furniture", name
    if attributes.get("role", "") in FURNITURE_ROLES:
        return "furniture", attributes["role"]
    if name in HEADINGS:
        is_site = name == "h1" and _SITE_NAME.search(f"{attributes.get('class', '')} {attributes.get('id', '')}")
        return (None, "") if is_site else (("title" if name == "h1" else "heading"), name)
    if name == "figcaption":
        return "caption", ""
    if name == "time":
        return "time", attributes.get("datetime", "")
    classes = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if classes.strip():
        kind, value = furniture_of(classes)
        if kind:
            return kind, value
    return ("link", "") if name == "a" else (None, "")
