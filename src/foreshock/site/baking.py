"""Make pages in several processes that share one list by forking."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b
from multiprocessing.connection import Connection
from typing import Final

from msgspec import Struct

from foreshock.model import StoreError

from .brief.view import brief_view
from .data import in_parts, parts
from .index import Index
from .links import FolderLinks
from .manifest import File, Folder
from .outlets import outlet
from .plan import Plan, Task
from .press import Press
from .shelf import Drawing

#: Fewer pages than this are not worth a second process: they share drawings and tables, and the press wants one.
WORTH_A_PROCESS: Final = 64

Progress = Callable[[int, int], None]
Done = tuple[str, File, bool]


class Bench(Struct, frozen=True):
    """What every process that bakes works with; `listed` is what an earlier build wrote."""

    folder: Folder
    index: Index
    base_url: str
    listed: dict[str, File]


def make(
    bench: Bench, press: Press | None, plan: Plan, due: set[str], jobs: int | None, progress: Progress | None
) -> list[Done]:
    """Make all files that are due: briefs in the press, copies here, pages here and in as many processes as pay.

    Returns for each path what the list is to say of it and whether it was written. Raises what making a page raised,
    StoreError when a process was killed.
    """
    wanted = [task for task in plan.tasks(due) if task.path in due]
    briefs = [task for task in wanted if task.route.ext == "pdf"]
    done = _order(briefs, press, bench)
    copies = ((path, *copy) for path, copy in plan.copies.items() if path in due)
    done += [(path, *bench.folder.write(path, read(), source)) for path, source, read in copies]
    pages = [task for task in wanted if task.route.ext != "pdf"]
    done += _bake(bench, pages, jobs, progress)
    if press:
        done += press.results()
    return done


def _order(briefs: Sequence[Task], press: Press | None, bench: Bench) -> list[Done]:
    """Have the briefs printed that say something new; returns the others, which stay as they are."""
    done: list[Done] = []
    for task in briefs:
        assert press is not None
        view = brief_view(task.route.slug or "", bench.index, FolderLinks(task.route, bench.base_url))
        said = blake2b(f"{task.by}\n{view!r}".encode(), digest_size=16).hexdigest()
        file = bench.listed.get(task.path)
        if file and file.parts == ((said, file.size),) and bench.folder.unchanged(task.path, file):
            done.append((task.path, File(task.source, file.size, file.mtime_ns, file.parts), False))
        else:
            press.ask(task.path, task.source, said, view)
    return done


def _bake(bench: Bench, pages: Sequence[Task], jobs: int | None, progress: Progress | None) -> list[Done]:
    count = jobs or _processors()
    if len(pages) < WORTH_A_PROCESS:
        count = 1
    deal = _Deal(len(pages))
    helpers = [_Helper(deal, bench, pages) for _ in range(count - 1)]
    try:
        done = []
        for hand in deal:
            done += [_write(bench, task) for task in pages[hand]]
            if progress:
                progress(hand.start, len(pages))
        for helper in helpers:
            more, drawings = helper.results()
            done += more
            bench.index.shelf.add(drawings)
    finally:
        for helper in helpers:
            helper.end()
        deal.close()
    if progress:
        progress(len(pages), len(pages))
    return done


def _processors() -> int:
    """How many processors this process may use; where the system does not say, how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _write(bench: Bench, task: Task) -> Done:
    route, folder = task.route, bench.folder
    if not in_parts(route):
        page = outlet(route, bench.index, FolderLinks(route, bench.base_url), bench.base_url)
        return (task.path, *folder.write(task.path, page.body, task.source))
    there = folder.stretches(task.path, bench.listed.get(task.path))
    made = [(part.source, there.get(part.source) or part.make()) for part in parts(route, bench.index, bench.base_url)]
    lengths = tuple((source, len(data)) for source, data in made)
    return (task.path, *folder.write(task.path, b"".join(data for _, data in made), task.source, lengths))


class _Deal:
    """Hands out numbers below `total`, a few at a time, to whichever process comes next.

    The hands lie in a pipe: the kernel gives each to one reader only, and a killed process takes none along.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        # Few enough hands for the least pipe there is, and small ones where there is little to do.
        self._size = max(1, min(total // 200, 16), total // 900)
        self._end, into = os.pipe()
        hands = range(0, total, self._size)
        os.write(into, b"".join(hand.to_bytes(4) for hand in hands))
        os.close(into)

    def __iter__(self) -> Iterator[slice]:
        while hand := os.read(self._end, 4):
            start = int.from_bytes(hand)
            yield slice(start, min(start + self._size, self._total))

    def close(self) -> None:
        os.close(self._end)


class _Helper:
    """A forked process that takes its share of the pages of the list it was forked with."""

    def __init__(self, deal: _Deal, bench: Bench, pages: Sequence[Task]) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self._pipe, theirs = context.Pipe(duplex=False)
        self._process = context.Process(target=_help, args=(theirs, os.getpid(), deal, bench, pages), daemon=True)
        self._process.start()
        theirs.close()

    def results(self) -> tuple[list[Done], dict[str, Drawing]]:
        """What it wrote, and what it drew for it."""
        try:
            answer: tuple[list[Done], dict[str, Drawing]] | Exception = self._pipe.recv()
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


def _help(pipe: Connection, parent: int, deal: _Deal, bench: Bench, pages: Sequence[Task]) -> None:
    done: list[Done] = []
    try:
        for hand in deal:
            # Somebody killed the build: what this process wrote so far is for the next one to find.
            if os.getppid() != parent:
                return
            done += [_write(bench, task) for task in pages[hand]]
    except Exception as error:  # the build raises it as its own
        pipe.send(error)
    else:
        pipe.send((done, bench.index.shelf.drawn))
