"""Compile a kernel with Numba, keeping the machine code between runs where a place for it can be found.

Numba keeps compiled kernels beside the source, in the user's cache folder, or where `NUMBA_CACHE_DIR` points. A
read-only install with none of the three must still work, so there the kernel is compiled anew in each process.
Kernels are compiled without fast-math and without contraction of a*b+c, so that the same input gives the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(kernel: Kernel) -> Kernel:
    """Return `kernel` compiled on first call, releasing the GIL while it runs."""
    try:
        fast = numba.njit(kernel, cache=True, nogil=True, error_model="numpy")
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        fast = numba.njit(kernel, cache=False, nogil=True, error_model="numpy")
    return cast(Kernel, fast)
