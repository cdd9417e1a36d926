"""Where the example list lies once installed."""

from __future__ import annotations

from foreshock.examples import example_path


def test_the_example_lies_inside_the_package_as_plain_text() -> None:
    folder = example_path()
    assert (folder / "list.md").is_file()
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".md", ".csv", ".geojson"}
