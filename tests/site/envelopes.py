"""Invented envelopes for the objects of a list: published and recorded at noon of a day."""

import datetime as dt
import hashlib

from foreshock.model import Kept, Stamp


def kept(kind, id_, value, day, number=1, act="add", why="news"):
    """One object as it stood after its revision `number`, published at noon of `day` (“2020-05-09”)."""
    noon = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(12), dt.UTC)
    digest = hashlib.sha256(f"{kind} {id_} {number} {value!r}".encode()).hexdigest()
    return Kept(Stamp(kind, id_, number, act, noon, noon, "A. Keeper", why, digest[::-1], digest), value)
