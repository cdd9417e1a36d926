"""Helper processes for work that takes seconds: they end with their owner, however that ends."""

from __future__ import annotations

import gc
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process


def helpers(count: int, collect_garbage: bool = True) -> ProcessPoolExecutor:
    """A pool of `count` processes. Spawned, not forked: BLAS and the parser hold threads that do not survive a fork."""
    return ProcessPoolExecutor(count, get_context("spawn"), _attend, (collect_garbage,))


def _attend(collect_garbage: bool) -> None:
    # Ctrl-C reaches the whole group; the owner decides what becomes of the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_owner, daemon=True).start()
    if not collect_garbage:
        gc.disable()


def _leave_with_the_owner() -> None:
    """A killed owner cannot say that the work is over, and the pool's own pipe stays open among its helpers."""
    owner = parent_process()
    if owner is not None:
        owner.join()
        os._exit(1)
