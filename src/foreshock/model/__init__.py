"""What things are: the nouns, the codes, the errors. Imports nothing of ours, does no I/O."""

from .base import Citation, Document, Image, Place, check_slug
from .config import DeskConfig, decode_config, encode_config
from .countries import ISO3
from .developments import Account, Development, Event, LevelChange, Link, Statement
from .errors import (
    Conflict,
    Damaged,
    ForeshockError,
    InvalidValue,
    NotADesk,
    NotFound,
    NotInstalled,
    StoreError,
    TooLarge,
    UnknownCode,
    UnreadableSource,
)
from .levels import CREDIBILITY, INCIDENT, LEVELS, RELIABILITY, Level, LevelCode, check_grade, grade_words
from .lists import Advice, Flashpoint, Note, Party, Region, Scenario, TriggerList, View
from .plover import EVENT_TYPES, NON_STATE, ROLES, EventType, check_actor, check_type
from .state import NOUNS, Act, Erasure, Kept, ListState, ObjectKind, Stamp
from .tracks import NOT_PERMISSION, Breach, Claim, Count, Fix, Notice
from .when import When
from .zones import Position, Zone

__all__ = [
    "CREDIBILITY",
    "EVENT_TYPES",
    "INCIDENT",
    "ISO3",
    "LEVELS",
    "NON_STATE",
    "NOT_PERMISSION",
    "NOUNS",
    "RELIABILITY",
    "ROLES",
    "Account",
    "Act",
    "Advice",
    "Breach",
    "Citation",
    "Claim",
    "Conflict",
    "Count",
    "Damaged",
    "DeskConfig",
    "Development",
    "Document",
    "Erasure",
    "Event",
    "EventType",
    "Fix",
    "Flashpoint",
    "ForeshockError",
    "Image",
    "InvalidValue",
    "Kept",
    "Level",
    "LevelChange",
    "LevelCode",
    "Link",
    "ListState",
    "NotADesk",
    "NotFound",
    "NotInstalled",
    "Note",
    "Notice",
    "ObjectKind",
    "Party",
    "Place",
    "Position",
    "Region",
    "Scenario",
    "Stamp",
    "Statement",
    "StoreError",
    "TooLarge",
    "TriggerList",
    "UnknownCode",
    "UnreadableSource",
    "View",
    "When",
    "Zone",
    "check_actor",
    "check_grade",
    "check_slug",
    "check_type",
    "decode_config",
    "encode_config",
    "grade_words",
]
