"""A picture as a page shows it: in several widths, covered when it is graphic, or the frame that says why it is not
there."""

from __future__ import annotations

from msgspec import Struct

from foreshock.model import Image

from ..index import Index
from ..links import Links
from ..offer import bound
from ..routes import Route
from ..text import closed


class ImageView(Struct, frozen=True):
    """A picture, or, without `src`, the frame that says why it is not shown. `srcset` is empty where there is one
    copy only, `width` and `height` are 0 where they are not known; `warning` covers the picture unless it is empty."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    caption: str
    credit: str
    day: str
    reason: str
    warning: str


def image_view(image: Image, index: Index, links: Links) -> ImageView:
    """The view of a picture; one whose source binds it, or whose bytes are gone, has no address."""
    shown = index.offer.holds(image) and not bound(image, index.state)
    copies = [copy for copy in image.copies if shown and copy.sha256 not in index.offer.missing]
    sizes = [f"{links.page(Route('held', digest=copy.sha256))} {copy.width}w" for copy in copies]
    return ImageView(
        src=links.page(Route("held", digest=image.sha256)) if shown else "",
        srcset=", ".join(sizes) if len(sizes) > 1 else "",
        width=copies[-1].width if copies else 0,
        height=copies[-1].height if copies else 0,
        alt=image.alt,
        caption=closed(image.caption),
        credit=closed(image.credit),
        day=image.date.words if image.date else "",
        reason=_reason(image, index),
        warning=closed(image.warning or "It is not described further.") if image.graphic else "",
    )


def _reason(image: Image, index: Index) -> str:
    if image.reason:
        return image.reason
    if erased := index.state.erased.get(image.sha256):
        return f"erased ({erased})"
    return "its source does not let it be shown" if bound(image, index.state) else "no copy of it is held"
