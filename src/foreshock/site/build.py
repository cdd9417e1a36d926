"""Bake the whole site to plain files that work from a folder, offline; the next time only what changed."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from .manifest import File, claim
from .offer import Letters, can_print
from .press import Press

if TYPE_CHECKING:
    from foreshock.store import ReadOnly
    from foreshock.zone.sharing import Sharing

Progress = Callable[[int, int], None]


class BuildResult(Struct, frozen=True):
    """What a build did, in files. `files` are those written; `missing` what the site should hold and cannot:
    pictures whose bytes are not in the archive, briefs where WeasyPrint is not installed."""

    written: int
    unchanged: int
    removed: int
    files: tuple[str, ...]
    missing: tuple[str, ...] = ()


def build(
    store: ReadOnly | Callable[[], ReadOnly],
    out: Path,
    *,
    as_of: dt.datetime | None = None,
    base_url: str = "",
    jobs: int | None = None,
    today: dt.date | None = None,
    force: bool = False,
    progress: Progress | None = None,
    sharing: Sharing | None = None,
    letters: Letters | None = None,
) -> BuildResult:
    """Bake the site of `store` into the folder `out`, as of now or of `as_of` (published clock).

    A page whose digest stands in the folder's list is left alone; one that was changed or deleted is put back; what
    the site no longer has is removed; files that are not ours stay. `jobs` processes share the pages (as many as
    there are processors), one more prints briefs. `progress` is called with (done, total). Where `store` is a
    function that opens one, what prints briefs loads meanwhile; the store that it opens is closed at the end.
    `letters` is where readers ask for the weekly letter.

    Raises Conflict when `out` holds files that no build made (unless `force`) or another build is running there;
    NotInstalled when a system library of WeasyPrint is missing; StoreError when the disk or the store refuses.
    """
    with ExitStack() as stack:
        stack.enter_context(_collector_off())
        folder = stack.enter_context(claim(out, force))
        # The press first: it loads WeasyPrint while the list is read, and forks before all that makes pages is loaded.
        press = stack.enter_context(Press(folder)) if can_print() else None
        from .baking import Bench, make
        from .plan import Plan, read_index
        from .views.drawings import shelf_names

        if callable(store):
            store = stack.enter_context(closing(store()))
        before = folder.manifest()
        day = today or dt.datetime.now(dt.UTC).date()
        index = read_index(
            store, as_of, day, before.drawings, briefs=press is not None, sharing=sharing, letters=letters
        )
        listed = before.files
        plan = Plan(store, index, base_url)
        stale = sorted(listed.keys() - plan.sources.keys())
        due = {
            path
            for path, source in plan.sources.items()
            if (file := listed.get(path)) is None or file.source != source or not folder.unchanged(path, file)
        }
        if new := due - listed.keys():
            folder.list(listed | dict.fromkeys(new, File("")), before.drawings)
        done = make(Bench(folder, index, base_url, listed), press, plan, due, jobs, progress)
        removed = folder.remove(stale)
        if due or stale:
            fresh = {path: file for path, file, _ in done}
            folder.list(
                {path: fresh.get(path) or listed[path] for path in plan.sources}, index.shelf.all(shelf_names(index))
            )
    written = sorted(path for path, _, new in done if new)
    return BuildResult(len(written), len(plan.sources) - len(written), removed, tuple(written), tuple(plan.missing))


@contextmanager
def _collector_off() -> Iterator[None]:
    """Without the collector of cycles a large list is read a third faster, and forked processes share more of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
