"""`foreshock.toml`: what a desk is called and where its things are. Decoding only; reading the file is the caller's.

Every setting has a default, so an empty file is a valid desk.
"""

from __future__ import annotations

import re
from typing import Final, Literal

import msgspec

from .alerting import AlertTo, MailConfig
from .base import SHA256, check_slug
from .errors import InvalidValue
from .sourcing import Source

_WEB: Final = re.compile(r"https?://[^\s;,'\"<>]+")


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """An OpenID Connect provider at which people of the desk may sign in. The secret comes from the environment."""

    id: str
    server_url: str
    client_id: str
    name: str = ""
    client_secret_env: str = ""

    def __post_init__(self) -> None:
        check_slug(self.id)
        if not self.server_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise InvalidValue(f"no safe address: server-url = {self.server_url!r}; write https://…")


class Reader(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Somebody who may read exact positions: a name for the log, the SHA-256 of the token that is theirs alone, and
    their account at the desk; one of the two may be left out.
    """

    name: str
    token_sha256: str = ""
    account: str = ""

    def __post_init__(self) -> None:
        token = bool(self.token_sha256) or not self.account
        if not 0 < len(self.name.strip()) <= 200 or (token and not SHA256.fullmatch(self.token_sha256)):
            raise InvalidValue(
                f"no reader: {self.name!r} with token-sha256 = {self.token_sha256[:12]!r}…; write a name, and 64 "
                "hexadecimal digits (never the token itself) or an account of the desk"
            )


class ZoneConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """How a desk shares what is seen around its zones.

    For `delay_hours` the public sees what a track did only coarsely, positions at all times no finer than `grid_km`.
    `journal` is the folder of `foreshock zone watch`, `protected` a GeoJSON file of places that are never shown; both
    are looked for beside this file. `readers` may read exact positions, and every read of theirs is logged.
    """

    delay_hours: float = 72.0
    grid_km: float = 10.0
    journal: str = ""
    protected: str = ""
    readers: tuple[Reader, ...] = ()


class PictureConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Which picture files a desk takes: at most `max_mb` million bytes, `max_side` pixels wide or high, and
    `max_megapixels` million pixels in all. `keep_original` says whether the file as it came is kept in the archive,
    where nothing shows it: it may name the place where a picture was taken, and who took it.
    """

    max_mb: float = 10.0
    max_side: int = 12_000
    max_megapixels: float = 50.0
    keep_original: bool = True

    def __post_init__(self) -> None:
        for name, value, most in (
            ("max-mb", self.max_mb, 100),
            ("max-side", self.max_side, 65_535),
            ("max-megapixels", self.max_megapixels, 400),
        ):
            if not 0 < value <= most:
                raise InvalidValue(f"no bound for pictures: {name} = {value}; write a number above 0 and up to {most}")

    @property
    def max_bytes(self) -> int:
        """The most bytes of a file."""
        return int(self.max_mb * 1_000_000)


class DeskConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """The settings of a desk.

    `base_url` is the public address, `https://example.org/list` for instance; permanent addresses, feeds and
    share links need it. `desk_url` is where readers reach the desk when the site is built to another place: the form
    of the weekly letter goes there. `author` stands in the record where a command was given no `--by`. `second_reader`
    says when an entry needs a second person before it is published: `auto` asks for one as soon as two people may
    decide. `evidence` is where reports and coded events are kept, a folder or any fsspec address; by default the desk's
    folder `evidence`. `zone` says what of tracks and breaches the public may see. `alerts` are told what happens,
    and `mail` is how letters reach readers. `pictures` bounds the picture files that come in at the desk.
    """

    title: str = "Trigger list"
    base_url: str = ""
    desk_url: str = ""
    author: str = ""
    second_reader: Literal["auto", "always", "off"] = "auto"
    require_second_factor: bool = False
    sign_in: tuple[SignIn, ...] = ()
    evidence: str = ""
    sources: tuple[Source, ...] = msgspec.field(default=(), name="source")
    zone: ZoneConfig = ZoneConfig()
    alerts: tuple[AlertTo, ...] = msgspec.field(default=(), name="alert")
    mail: MailConfig = MailConfig()
    pictures: PictureConfig = PictureConfig()

    def __post_init__(self) -> None:
        ids = [source.id for source in self.sources]
        twice = sorted({id for id in ids if ids.count(id) > 1})
        if twice:
            raise InvalidValue(f"two sources are called {', '.join(twice)}: give each an id of its own")
        told = [alert.id for alert in self.alerts]
        if len(set(told)) != len(told):
            raise InvalidValue("two alerts have the same id: it is by the id that each is told once")
        for name, address in (("base-url", self.base_url), ("desk-url", self.desk_url)):
            if address and not _WEB.fullmatch(address):
                raise InvalidValue(f"no web address: {name} = {address!r}; write https://example.org or leave it out")


def decode_config(data: bytes, name: str = "foreshock.toml") -> DeskConfig:
    """Read the text of a `foreshock.toml`. Raises InvalidValue naming the file and the setting."""
    try:
        return msgspec.toml.decode(data, type=DeskConfig)
    except (msgspec.DecodeError, InvalidValue) as error:
        known = ", ".join(field.encode_name for field in msgspec.structs.fields(DeskConfig))
        raise InvalidValue(f"{name}: {error}; known settings are {known}") from None


def encode_config(config: DeskConfig) -> bytes:
    """Write a new `foreshock.toml`, each plain setting with a line that says what it is for. Tables, `[[sign-in]]` for
    instance, are the desk's to add."""
    values = msgspec.to_builtins(config)
    notes = {
        "title": "What the desk is called.",
        "base-url": "The public address of the site; permanent addresses, feeds and share links use it.",
        "desk-url": "Where readers reach the desk, if the site is built to another place; for the weekly letter.",
        "author": "Who stands in the record where a command was given no --by.",
        "second-reader": "When a second person reads before publication: auto (as soon as there are two), always, off.",
        "require-second-factor": "Whether everybody at the desk must set up a second factor.",
        "evidence": "Where reports and coded events are kept, such as s3://bucket/evidence; empty: beside this file.",
    }
    lines: list[str] = []
    for key, note in notes.items():
        lines += [f"# {note}", f"{key} = {_toml(values[key])}", ""]
    plain = msgspec.to_builtins(Source("x", path="x"))
    for source in values["source"]:
        lines.append("[[source]]")
        lines += [f"{key} = {_toml(value)}" for key, value in source.items() if value != plain[key]]
        lines.append("")
    for sign_in in values["sign-in"]:
        lines += ["[[sign-in]]", *(f"{key} = {_toml(value)}" for key, value in sign_in.items()), ""]
    for alert in values["alert"]:
        lines += ["[[alert]]", *(f"{key} = {_toml(value)}" for key, value in alert.items() if value is not None), ""]
    if config.mail != MailConfig():
        lines += ["[mail]", *(f"{key} = {_toml(value)}" for key, value in values["mail"].items()), ""]
    if config.pictures != PictureConfig():
        lines += ["[pictures]", *(f"{key} = {_toml(value)}" for key, value in values["pictures"].items()), ""]
    zone = values["zone"]
    readers = zone.pop("readers")
    lines += ["# What of tracks and breaches the public may see, and how late (docs/zone.md).", "[zone]"]
    lines += [f"{key} = {_toml(value)}" for key, value in zone.items()]
    for reader in readers:
        lines += ["", "[[zone.readers]]", *(f"{key} = {_toml(value)}" for key, value in reader.items())]
    lines.append("")
    return "\n".join(lines).encode()


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(key)} = {_toml(inner)}" for key, inner in value.items()) + " }"
    return msgspec.json.encode(value).decode()
