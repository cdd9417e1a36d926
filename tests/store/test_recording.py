"""Putting things into the record, and what comes back out."""

from __future__ import annotations

from foreshock.store import Put, Store


def test_every_kind_of_object_comes_back_as_it_was_put(store: Store, small_list: list[Put]) -> None:
    result = store.put(iter(small_list), by="A. Analyst", why="first import")
    assert (result.added, result.changed, result.unchanged) == (len(small_list), 0, 0)
    state = store.state()
    found = [
        state.list,
        *state.flashpoints.values(),
        *state.developments.values(),
        *state.levels.values(),
        *state.links.values(),
        *state.zones.values(),
        *state.documents.values(),
    ]
    kept = {(one.stamp.kind, one.stamp.id): one.value for one in found if one}
    assert kept == {(put.kind, put.object_id): put.value for put in small_list}
    assert store.verify().problem == ""
