"""One object as a Markdown file with front matter, and back.

The long text of an object is the body of its file. A text that a body cannot carry to the letter (empty lines at its
ends, a heading that we use ourselves) stands in the front matter instead, under the field's own name; the section
“Why it Matters” stands there as `why_it_matters`, because `why` is the revision's.
"""

from __future__ import annotations

from typing import Any, Final

from foreshock.model import InvalidValue, Kept, ObjectKind

from . import frontmatter
from .layout import IN_PATH, Place
from .plain import REVISION, Fields, Misfit, make_put, revision_fields, to_plain
from .record import Put
from .translated import carries, give_texts, split, take_texts

SECTIONS: Final = {"Why it Matters": "why", "Background": "background", "Analysis": "analysis"}
SCENARIOS: Final = "Scenarios and Recommendations"
#: The field that is the body, by kind.
_BODY: Final[dict[ObjectKind, str]] = {
    "list": "framing",
    "development": "text",
    "level": "summary",
    "breach": "reported",
}
#: The name in the front matter of the section that a revision's own `why` would hide.
_WHY: Final = "why_it_matters"


def write_markdown(kept: Kept[Any]) -> str:
    """The text of an object's file."""
    kind = kept.stamp.kind
    beside = revision_fields(kept)
    if kept.value is None:
        return frontmatter.write(beside, "")
    fields = {name: value for name, value in to_plain(kept.value).items() if name not in IN_PATH[kind]}
    match kind:
        case "flashpoint":
            body = _flashpoint_body(fields)
        case "translation":
            body = take_texts(fields)
        case _:
            body = _text_body(fields, _BODY[kind])
    return frontmatter.write({**fields, **beside}, body)


def read_markdown(text: str, place: Place) -> Put:
    """The Put in an object's file. Raises UnreadableSource or InvalidValue, naming file and line."""
    path = place.path
    fields, body = frontmatter.read(text, str(path))
    of_revision = {name: fields.pop(name) for name in REVISION if name in fields}
    try:
        if clash := sorted(place.fields().keys() & fields.keys()):
            raise Misfit(f"{clash[0]} is told by the file's path: leave it out here", f"$.{clash[0]}")
        gone = of_revision.get("act") == "withdraw" or "erased" in of_revision
        if gone and body:
            raise Misfit("what was withdrawn or erased has no text: take the text out, or write another act")
        if not gone:
            fields = {**place.fields(), **_with_body(place.kind, fields, body)}
        return make_put(place.kind, place.id, fields, of_revision)
    except Misfit as error:
        line = _line(frontmatter.lines(text, str(path)), error.path)
        where = "" if error.path == "$" else f" (at {error.path.removeprefix('$.')})"
        raise InvalidValue(f"{path}:{line}: {error}{where}") from None


def _with_body(kind: ObjectKind, fields: Fields, body: str) -> Fields:
    """The fields of a noun, those from the body among them."""
    if kind == "translation":
        return give_texts(fields, body)
    if kind != "flashpoint":
        name = _BODY[kind]
        if body and name in fields:
            raise Misfit(f"{name} stands both in the front matter and below it: keep one", f"$.{name}")
        return {**fields, name: fields.get(name, body)}
    if _WHY in fields:
        fields["why"] = fields.pop(_WHY)
    texts, scenarios = _sections(body)
    if clash := sorted(texts.keys() & fields.keys()):
        raise Misfit(f"{clash[0]} stands both in the front matter and below it: keep one", f"$.{clash[0]}")
    return {**fields, **texts, **_joined_scenarios(fields.get("scenarios"), scenarios)}


def _sections(body: str) -> tuple[Fields, Fields]:
    """The texts of a flashpoint's body by field, and those of its scenarios by title."""
    names = {title.casefold(): field for title, field in SECTIONS.items()}
    texts: Fields = {}
    for heading, text in split(body, "## "):
        field = names.get(heading.casefold()) or ("scenarios" if heading.casefold() == SCENARIOS.casefold() else "")
        if not field:
            if not heading and not text:
                continue
            known = ", ".join(f"“## {title}”" for title in (*SECTIONS, SCENARIOS))
            what = f"the heading “## {heading}”" if heading else f"the text “{text[:40]}” before the first heading"
            raise Misfit(f"{what} belongs to no section; the sections are {known}, smaller headings begin with ###")
        if field in texts:
            raise Misfit(f"the section “## {heading}” stands here a second time")
        texts[field] = text
    scenarios: Fields = {}
    for heading, text in split(texts.pop("scenarios", ""), "### "):
        if not heading and not text:
            continue
        if not heading or heading in scenarios:
            raise Misfit(
                f"each scenario begins with “### Title”, and no two are called alike: “{heading or text[:40]}”"
            )
        scenarios[heading] = text
    return texts, scenarios


def _joined_scenarios(beside: Any, below: Fields) -> Fields:
    """The scenarios of body and front matter as one list: those of the body in its order, then the others."""
    if beside is None:
        beside = []
    if not isinstance(beside, list) or not all(isinstance(one, dict) for one in beside):
        raise Misfit("scenarios is a list of scenarios, each with its title", "$.scenarios")
    made = [{"title": title, "text": text} for title, text in below.items()]
    for place, one in enumerate(beside):
        if "text" in one:
            made.append(one)
            continue
        match = next((known for known in made if known["title"] == one.get("title")), None)
        if match is None:
            raise Misfit(
                f"there is no scenario “### {one.get('title')}” below the front matter: add it, or mend its title",
                f"$.scenarios[{place}]",
            )
        match.update({name: value for name, value in one.items() if name != "title"})
    return {"scenarios": made} if made else {}


def _text_body(fields: Fields, name: str) -> str:
    """Take the text out of `fields` if a body can carry it."""
    return str(fields.pop(name)) if carries(fields.get(name, "")) else ""


def _flashpoint_body(fields: Fields) -> str:
    """Take out of `fields` what the body of a flashpoint can carry, and return that body."""
    parts: list[str] = []
    for title, field in SECTIONS.items():
        if carries(text := fields.get(field, ""), "## "):
            parts += [f"## {title}", text]
            del fields[field]
    if "why" in fields:
        fields[_WHY] = fields.pop("why")
    scenarios = fields.get("scenarios", [])
    titles = [one["title"] for one in scenarios]
    if (
        scenarios
        and len(set(titles)) == len(titles)
        and all(title and title == title.strip() and "\n" not in title for title in titles)
        and all(not one["text"] or carries(one["text"], "## ", "### ") for one in scenarios)
    ):
        parts.append(f"## {SCENARIOS}")
        for one in scenarios:
            parts += [f"### {one['title']}", *([one["text"]] if one["text"] else [])]
        beside = [{name: value for name, value in one.items() if name != "text"} for one in scenarios]
        fields["scenarios"] = [one for one in beside if len(one) > 1]
        if not fields["scenarios"]:
            del fields["scenarios"]
    return "\n\n".join(parts)


def _line(lines: frontmatter.Lines, path: str) -> int:
    """The line of a path, or of the nearest thing around it."""
    while path not in lines and path != "$":
        path = path[: max(path.rfind("."), path.rfind("["), 1)]
    return lines.get(path, 1)
