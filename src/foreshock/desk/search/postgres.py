"""Finding reports on PostgreSQL.

Left to itself it walks a million rows backwards for a word that one in fifty has, or fetches every hit to throw most
away: 150 to 280 ms. Here the index of words and that of numbers are met first, within as many of the newest numbers as
the planner's own estimate says will hold enough hits, and within all of them where it was wrong.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction

from ..setup import ALIAS
from .terms import NEWEST_RANKED, Order, Term

#: A word that so large a share of reports has is found fastest by walking back from the newest.
_FREQUENT: Final = 0.08
#: So much further back than the estimate says, because it is one.
_SLACK: Final = 1.2


def found(
    cursor: Any, terms: Sequence[Term], order: Order, before: int, size: int, shown: str
) -> list[tuple[Any, ...]]:
    """Rows of hits: one more than `size` of the newest, where there are so many, or the `size` best of the newest."""
    match = match_of(terms)
    if order == "newest":
        score, values, wanted, most = "0", [], size + 1, size + 1
    else:
        # Ranked before they are sorted by number: what is sorted then are two numbers a hit and not its words.
        score, values, wanted, most = "ts_rank_cd(f.words, %s::tsquery, 1)", [match], NEWEST_RANKED, size
    sql = (
        "SELECT id, hits, row_number() OVER (ORDER BY score DESC, id DESC) AS place FROM (SELECT id, score,"  # noqa: S608
        f" count(*) OVER () AS hits FROM (SELECT f.id, {score} AS score FROM desk_found f WHERE f.words @@ %s::tsquery"
        " AND f.id > %s AND f.id < %s ORDER BY f.id DESC LIMIT %s) n) q ORDER BY place LIMIT %s"
    )
    with transaction.atomic(using=ALIAS):
        cursor.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM desk_found")
        end = before or cursor.fetchone()[0]
        floor = _plan(cursor, match, wanted, end)
        while True:
            cursor.execute(
                f"SELECT f.id, {shown}, hits FROM ({sql}) p JOIN desk_found f ON f.id = p.id ORDER BY place",  # noqa: S608
                [*values, match, floor, end, wanted, most],
            )
            rows = cursor.fetchall()
            if not floor or (rows and rows[0][-1] >= wanted):
                return [row[:-1] for row in rows]
            floor = max(0, end - 8 * (end - floor)) if end - floor < end // 16 else 0


def match_of(terms: Sequence[Term]) -> str:
    """The terms as PostgreSQL writes a query."""
    words = (" <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.open else "") for term in terms)
    return " & ".join(f"({one})" for one in words)


def _plan(cursor: Any, match: str, wanted: int, end: int) -> int:
    """Set how the transaction at hand looks for hits, and say above which number to begin."""
    # To compile a query, or to start helpers for it, takes longer than any of these runs.
    cursor.execute("SET LOCAL jit = off")
    cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
    cursor.execute("EXPLAIN (FORMAT JSON) SELECT 1 FROM desk_found f WHERE f.words @@ %s::tsquery", [match])
    told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    share = max(1.0, float(plan["Plan Rows"])) / max(1, end)
    if share >= _FREQUENT:
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        return 0
    cursor.execute("SET LOCAL enable_seqscan = off")
    span = int(_SLACK * wanted / share) + 1000
    if span >= end:
        return 0
    cursor.execute("SET LOCAL enable_indexscan = off")
    return end - span
