"""Whatever is put in whatever order, the record agrees with a model of it that fits on one screen."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from foreshock.model import Act, Conflict, Development, Flashpoint
from foreshock.store import Put, Store, create_store

START = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
ENTRIES = [f"ford/2018-01-01/{number}" for number in (1, 2, 3)]
Revision = tuple[str | None, dt.datetime | None, str]
instants = st.integers(0, 20).map(lambda day: START + dt.timedelta(day))


class Course(RuleBasedStateMachine):
    """Puts, drafts, withdrawals, undos and erasures of three entries, beside a list of what each should be."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store: Store = create_store(Path(self.folder.name))
        self.model: dict[str, list[Revision]] = {entry: [] for entry in ENTRIES}
        self.erased: set[tuple[str, int]] = set()

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    @initialize()
    def flashpoint(self) -> None:
        self.store.put([Put("flashpoint", Flashpoint("ford", "Ford"), START)], by="A")

    @rule(
        entry=st.sampled_from(ENTRIES),
        text=st.sampled_from([None, "One.", "Two."]),
        published=st.none() | instants,
        act=st.sampled_from([None, "edit", "correct"]),
    )
    def put(self, entry: str, text: str | None, published: dt.datetime | None, act: Act | None) -> None:
        value = None if text is None else Development(entry, text)
        put = Put("development", value, published, "withdraw" if value is None else act, id=entry)
        expected = self.expected(entry, text, published, put.act)
        try:
            result = self.store.put([put], by="A")
        except Conflict:
            assert expected == "refused"
            return
        done = {"added": result.added, "changed": result.changed, "same": result.unchanged, "out": result.kept_out}
        assert done.get(expected) == 1, (expected, result)
        if expected in ("added", "changed"):
            self.model[entry].append((text, published, put.act or ""))

    def expected(self, entry: str, text: str | None, published: dt.datetime | None, act: Act | None) -> str:
        revisions = self.model[entry]
        if not revisions:
            return "added"
        latest = max((day for _, day, _ in revisions if day), default=None)
        goes_back = published is not None and latest is not None and published < latest
        words, day, _ = revisions[-1]
        gone = (entry, len(revisions)) in self.erased
        if not gone and words == text:
            if day is not None or published is None:
                return "same"
            return "refused" if goes_back else "changed"
        for number, (old, when, _) in enumerate(revisions, 1):
            if when == published:
                if (entry, number) in self.erased:
                    return "out"
                if old == text:
                    return "same"
        if text is not None and ((gone and act != "correct") or (words is None and act is None)):
            return "refused"
        return "refused" if goes_back else "changed"

    @rule(entry=st.sampled_from(ENTRIES), number=st.integers(1, 4))
    def erase(self, entry: str, number: int) -> None:
        revisions = self.model[entry]
        if number > len(revisions) or revisions[number - 1][0] is None:
            return
        self.store.erase(f"{entry}@{number}", "A", "B", "a reason")
        self.erased.add((entry, number))

    @invariant()
    def history_is_the_model(self) -> None:
        for entry, revisions in self.model.items():
            kept = self.store.history("development", entry)
            assert [(k.stamp.number, k.stamp.published) for k in kept] == [
                (number, day) for number, (_, day, _) in enumerate(revisions, 1)
            ]
            for number, (k, (text, _, _)) in enumerate(zip(kept, revisions, strict=True), 1):
                assert (k.value and k.value.text) == (None if (entry, number) in self.erased else text)
                assert (k.erasure is not None) == ((entry, number) in self.erased)

    @invariant()
    def state_is_the_newest_published(self) -> None:
        for as_of in (None, START, START + dt.timedelta(7), START + dt.timedelta(20)):
            found = self.store.state(as_of).developments
            for entry, revisions in self.model.items():
                public = [n for n, (_, day, _) in enumerate(revisions, 1) if day and (as_of is None or day <= as_of)]
                assert (entry in found) == bool(public)
                if public:
                    assert found[entry].stamp.number == public[-1]

    @invariant()
    def the_record_verifies(self) -> None:
        assert self.store.verify().problem == ""


Course.TestCase.settings = settings(deadline=None, max_examples=25, stateful_step_count=20)
TestAnyCourseOfEvents = Course.TestCase
