"""An act as a sentence tells it, and the classes of acts that decide what is made of one."""

from __future__ import annotations

from typing import Final, NamedTuple

from foreshock.model import EVENT_TYPES

VERBAL_CONFLICT: Final = frozenset(name for name, kind in EVENT_TYPES.items() if kind.quad == "verbal conflict")
MATERIAL_CONFLICT: Final = frozenset(name for name, kind in EVENT_TYPES.items() if kind.quad == "material conflict")
COOPERATION: Final = frozenset(name for name, kind in EVENT_TYPES.items() if kind.quad.endswith("cooperation"))
YIELD: Final = frozenset(("CONCEDE", "RETREAT"))
#: Acts that are done by saying something.
SPOKEN: Final = VERBAL_CONFLICT | {"SUPPORT"}

#: The mode of a threat to do an act of a type, and of a request to do one.
THREAT_MODES: Final = {"ASSAULT": "violence", "SANCTION": "relations", "COERCE": "restrict", "MOBILIZE": "violence"}
REQUEST_MODES: Final = {
    "AID": "assist", "COOPERATE": "assist", "SUPPORT": "assist", "CONSULT": "meet", "RETREAT": "yield",
    "CONCEDE": "yield",
}  # fmt: skip


class Act(NamedTuple):
    """A composed act. `verb` carries the frame, `said` the outermost verb; `recipients` are phrase heads to try in
    turn, `doer` the actor's phrase where it is not the subject. `strength` 0..3 tells how specific the evidence is."""

    type: str
    mode: str | None
    verb: int
    said: int
    recipients: tuple[int, ...]
    rule: str
    strength: int
    doer: int = -1
    planned: bool = False
    denied: bool = False
    swapped: bool = False
