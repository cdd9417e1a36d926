"""Make pages in several processes that share one list by forking."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

from foreshock.model import StoreError

from .index import Index
from .links import FolderLinks
from .manifest import File, Folder
from .outlets import outlet
from .routes import Route

#: Fewer pages than this are not worth a second process.
WORTH_A_PROCESS: Final = 300
#: Pages that a process takes at a time: enough to even out, and more than a page with its data.
_CHUNK: Final = 16

Progress = Callable[[int, int], None]
Done = tuple[str, File, bool]


class Task(Struct, frozen=True):
    """One page or data file to be made: where it goes, and the digest of what it is made from."""

    route: Route
    path: str
    source: str


def bake(
    folder: Folder, index: Index, base_url: str, pages: Sequence[Task], jobs: int | None, progress: Progress | None
) -> list[Done]:
    """Make pages, data files and feeds, in up to `jobs` processes where there are enough of them.

    Returns for each path what the list is to say of it and whether it was written. Raises what making a page raised,
    StoreError when a process was killed.
    """
    count = jobs or len(os.sched_getaffinity(0))
    if len(pages) < WORTH_A_PROCESS or not hasattr(os, "fork"):
        count = 1
    shares = [[task for i, task in enumerate(pages) if i // _CHUNK % count == n] for n in range(count)]
    helpers = [_Helper(folder, index, base_url, share) for share in shares[1:]]
    try:
        done = []
        for i, task in enumerate(shares[0]):
            done.append(_write(folder, index, base_url, task))
            if progress and i % _CHUNK == 0:
                progress(min(i * count, len(pages)), len(pages))
        for helper in helpers:
            done += helper.results()
    finally:
        for helper in helpers:
            helper.end()
    if progress:
        progress(len(pages), len(pages))
    return done


def _write(folder: Folder, index: Index, base_url: str, task: Task) -> Done:
    page = outlet(task.route, index, FolderLinks(task.route, base_url), base_url)
    return (task.path, *folder.write(task.path, page.body, task.source))


class _Helper:
    """A forked process that bakes a share of the pages from the list it was forked with."""

    def __init__(self, folder: Folder, index: Index, base_url: str, share: Sequence[Task]) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_bake_share, args=(theirs, os.getpid(), folder, index, base_url, share), daemon=True
        )
        self._process.start()
        theirs.close()

    def results(self) -> list[Done]:
        try:
            answer: list[Done] | Exception = self._pipe.recv()
        except EOFError:
            raise StoreError("a process that bakes pages came to an end by itself: build again") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def end(self) -> None:
        self._pipe.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()


def _bake_share(pipe: Any, parent: int, folder: Folder, index: Index, base_url: str, share: Sequence[Task]) -> None:
    done: list[Done] = []
    try:
        for task in share:
            # Somebody killed the build: what this process wrote so far is for the next one to find.
            if os.getppid() != parent:
                return
            done.append(_write(folder, index, base_url, task))
    except Exception as error:  # the build raises it as its own
        pipe.send(error)
    else:
        pipe.send(done)
