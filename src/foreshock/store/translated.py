"""The body of a translation's file: each text under a heading that is its path, its digest in the front matter."""

from __future__ import annotations

from typing import Any

from .plain import Fields, Misfit

_MARK = "## "


def take_texts(fields: Fields) -> str:
    """Take the texts that a body can carry out of the fields of a translation; that body."""
    parts: list[str] = []
    for text in fields["texts"]:
        if carries(text.get("text", ""), _MARK):
            parts += [f"{_MARK}{text['path']}", text.pop("text")]
    return "\n\n".join(parts)


def give_texts(fields: Fields, body: str) -> Fields:
    """The fields of a translation with the texts of its body in them. Raises Misfit."""
    texts = fields.get("texts") or []
    if not isinstance(texts, list) or not all(isinstance(one, dict) for one in texts):
        raise Misfit("texts is a list of texts, each with path and of", "$.texts")
    by_path: dict[Any, Fields] = {one.get("path"): one for one in texts}
    for path, text in split(body, _MARK):
        if not path:
            if text:
                raise Misfit(f"the text “{text[:40]}” stands before the first heading; a heading is “## ” and a path")
            continue
        if path not in by_path:
            raise Misfit(f"“## {path}” is no path under texts: add it there with the digest of its original", "$.texts")
        if "text" in by_path[path]:
            raise Misfit(f"the text of {path} stands twice: keep one", "$.texts")
        by_path[path]["text"] = text
    return fields


def split(text: str, mark: str) -> list[tuple[str, str]]:
    """(heading, text below it) for each heading of one rank; first what stands before any heading, under \"\"."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        if line.startswith(mark):
            parts.append((line.removeprefix(mark).strip(), []))
        else:
            parts[-1][1].append(line)
    return [(heading, "\n".join(lines).strip("\n")) for heading, lines in parts]


def carries(text: str, *marks: str) -> bool:
    """Whether a body gives this text back to the letter; `marks` begin the headings that would break it up."""
    whole = (text + "\n").replace("\r\n", "\n")[:-1].strip("\n")
    return bool(text) and whole == text and not any(line.startswith(marks) for line in text.split("\n") if marks)
