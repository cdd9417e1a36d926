"""The forms of a flashpoint's texts and of a level, both ways. Rows as in `forms`: an empty first field deletes one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from foreshock.model import Advice, Flashpoint, InvalidValue, LevelChange, Scenario

from .forms import ROWS, Copies, filled, image_fields, images_from, row_numbers

Fields = Mapping[str, str]

#: Plain fields of a flashpoint's form: name → label, rows of the box (0: one line).
TEXTS: Final[dict[str, tuple[str, int]]] = {
    "name": ("Name", 0),
    "summary": ("In a few words", 0),
    "question": ("Question (a capital's, in place of the incident)", 0),
    "why": ("Why it matters", 7),
    "background": ("Background", 12),
    "analysis": ("Analysis", 12),
}
#: Plain fields of a level's form.
LEVEL_TEXTS: Final[dict[str, tuple[str, int]]] = {
    "summary": ("In one or two sentences", 3),
    "reasons_for": ("Reasons for it, one a line", 4),
    "reasons_against": ("Reasons against it, one a line", 4),
    "would_raise": ("What would raise it", 2),
    "would_lower": ("What would lower it", 2),
    "alert": ("What to watch ahead", 2),
    "opportunity": ("What could bring it down", 2),
    "developments": ("Entries it rests on, one a line", 4),
}
_LINES: Final = ("reasons_for", "reasons_against", "developments")
STATUSES: Final = ("open", "partly done", "done", "overtaken")


def flashpoint_fields(value: Flashpoint) -> dict[str, str]:
    """The fields of a form that shows a flashpoint's texts."""
    fields = {name: str(getattr(value, name)) for name in TEXTS}
    for n, scenario in enumerate(value.scenarios):
        fields |= {
            f"scenario-{n}-title": scenario.title,
            f"scenario-{n}-text": scenario.text,
            f"scenario-{n}-triggers": "\n".join(scenario.triggers),
            f"scenario-{n}-opportunity": scenario.opportunity,
        }
        for m, advice in enumerate(scenario.advice):
            fields |= {
                f"advice-{n}-{m}-addressee": advice.addressee,
                f"advice-{n}-{m}-text": advice.text,
                f"advice-{n}-{m}-status": advice.status,
                f"advice-{n}-{m}-since": advice.since,
            }
    return fields | image_fields(value.images)


def flashpoint_from(fields: Fields, before: Flashpoint, copies: Copies = lambda sha256: ()) -> Flashpoint:
    """The flashpoint that a form describes; what the form does not show stays. `copies` finds those of a picture that
    `before` does not have. Raises InvalidValue."""
    texts = {name: _text(fields.get(name, ""), rows) for name, (_, rows) in TEXTS.items()}
    scenarios = []
    for n in row_numbers(fields, "scenario"):
        title = _text(fields.get(f"scenario-{n}-title", ""), 0)
        if title:
            scenarios.append(
                Scenario(
                    title,
                    _text(fields.get(f"scenario-{n}-text", ""), 1),
                    _lines(fields.get(f"scenario-{n}-triggers", "")),
                    _text(fields.get(f"scenario-{n}-opportunity", ""), 0),
                    _advice(fields, n),
                )
            )
    # A page that was opened before it showed pictures takes none away.
    shown = any(name.startswith("image-") for name in fields)
    images = images_from(fields, before.images, copies) if shown else before.images
    return replace(before, **texts, scenarios=tuple(scenarios), images=images)


def level_fields(value: LevelChange) -> dict[str, str]:
    """The fields of a form that shows a level."""
    fields = {"level": value.level, "date": value.date.isoformat()}
    for name in LEVEL_TEXTS:
        held: Any = getattr(value, name)
        fields[name] = "\n".join(held) if name in _LINES else str(held)
    return fields


def level_from(fields: Fields, slug: str, author: str, today: dt.date) -> LevelChange:
    """The level that a form describes, dated `date` or today. Raises InvalidValue: a level gives its reasons, for and
    against, or it is not published."""
    text = fields.get("date", "").strip()
    try:
        day = dt.date.fromisoformat(text) if text else today
    except ValueError:
        raise InvalidValue(f"no day: {text!r}; write 2019-02-14") from None
    if day > today:
        raise InvalidValue(f"{day} is still to come: a level holds from today on, or from an earlier day")
    values: dict[str, Any] = {
        name: _lines(fields.get(name, "")) if name in _LINES else _text(fields.get(name, ""), 1) for name in LEVEL_TEXTS
    }
    if not values["reasons_for"] or not values["reasons_against"]:
        raise InvalidValue("give at least one reason for this level and one against it: readers see both")
    level: Any = fields.get("level", "")
    return LevelChange(flashpoint=slug, date=day, level=level, author=author, **values)


def rows_of(fields: Fields) -> list[dict[str, Any]]:
    """The form's scenarios with their advice, an empty one of each at the end to fill."""
    found = []
    filled = [n for n in row_numbers(fields, "scenario") if fields.get(f"scenario-{n}-title", "").strip()]
    for n in [*filled, (filled[-1] + 1 if filled else 0)]:
        names = ("title", "text", "triggers", "opportunity")
        taken = [m for m in row_numbers(fields, f"advice-{n}") if fields.get(f"advice-{n}-{m}-addressee", "").strip()]
        advice = [
            {"m": m} | {name: fields.get(f"advice-{n}-{m}-{name}", "") for name in Advice.__struct_fields__}
            for m in [*taken, (taken[-1] + 1 if taken else 0)]
        ]
        found.append({"n": n, "advice": advice} | {name: fields.get(f"scenario-{n}-{name}", "") for name in names})
    return found


def image_rows(fields: Fields, spare: int = 1) -> list[tuple[int, dict[str, str]]]:
    """The form's rows of pictures, with `spare` empty ones at the end to fill."""

    def row(n: int) -> dict[str, str]:
        return {name: fields.get(f"image-{n}-{name}", "") for name in ROWS["image"]}

    numbers = row_numbers(fields, "image")
    kept = [n for n in numbers if filled("image", {name: value.strip() for name, value in row(n).items()})]
    after = kept[-1] + 1 if kept else 0
    return [(n, row(n)) for n in (*kept, *range(after, after + spare))]


def _advice(fields: Fields, n: int) -> tuple[Advice, ...]:
    made = []
    for m in row_numbers(fields, f"advice-{n}"):
        addressee = _text(fields.get(f"advice-{n}-{m}-addressee", ""), 0)
        if not addressee:
            continue
        status: Any = fields.get(f"advice-{n}-{m}-status", "open")
        if status not in STATUSES:
            raise InvalidValue(f"no status of a recommendation: {status!r}; write one of {', '.join(STATUSES)}")
        text = _text(fields.get(f"advice-{n}-{m}-text", ""), 0)
        made.append(Advice(addressee, text, status, _text(fields.get(f"advice-{n}-{m}-since", ""), 0)))
    return tuple(made)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _text(text: str, rows: int) -> str:
    """One line for a line's field; paragraphs as they are for a box."""
    if not rows:
        return " ".join(text.split())
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()
