"""Fingerprints: a page that would change has another digest, and a new entry leaves the digests of far pages alone."""

import datetime as dt
import hashlib

import msgspec
import pytest

from foreshock.model import Development, Erasure, Kept, LevelChange
from foreshock.site.fingerprints import Fingerprints
from foreshock.site.index import Index
from foreshock.site.links import ServerLinks
from foreshock.site.pages import render
from foreshock.site.routes import Route, all_routes

TODAY = dt.date(2021, 7, 15)
GROUPS = ("flashpoints", "developments", "levels", "links", "zones", "documents")


def revised(kept, value):
    """The next revision of an object, with the hashes that a store would give it."""
    digest = hashlib.sha256((kept.stamp.hash + repr(value)).encode()).hexdigest()
    stamp = msgspec.structs.replace(
        kept.stamp, number=kept.stamp.number + 1, act="edit", hash=digest, content_hash=digest
    )
    return Kept(stamp, value)


def changed(state, group, id_, **fields):
    objects = getattr(state, group)
    value = msgspec.structs.replace(objects[id_].value, **fields)
    return msgspec.structs.replace(state, **{group: objects | {id_: revised(objects[id_], value)}})


def withdrawn(state):
    kept = state.developments["lume-strait/2021-06-20/2"]
    gone = msgspec.structs.replace(revised(kept, None).stamp, act="withdraw", why="It was said elsewhere")
    developments = state.developments | {gone.id: Kept(gone, None)}
    return msgspec.structs.replace(state, developments=developments, corrections=(gone, *state.corrections))


def erased(state):
    kept = state.developments["lume-strait/2021-06-20/2"]
    erasure = Erasure("It named a child", "Ada", "Bo", dt.datetime(2021, 7, 1, tzinfo=dt.UTC))
    return msgspec.structs.replace(
        state, developments=state.developments | {kept.stamp.id: Kept(kept.stamp, None, erasure)}
    )


def added(state, value, group="developments"):
    sample = state.developments["aster-city/2021-06-25/1"]
    stamp = msgspec.structs.replace(sample.stamp, id=value.id, hash=hashlib.sha256(value.id.encode()).hexdigest())
    return msgspec.structs.replace(
        state, **{group: dict(sorted((getattr(state, group) | {value.id: Kept(stamp, value)}).items()))}
    )


def relisted(state, **fields):
    value = msgspec.structs.replace(state.list.value, **fields)
    return msgspec.structs.replace(state, list=revised(state.list, value))


CHANGES = {
    "an entry's words": lambda s: changed(s, "developments", "lume-strait/2021-06-20/1", text="Other words."),
    "an entry's head": lambda s: changed(s, "developments", "lume-strait/2021-06-20/2", head="Someone else"),
    "an entry's other flashpoints": lambda s: changed(
        s, "developments", "lume-strait/2021-05-03/1", flashpoints=("aster-city",)
    ),
    "a new entry": lambda s: added(s, Development("lume-strait/2021-06-28/1", "Fog.")),
    "a first entry of another year": lambda s: added(s, Development("lume-strait/2019-06-28/1", "Fog.")),
    "a withdrawal": withdrawn,
    "an erasure": erased,
    "a flashpoint's name": lambda s: changed(s, "flashpoints", "aster-city", name="Aster, the capital"),
    "a flashpoint's place": lambda s: changed(s, "flashpoints", "lume-strait", place=None),
    "a level's summary": lambda s: changed(s, "levels", "lume-strait/2021-06-20", summary="Other reasons."),
    "an earlier level": lambda s: changed(s, "levels", "lume-strait/2021-04-01", level="critical"),
    "a new level": lambda s: added(s, LevelChange("aster-city", dt.date(2021, 6, 1), "severe", "A vote nears.", "Ada",
                                                  developments=("aster-city/2021-06-25/1",)), "levels"),
    "the terms of a picture's source": lambda s: changed(s, "documents", "harbour-log", terms="show"),
    "a link's reason": lambda s: changed(s, "links", "council-raises-strait", reason="Another reason"),
    "a zone's radius": lambda s: changed(s, "zones", "lume-zone", radius_m=9000.0),
    "a document's title": lambda s: changed(s, "documents", "harbour-log", title="Another log"),
    "the list's title": lambda s: relisted(s, title="Another list"),
    "the list's parties": lambda s: relisted(s, parties=s.list.value.parties[:1]),
    "the list's order": lambda s: relisted(s, order=("aster-city", "lume-strait")),
    "the list's closing day": lambda s: relisted(s, closed=None),
    "the list's framing": lambda s: relisted(s, framing="Other words."),
    "the day looked back to": lambda s: msgspec.structs.replace(s, as_of=dt.datetime(2021, 6, 29, tzinfo=dt.UTC)),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_whose_bytes_change_has_another_fingerprint(state, change):
    before, after = Index(state, TODAY), Index(CHANGES[change](state), TODAY)
    old, new = Fingerprints(before), Fingerprints(after)
    routes = set(all_routes(before.state)) & set(all_routes(after.state))
    different = [r for r in routes if r.ext is None
                 and render(r, before, ServerLinks()).body != render(r, after, ServerLinks()).body]  # fmt: skip
    assert different
    assert not [route for route in different if old(route) == new(route)]


def test_a_new_entry_leaves_the_fingerprints_of_far_pages_alone(state):
    far = added(state, Development("aster-city/2021-01-01/1", "A session."))
    old = Fingerprints(Index(far, TODAY))
    new = Fingerprints(Index(added(far, Development("aster-city/2021-06-28/1", "Another session.")), TODAY))
    same = {route for route in all_routes(far) if old(route) == new(route)}
    assert Route("flashpoint", "lume-strait") in same
    assert Route.of_development("lume-strait/2021-05-03/1") in same
    assert Route.of_development("aster-city/2021-01-01/1") in same
    assert Route("flashpoint", "aster-city") not in same
    assert Route.of_development("aster-city/2021-06-25/1") not in same


def test_a_setting_of_the_builder_is_part_of_every_fingerprint(state, index):
    one, two = Fingerprints(index, "https://a.example"), Fingerprints(index, "https://b.example")
    assert not [route for route in all_routes(state) if one(route) == two(route)]


def test_no_two_pages_share_a_fingerprint(state, index):
    fingerprint = Fingerprints(index)
    routes = list(all_routes(state))
    assert len({fingerprint(route) for route in routes}) == len(routes)
