"""Texts through a newer coder: its answer is kept beside the older one, and is the newest from then on."""

from __future__ import annotations

from collections.abc import Sequence

from .coding import CODER, to_be_coded
from .codingworks import CodingWorks
from .evidence import Added, Evidence


def recode(evidence: Evidence, sources: Sequence[str] = ()) -> Added:
    """Code anew every text whose newest coding was made by another coder than today's, in one commit."""
    stale = (
        report for report in evidence.reports(sources=sources) if report.coder != CODER and to_be_coded(report)
    )  # fmt: skip
    with CodingWorks() as coded:
        return evidence.put(coded(stale))
