"""The example trigger list that `make demo` opens, as plain text (docs/architecture.md says in which form)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from foreshock.model import NotFound

__all__ = ["example_path", "example_reports"]


def example_path() -> Path:
    """The folder of “Iran–U.S. trigger list, 2017–2019”, to be read with `foreshock.store.folder.read_list`.

    Raises NotFound when the package is not installed as plain files.
    """
    folder = Path(str(files(__name__) / "iran-us-2017-2019"))
    if not folder.is_dir():
        raise NotFound(f"the example list is not at {folder}: install foreshock as files, not as a zip archive")
    return folder


def example_reports() -> Path:
    """The folder of reports, written for the example, from which its desk fills a queue.

    Raises NotFound when the package is not installed as plain files.
    """
    folder = Path(str(files(__name__) / "iran-us-2017-2019-reports"))
    if not folder.is_dir():
        raise NotFound(f"the example's reports are not at {folder}: install foreshock as files, not as a zip archive")
    return folder
