"""Where the parts of a list lie in its folder of plain text.

    list.md                              TriggerList; the body is its framing
    documents.csv                        one Document a row
    flashpoints/<slug>.md                Flashpoint; the body has its sections
    developments/<slug>/<date>-<n>.md    Development; the body is its text
    levels/<slug>/<date>.md              LevelChange; the body is its summary
    links.csv                            one Link a row
    zones.geojson                        one Zone a feature
    breaches/<zone>/<name>.md            Breach; the body is what was reported
    notices.geojson                      one Notice a feature
    translations/<language>/<slug>.md    Translation of a flashpoint; the body has its texts, each under its path
    translations/<language>/<slug>/<date>-<n>.md         Translation of a development
    archive/ab/cd/abcd…                  held bytes

Earlier revisions of a Markdown object stand beside it as `<name>~1.md`, `<name>~2.md`; those in tables as rows of the
same id. Always oldest first.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote, unquote

from foreshock.model import ObjectKind, UnreadableSource

from .record import LIST_ID

#: Stands in a folder while an export is being written into it.
UNFINISHED: Final = "UNFINISHED-EXPORT"
TABLES: Final[dict[ObjectKind, str]] = {
    "document": "documents.csv",
    "link": "links.csv",
    "zone": "zones.geojson",
    "notice": "notices.geojson",
}
#: What a table of features holds: things with a shape on the ground.
SHAPED: Final[tuple[ObjectKind, ...]] = ("zone", "notice")
FOLDERS: Final = ("flashpoints", "developments", "levels", "breaches", "translations")
ARCHIVE: Final = "archive"

#: Fields that the path tells.
IN_PATH: Final[dict[ObjectKind, tuple[str, ...]]] = {
    "list": (),
    "flashpoint": ("slug",),
    "development": ("id",),
    "level": ("flashpoint", "date"),
    "breach": ("id", "zone"),
    "translation": ("language", "of"),
}
_NAME: Final[dict[ObjectKind, re.Pattern[str]]] = {
    "list": re.compile(r"list(?:~(?P<n>[1-9]\d*))?\.md"),
    "flashpoint": re.compile(r"flashpoints/(?P<slug>[a-z0-9-]+)(?:~(?P<n>[1-9]\d*))?\.md"),
    "development": re.compile(
        r"developments/(?P<slug>[a-z0-9-]+)/(?P<date>\d{4}-\d\d-\d\d)-(?P<entry>[1-9]\d*)(?:~(?P<n>[1-9]\d*))?\.md"
    ),
    "level": re.compile(r"levels/(?P<slug>[a-z0-9-]+)/(?P<date>\d{4}-\d\d-\d\d)(?:~(?P<n>[1-9]\d*))?\.md"),
    "breach": re.compile(r"breaches/(?P<zone>[a-z0-9-]+)/(?P<name>[A-Za-z0-9._%-]+?)(?:~(?P<n>[1-9]\d*))?\.md"),
    "translation": re.compile(
        r"translations/(?P<language>[A-Za-z0-9-]+)/(?P<slug>[a-z0-9-]+)"
        r"(?:/(?P<date>\d{4}-\d\d-\d\d)-(?P<entry>[1-9]\d*))?(?:~(?P<n>[1-9]\d*))?\.md"
    ),
}


class Place:
    """What the path of a Markdown file says: kind and id of its object, and which earlier revision (0: the newest)."""

    def __init__(self, path: PurePosixPath) -> None:
        found = ((kind, name.fullmatch(path.as_posix())) for kind, name in _NAME.items())
        kind, match = next((pair for pair in found if pair[1]), (None, None))
        if kind is None or match is None:
            raise UnreadableSource(f"{path}: this is no file of a list; rename it, or move it elsewhere")
        told = match.groupdict()
        self.path = path
        self.kind: ObjectKind = kind
        self.earlier = int(told["n"] or 0)
        self.parts = {name: value or "" for name, value in told.items()}
        slug, date = self.parts.get("slug", ""), self.parts.get("date", "")
        entry, language = f"{slug}/{date}/{self.parts.get('entry', '')}", self.parts.get("language", "")
        self.of = entry if date else slug
        self.id = {
            "list": LIST_ID,
            "flashpoint": slug,
            "development": entry,
            "level": f"{slug}/{date}",
            "breach": f"{self.parts.get('zone', '')}/{unquote(self.parts.get('name', ''))}",
            "translation": f"{language}/{self.of}",
        }[kind]
        # Entries of one day in the order of their numbers, revisions of one object oldest first.
        name = self.parts.get("name", "")
        self.order = (
            f"{language} {slug}" if language else slug or self.parts.get("zone", ""),
            date or name,
            int(self.parts.get("entry") or 0),
            self.earlier or float("inf"),
        )

    def fields(self) -> dict[str, Any]:
        """The fields that the path tells."""
        told = {"slug": self.id, "id": self.id, "flashpoint": self.parts.get("slug"), "date": self.parts.get("date"),
                "zone": self.parts.get("zone"), "language": self.parts.get("language"), "of": self.of}  # fmt: skip
        return {name: told[name] for name in IN_PATH[self.kind]}


def path_of(kind: ObjectKind, object_id: str, earlier: int = 0) -> PurePosixPath:
    """Where an object's file lies in the folder of a list; `earlier` counts its former revisions from 1."""
    mark = f"~{earlier}" if earlier else ""
    match kind:
        case "list":
            return PurePosixPath(f"list{mark}.md")
        case "flashpoint":
            return PurePosixPath("flashpoints", f"{object_id}{mark}.md")
        case "development":
            slug, date, number = object_id.split("/")
            return PurePosixPath("developments", slug, f"{date}-{number}{mark}.md")
        case "breach":
            # A track's name may hold anything: what no file name should hold is written as %2F and the like, and so is
            # the tilde that marks former revisions.
            zone, _, name = object_id.partition("/")
            return PurePosixPath("breaches", zone, f"{quote(name, safe='').replace('~', '%7E')}{mark}.md")
        case "translation":
            language, slug, *entry = object_id.split("/")
            name = f"{slug}/{'-'.join(entry)}" if entry else slug
            return PurePosixPath("translations", language, f"{name}{mark}.md")
        case _:
            slug, date = object_id.split("/")
            return PurePosixPath("levels", slug, f"{date}{mark}.md")
