"""What the server answers: the list as of an instant, read again only when it changed, and finished bytes kept.

A request costs one cheap query for the end of the record's chain; equal ends mean an equal list. Safe to use from
several threads.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from msgspec import Struct

from foreshock.model import NotFound

from .brief.paper import Printer
from .brief.view import brief_view
from .index import Index
from .links import ServerLinks
from .offer import Letters, can_print, pictures
from .outlets import MEDIA_TYPES, outlet
from .plan import read_index
from .routes import Route
from .templating import Page
from .watching import Watching

if TYPE_CHECKING:
    from foreshock.store import Store

T = TypeVar("T")

#: Lists kept in memory (now, and days looked back to), and the bytes of finished answers.
LISTS: Final = 4
ANSWER_BYTES: Final = 64 << 20
#: Types that are smaller when packed. Nothing secret stands in them (no cookies, no tokens, no input of others is
#: mirrored), so the length of a packed page tells nobody anything (BREACH).
_PACKED: Final = ("text/", "application/json", "application/geo+json", "application/atom+xml", "image/svg+xml")
#: First bytes of the picture types that browsers show; anything else is sent as bytes that nobody opens.
_PICTURES: Final = (
    (b"\x89PNG\r\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "image/webp"),
)


class Answer(Struct, frozen=True):
    """Finished bytes. `packed` is the gzip form, None where it would not pay; `made` is when the list was read."""

    body: bytes
    packed: bytes | None
    media_type: str
    status: int
    etag: str
    made: dt.datetime


class Kept(Generic[T]):
    """The newest things of a kind, up to a total weight. Each is made once, whichever threads ask for it."""

    def __init__(self, limit: int, weigh: Callable[[T], int]) -> None:
        self._limit, self._weigh, self._weight = limit, weigh, 0
        self._things: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The thing under `key`, made if it is not there. What `make` raises is raised and nothing kept."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._lock:
                if key in self._things:
                    return self._things[key]
            try:
                thing = make()
                self._keep(key, thing)
            finally:
                with self._lock:
                    self._making.pop(key, None)
        return thing

    def _keep(self, key: Hashable, thing: T) -> None:
        weight = self._weigh(thing)
        if weight > self._limit:
            return
        with self._lock:
            self._things[key] = thing
            self._weight += weight
            while self._weight > self._limit:
                _, old = self._things.popitem(last=False)
                self._weight -= self._weigh(old)


class Reading(Struct, frozen=True):
    """A list that was read, by what it was read from, and when."""

    key: Hashable
    index: Index
    made: dt.datetime
    pictures: frozenset[str]


class Answers:
    """Answers for one store. `base_url` is the public address, with the path under which the site lies, if any;
    `letters` is where readers ask for the weekly letter."""

    def __init__(
        self,
        store: Store,
        base_url: str = "",
        root: str = "",
        watching: Watching | None = None,
        letters: Letters | None = None,
    ) -> None:
        self._store, self._letters = store, letters
        self._base_url, self._root = base_url, root
        self._readings: Kept[Reading] = Kept(LISTS, lambda reading: 1)
        self._answers: Kept[Answer] = Kept(ANSWER_BYTES, lambda a: len(a.body) + len(a.packed or b"") + 500)
        self._sharing = watching.sharing if watching else None
        self._watched = watching is not None and watching.journal is not None
        self._printing = threading.Lock()
        self._printer: Printer | None = None

    def read(self, as_of: dt.datetime | None = None) -> Reading:
        """The list as of now, or of an instant. Raises StoreError when the store cannot be read."""
        head = self._store.head()
        today = dt.datetime.now(dt.UTC).date()
        # What the desk records meanwhile, drafts and candidates, changes nothing here.
        key = (head.public, head.erasures, head.due, self._store.dates_head(), as_of, today)
        return self._readings.get(key, lambda: self._read(key, as_of, today))

    def _read(self, key: Hashable, as_of: dt.datetime | None, today: dt.date) -> Reading:
        index = read_index(
            self._store, as_of, today, briefs=can_print(), sharing=self._sharing, watched=self._watched,
            letters=self._letters,
        )  # fmt: skip
        made = dt.datetime.now(dt.UTC).replace(microsecond=0)
        return Reading(key, index, made, frozenset(pictures(index.state)))

    def links(self, as_of: dt.date | None = None) -> ServerLinks:
        """Addresses on this server; with `as_of`, all of them look back to it."""
        return ServerLinks(as_of, self._base_url, self._root)

    def answer(self, route: Route, reading: Reading, as_of: dt.date | None) -> Answer:
        """The answer to a route. Raises NotFound, NotInstalled (briefs), StoreError."""
        return self._answers.get(
            (reading.key, route), lambda: finished(self._make(route, reading, as_of), reading.made)
        )

    def _make(self, route: Route, reading: Reading, as_of: dt.date | None) -> Page:
        if route.kind == "held":
            return self._picture(route.digest or "", reading)
        links = self.links(as_of)
        if route.ext != "pdf":
            return outlet(route, reading.index, links, self._base_url)
        view = brief_view(route.slug or "", reading.index, links)
        with self._printing:
            self._printer = self._printer or Printer()
            return Page(self._printer.print(view), MEDIA_TYPES["pdf"])

    def _picture(self, digest: str, reading: Reading) -> Page:
        """A picture that a page of the list shows. Other bytes of the archive are nobody's business here."""
        if digest not in reading.pictures or self._store.archive is None:
            raise NotFound(f"no picture of this list has the SHA-256 {digest}")
        data = self._store.archive.get(digest)
        return Page(data, picture_type(data))


def picture_type(data: bytes) -> str:
    """The media type of a picture by its first bytes; of anything else, one that browsers do not open."""
    if data[4:12] == b"ftypavif":
        return "image/avif"
    return next((name for start, name in _PICTURES if data.startswith(start)), "application/octet-stream")


def finished(page: Page, made: dt.datetime) -> Answer:
    """A page with its packed form and its tag."""
    packed = None
    if page.media_type.startswith(_PACKED) and len(page.body) > 500:
        packed = gzip.compress(page.body, 6, mtime=0)
    tag = hashlib.sha256(page.body).hexdigest()[:32]
    return Answer(page.body, packed, page.media_type, page.status, tag, made)
