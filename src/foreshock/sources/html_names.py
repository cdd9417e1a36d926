"""What elements, roles and class names of HTML mean to the reader. Tables of meaning, no code that walks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal

#: Elements whose text a browser does not show, or that hold no prose (drawings, form values, embedded pages).
SKIPPED: Final = frozenset(
    "script style title noscript template svg math iframe noembed noframes textarea xmp object canvas audio video "
    "select datalist".split()
)
#: Of these, the elements that swallow all text, tags included, up to their end tag.
RAW_TEXT: Final = frozenset("script style title noscript iframe noembed noframes textarea xmp".split())
VOID: Final = frozenset(
    "area base br col embed hr img input link meta param source track wbr basefont bgsound frame keygen".split()
)
HEADINGS: Final = frozenset("h1 h2 h3 h4 h5 h6".split())
BLOCKS: Final = HEADINGS | frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main menu nav ol p pre search section summary table tbody tfoot thead "
    "tr ul".split()
)
FURNITURE_TAGS: Final = frozenset("nav footer aside button form menu dialog".split())
FURNITURE_ROLES: Final = frozenset("navigation banner contentinfo search complementary dialog alertdialog menu".split())

_CAPTION_WORDS: Final = frozenset("caption figcaption imagecaption photocaption".split())
_CREDIT_WORDS: Final = frozenset("credit credits copyright photographer".split())
_FURNITURE_WORDS: Final = frozenset(
    """
    nav navbar navigation breadcrumb breadcrumbs share sharing sharebar social socials addtoany cookie cookies consent
    gdpr newsletter subscribe subscription footer related recommended recommendations-list promo advert advertisement
    ads sidebar skiplink
    """.split()
)
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


@lru_cache(maxsize=4096)
def furniture_of(classes: str) -> tuple[Literal["caption", "credit", "furniture"] | None, str]:
    """What the words of an element's class and id say it is. “recommendations” alone is a section, not furniture."""
    words = {word.lower() for word in _WORD.findall(classes[:400])}
    if words & _CREDIT_WORDS:
        return "credit", ""
    if words & _CAPTION_WORDS:
        return "caption", ""
    found = words & _FURNITURE_WORDS
    return ("furniture", min(found)) if found else (None, "")
