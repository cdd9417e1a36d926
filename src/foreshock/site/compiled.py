"""Templates compiled once and kept beside their sources, as Python keeps modules: compiling takes time."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final

import jinja2
from jinja2.bccache import Bucket, BytecodeCache

_CACHE: Final = "__pycache__"


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in `__pycache__` of their folder; where nothing can be written, they are compiled anew.

    `setting` tells apart environments that compile the same template differently. A template that was changed is
    compiled again, and so is one compiled by another Python or Jinja.
    """

    def __init__(self, folder: Path, setting: str) -> None:
        self._folder = folder / _CACHE
        #: Write even where Python was told not to keep what it compiles.
        self.insist = False
        self._end = f"{setting}.{sys.implementation.cache_tag}.jinja-{jinja2.__version__}"

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), self._file(bucket).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode and not self.insist:
            return
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    bucket.write_bytecode(file)
                os.replace(name, self._file(bucket))
            except BaseException:
                os.unlink(name)
                raise

    def _file(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.{self._end}"


def compile_all() -> None:
    """Compile every template, whatever is kept already: for an installation whose folders will not be written to."""
    from .brief.paper import brief_environment
    from .templating import environment

    pages, brief = environment(), brief_environment()
    for compiling, names in ((pages, pages.list_templates(["html"])), (brief, ["brief.html"])):
        cache = compiling.bytecode_cache
        assert isinstance(cache, CompiledTemplates)
        cache.insist = True
        for name in names:
            compiling.get_template(name)
