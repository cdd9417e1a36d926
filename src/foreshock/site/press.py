"""The process that prints briefs beside a build: WeasyPrint takes most of a second to load, so it loads meanwhile."""

from __future__ import annotations

import gc
import pickle
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from foreshock.model import NotInstalled, StoreError

from .manifest import File, Folder

if TYPE_CHECKING:
    from .brief.said import BriefView


class Press:
    """A child process that prints into a folder. Use it as a context manager; leaving it ends the process."""

    def __init__(self, folder: Folder) -> None:
        from multiprocessing import get_context

        context = get_context("fork")
        self._folder = folder
        self._asked = 0
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_print_all, args=(theirs, self._pipe, folder.root), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Press:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
        self._process.close()

    def ask(self, path: str, source: str, said: str, view: BriefView) -> None:
        """Have a brief printed to `path`. Returns at once: what is to be printed waits in a file. `said` is the
        digest of what it says."""
        self._asked += 1
        waiting = self._folder.temporary(f"brief-{self._asked}")
        waiting.write_bytes(pickle.dumps((path, source, said, view), pickle.HIGHEST_PROTOCOL))
        self._pipe.send(str(waiting))

    def results(self) -> list[tuple[str, File, bool]]:
        """Wait for all briefs: path, what the list is to say of the file, whether it was written.

        Raises NotInstalled when a system library is missing, StoreError when a brief could not be printed.
        """
        found: list[tuple[str, File, bool]] = []
        while len(found) < self._asked:
            try:
                answer: Any = self._pipe.recv()
            except EOFError:
                raise StoreError("the process that prints briefs came to an end by itself: build again") from None
            if isinstance(answer, NotInstalled):
                raise answer
            if isinstance(answer, str):
                raise StoreError(f"a brief could not be printed: {answer}")
            found.append(answer)
        return found


def _print_all(pipe: Connection, parents: Connection, root: Path) -> None:
    """What the child does until nobody is there to ask for more."""
    # As long as the child itself holds the other end, it would not hear that the build was killed.
    parents.close()
    gc.disable()
    from .brief.paper import Printer

    folder = Folder(root)
    try:
        printer = Printer()
        if not pipe.poll():
            printer.warm_up()
        while True:
            waiting = Path(pipe.recv())
            # Our own process wrote the file a moment ago, into a folder that is ours.
            path, source, said, view = pickle.loads(waiting.read_bytes())  # noqa: S301
            waiting.unlink()
            data = printer.print(view)
            pipe.send((path, *folder.write(path, data, source, ((said, len(data)),))))
            # The last brief's leavings go with the process.
            if pipe.poll():
                gc.collect()
    except EOFError:
        return
    except NotInstalled as error:
        pipe.send(error)
    except Exception as error:  # whatever it was, the build says it
        pipe.send(f"{type(error).__name__}: {error}")
