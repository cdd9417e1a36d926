"""`foreshock.toml`: what a desk is called and where its things are. Decoding only; reading the file is the caller's.

Every setting has a default, so an empty file is a valid desk.
"""

from __future__ import annotations

import msgspec

from .errors import InvalidValue
from .sourcing import Source


class DeskConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The settings of a desk.

    `base_url` is the public address, `https://example.org/list` for instance; permanent addresses, feeds and
    share links need it. `author` stands in the record where a command was given no `--by`. `evidence` is where reports
    and coded events are kept, a folder or any fsspec address; by default the desk's folder `evidence`.
    """

    title: str = "Trigger list"
    base_url: str = ""
    author: str = ""
    evidence: str = ""
    sources: tuple[Source, ...] = msgspec.field(default=(), name="source")

    def __post_init__(self) -> None:
        ids = [source.id for source in self.sources]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise InvalidValue(f"two sources are called {', '.join(twice)}: give each an id of its own")
        if self.base_url and not self.base_url.startswith(("https://", "http://")):
            raise InvalidValue(
                f"no web address: base-url = {self.base_url!r}; write https://example.org or leave it out"
            )


def decode_config(data: bytes, name: str = "foreshock.toml") -> DeskConfig:
    """Read the text of a `foreshock.toml`. Raises InvalidValue naming the file and the setting."""
    try:
        return msgspec.toml.decode(data, type=DeskConfig)
    except (msgspec.DecodeError, InvalidValue) as error:
        known = ", ".join(field.encode_name for field in msgspec.structs.fields(DeskConfig))
        raise InvalidValue(f"{name}: {error}; known settings are {known}") from None


def encode_config(config: DeskConfig) -> bytes:
    """Write a `foreshock.toml`, each setting with a line that says what it is for."""
    values = msgspec.to_builtins(config)
    notes = {
        "title": "What the desk is called.",
        "base-url": "The public address of the site; permanent addresses, feeds and share links use it.",
        "author": "Who stands in the record where a command was given no --by.",
        "evidence": "Where reports and coded events are kept, such as s3://bucket/evidence; empty: beside this file.",
    }
    lines: list[str] = []
    sources = values.pop("source")
    for key, value in values.items():
        lines += [f"# {notes[key]}", f"{key} = {_toml(value)}", ""]
    plain = msgspec.to_builtins(Source("x", path="x"))
    for source in sources:
        lines.append("[[source]]")
        lines += [f"{key} = {_toml(value)}" for key, value in source.items() if value != plain[key]]
        lines.append("")
    return "\n".join(lines).encode()


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return msgspec.json.encode(value).decode()
