"""Front matter: a text file that begins with a block of YAML between two lines of three hyphens.

The YAML is read event by event, in one pass, without the surprises of its full form: no anchors, no tags, no booleans
or dates (`no` and `2017-06-14` are words), no key twice, no deep nesting. What is written reads the same in any other
reader of YAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar, Final

import yaml

from foreshock.model import InvalidValue, UnreadableSource

Fields = dict[str, Any]
#: Path of a value, written as msgspec writes it (`$.events[0].type`) → line in the file, from 1.
Lines = dict[str, int]

_MAX_DEPTH: Final = 40
_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+\.[0-9]*(?:[eE][-+][0-9]+)?")
_SPLIT: Final = re.compile(r"---[ \t]*\n(?P<yaml>(?:.*?\n)??)---[ \t]*(?:\n|\Z)", re.DOTALL)
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


#: A number to readers of YAML 1.2, but a word to those of 1.1, whose forms PyYAML knows.
_NUMBER_1_2: Final = re.compile(r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+)\Z")


class _Dumper(_DUMPER):  # type: ignore[misc]
    """Writes days and instants without quotes; everything else that another reader could mistake keeps them."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, form) for tag, form in forms if tag != "tag:yaml.org,2002:timestamp"]
        + ([("tag:yaml.org,2002:float", _NUMBER_1_2)] if first in list("-+.0123456789") else [])
        for first, forms in _DUMPER.yaml_implicit_resolvers.items()
    }


def read(text: str, file: str) -> tuple[Fields, str]:
    """The fields and the body of a file. Raises UnreadableSource or InvalidValue, naming file and line."""
    fields, body, _ = _read(text, file, None)
    return fields, body


def lines(text: str, file: str) -> Lines:
    """Where in the file each field stands; for messages."""
    return _read(text, file, {})[2] or {}


def write(fields: Fields, body: str) -> str:
    """The text of a file. `read` gives the same fields and, but for empty lines at its ends, the same body."""
    block = yaml.dump(fields, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110) if fields else ""
    return f"---\n{block}---\n" + (f"\n{body}\n" if body else "")


def _read(text: str, file: str, marks: Lines | None) -> tuple[Fields, str, Lines | None]:
    match = _SPLIT.match(text)
    if not match:
        raise UnreadableSource(f"{file}: no front matter; the file begins with fields between two lines of ---")
    block = match["yaml"]
    fields = _Builder(file, marks).build(block) if block.strip() else {}
    return fields, text[match.end() :].strip("\n"), marks


class _Builder:
    """Builds plain data from YAML's events."""

    def __init__(self, file: str, marks: Lines | None) -> None:
        self.file = file
        self.marks = marks

    def build(self, block: str) -> Fields:
        try:
            events: Iterator[Any] = yaml.parse(block, Loader=_LOADER)
            next(events)
            document = next(events)
            if not isinstance(document, yaml.DocumentStartEvent):
                return {}
            value = self._value(next(events), events, "$", 0)
            next(events)
            if not isinstance(after := next(events), yaml.StreamEndEvent):
                raise self._wrong(after, "a second document begins here")
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 2
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            raise UnreadableSource(f"{self.file}:{line}: no YAML: {problem}; put text with : or # in quotes") from None
        if not isinstance(value, dict):
            raise UnreadableSource(f"{self.file}:2: the front matter is no list of fields; write name: value")
        return value

    def _value(self, event: Any, events: Iterator[Any], path: str, depth: int) -> Any:
        if depth > _MAX_DEPTH:
            raise self._wrong(event, "this is nested too deep")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise self._wrong(event, "anchors and aliases (& and *) are not read: write the value out, or in quotes")
        if event.tag not in (None, "!"):
            raise self._wrong(event, f"the tag {event.tag[:40]!r} is not read: leave it out, or put it in quotes")
        if self.marks is not None:
            self.marks[path] = _line(event)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event.value) if event.implicit[0] and not event.style else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            made: list[Any] = []
            while not isinstance(one := next(events), yaml.SequenceEndEvent):
                made.append(self._value(one, events, f"{path}[{len(made)}]", depth + 1))
            return made
        return self._mapping(events, path, depth)

    def _mapping(self, events: Iterator[Any], path: str, depth: int) -> Fields:
        made: Fields = {}
        while not isinstance(key := next(events), yaml.MappingEndEvent):
            if not isinstance(key, yaml.ScalarEvent):
                raise self._wrong(key, "a field's name is a word")
            if key.value in made:
                raise self._wrong(key, f"the field {key.value[:60]!r} stands here a second time")
            inner = f"{path}.{key.value}"
            made[key.value] = self._value(next(events), events, inner, depth + 1)
            if self.marks is not None:
                self.marks[inner] = _line(key)
        return made

    def _wrong(self, event: Any, problem: str) -> InvalidValue:
        return InvalidValue(f"{self.file}:{_line(event)}: {problem}")


def _line(event: Any) -> int:
    """The line in the file: the block begins on the second one."""
    return int(event.start_mark.line) + 2


def _scalar(text: str) -> Any:
    """What a plain scalar means: nothing, a number, or its own words."""
    if text in ("", "~", "null"):
        return None
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text
