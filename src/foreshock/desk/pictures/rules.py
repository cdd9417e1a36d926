"""What a picture needs before it goes public, and whether its source lets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from foreshock.model import Document, Image

#: Finds a document by its id, in the record or on its way there.
Find = Callable[[str], Document | None]


def picture_lacks(images: Iterable[Image], find: Find, public: Sequence[Image] = ()) -> list[str]:
    """What is missing, in words that say what to do; empty when nothing is. `public` are the pictures that stood in
    the same place already: their bytes need not have come in here."""
    found: list[str] = []
    held = {(image.sha256, image.copies) for image in public}
    for image in images:
        name = f"The picture “{image.caption or 'without caption'}”"
        if image.sha256 and not image.caption.strip():
            found.append(f"{name} needs one: say what it shows, where and when.")
        if not image.credit.strip():
            found.append(f"{name} has no credit: say whose it is.")
        if not image.alt.strip():
            found.append(f"{name} has no alternative text: describe it.")
        if image.graphic and not image.warning.strip():
            found.append(f"{name} is graphic and has no warning: say in plain words what the cover hides.")
        if image.sha256 and (image.sha256, image.copies) not in held and not _came_in(image):
            found.append(f"{name} did not come in at this desk: send its file.")
        if image not in public:
            found += _terms(name, image, find)
    return found


def _came_in(image: Image) -> bool:
    # Django's models can be imported only after it was set up, and an entry without pictures asks for none.
    from .taking import copies_of

    copies = copies_of(image.sha256)
    return bool(copies) and copies == image.copies


def _terms(name: str, image: Image, find: Find) -> list[str]:
    if not image.document:
        return []
    document = find(image.document)
    if document is None:
        return [f"{name} comes from {image.document!r}, which is not in the record: cite a source that is."]
    if image.sha256 and document.terms != "show":
        return [
            f"{name} comes from {document.title!r}, whose terms are {document.terms!r} and do not let it be shown: "
            "take the file out and say why it is not held, or have the terms changed."
        ]
    return []
