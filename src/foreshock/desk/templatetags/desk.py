"""Filters of the desk's templates: `{% load desk %}`."""

from __future__ import annotations

from django import template

from foreshock.model import LEVELS

register = template.Library()


@register.filter
def words(text: str, sep: str = " ") -> list[str]:
    """The parts of a text: `"stated claimed"|words`."""
    return text.split(sep)


#: The shapes of the levels as characters, for tables: a level is a shape and a word before it is a colour.
_SHAPES = {"ring": "○", "half-square": "◧", "triangle": "▲", "diamond": "◆"}


@register.filter
def shape(level: str) -> str:
    """The shape of a level: `{{ row.level.level|shape }}`."""
    return _SHAPES[LEVELS[level].shape]
