"""`[[source]]` in the settings of a desk."""

from __future__ import annotations

import datetime as dt

import pytest

from foreshock.model import DeskConfig, InvalidValue, Source, decode_config, duration, encode_config


def test_sources_are_read_from_the_settings() -> None:
    config = decode_config(
        b'[[source]]\nid = "wire"\naddress = "https://example.org/rss"\nevery = "15m"\nterms = "private"\n'
        b'[[source]]\nid = "own"\nkind = "csv"\npath = "in/own.csv"\n'
        b'mapping = { id = "no", date = "day", text = "said" }\n'
    )
    assert [source.id for source in config.sources] == ["wire", "own"]
    assert config.sources[0].period == dt.timedelta(minutes=15)
    assert config.sources[0].patience == dt.timedelta(days=1)
    assert config.sources[1].mapping["text"] == "said"


def test_settings_with_sources_are_written_and_read_back() -> None:
    config = DeskConfig(
        sources=(
            Source("wire", address="https://example.org/rss", every="2h", publisher="The “Wire”"),
            Source("own", "csv", path="x.csv", mapping={"id": "No.", "date": "day", "cameo": "code"}),
        )
    )
    assert decode_config(encode_config(config)) == config


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('address = "ftp://example.org/x"', "write https://"),
        ('address = "https://example.org"\npath = "x"', "either an address or a path"),
        ('path = "x"\nevery = "often"', "write 30s, 15m, 6h or 1d"),
        ('path = "x"\nkind = "csv"', "the mapping needs id, date"),
        ('path = "x"\nkind = "csv"\nmapping = { id = "a", date = "b", tetx = "c" }', "mapping of tetx"),
        ('path = "x"\ngrade = "Z9"', "Admiralty"),
        ('path = "x"\nterm = "quote"', "term"),
    ],
)
def test_a_wrong_setting_is_named(line: str, says: str) -> None:
    with pytest.raises(InvalidValue, match=says):
        decode_config(f'[[source]]\nid = "wire"\n{line}\n'.encode())


def test_two_sources_cannot_share_an_id() -> None:
    with pytest.raises(InvalidValue, match="two sources are called a"):
        DeskConfig(sources=(Source("a", path="x"), Source("a", path="y")))


def test_times_are_read() -> None:
    assert duration("90m") == dt.timedelta(minutes=90)
