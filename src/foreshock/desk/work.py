"""What a request of the desk works with: the store, the queue's acts, the published list."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from django.http import HttpRequest

from foreshock.model import DeskConfig
from foreshock.site.watching import Watching, watching_of
from foreshock.store import Store

from .acts import Desk
from .changes import Changes
from .people import deciding_people
from .published import Published

if TYPE_CHECKING:
    from collections.abc import Callable


class Work:
    """One desk in this process."""

    def __init__(self, store: Store, config: DeskConfig, watching: Watching | None = None) -> None:
        self.store = store
        self.config = config
        #: What a watch sees of the zones, and who may read it exactly.
        self.watching = watching or watching_of(store.folder, config)
        #: A picture of 50 million points may take a gigabyte while it is redrawn: one at a time.
        self.drawing = threading.Lock()
        self.published = Published(store, self.watching.sharing)
        rule = second_reader_rule(config)
        self.acts = Desk(store, rule)
        self.changes = Changes(store, rule)


def second_reader_rule(config: DeskConfig) -> Callable[[], bool]:
    """Whether an entry needs a second reader, by the desk's setting: `auto` asks for one from two people on."""

    def rule() -> bool:
        return config.second_reader == "always" or (config.second_reader == "auto" and deciding_people() > 1)

    return rule


def desk_of(request: HttpRequest) -> Work:
    """The desk that this request came to."""
    work = request.META["foreshock.desk"]
    assert isinstance(work, Work)
    return work
