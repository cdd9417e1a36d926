"""Filters of the desk's templates: `{% load desk %}`."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def words(text: str, sep: str = " ") -> list[str]:
    """The parts of a text: `"stated claimed"|words`."""
    return text.split(sep)
