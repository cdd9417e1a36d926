"""Translations: which there are and which are behind; one of them beside its original."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from foreshock.model import (
    ForeshockError,
    InvalidValue,
    Kept,
    NotFound,
    Translation,
    canonical_language,
    direction,
    known_languages,
    language_name,
)
from foreshock.store import Put

from .. import translating
from ..changes import waiting_changes
from ..people import display_name, may
from ..work import Work, desk_of
from .refused import refuse

#: The languages offered first.
_FIRST = ("ar", "fa", "ru", "fr", "he", "tr")


def overview(request: HttpRequest) -> HttpResponse:
    """All translations, those that are behind first; a form to begin another."""
    work = desk_of(request)
    state = work.published.state()
    wrong = ""
    if of := request.GET.get("of", "").strip().strip("/"):
        try:
            return HttpResponseRedirect(_address(canonical_language(request.GET.get("language", "")), of))
        except InvalidValue as error:
            wrong = str(error)
    context = {
        "listed": [(one, _address(one.tag, one.of)) for one in translating.listed(state)],
        "changes": [one for one in waiting_changes() if one.kind == "translation"],
        "originals": [(of, translating.name_of(value)) for of, value in translating.originals(state).items()],
        "languages": sorted(known_languages(), key=lambda pair: (pair[0] not in _FIRST, pair[1])),
        "may_translate": may(request.user, "analyst"),
        "wrong": wrong,
    }
    return render(request, "desk/translations.html", context, status=422 if wrong else 200)


def of_flashpoint(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """The translation of a flashpoint."""
    return _one(request, language, slug)


def of_entry(request: HttpRequest, language: str, slug: str, day: str, number: int) -> HttpResponse:
    """The translation of an entry."""
    return _one(request, language, f"{slug}/{day}/{number}")


def _one(request: HttpRequest, language: str, of: str) -> HttpResponse:
    work = desk_of(request)
    try:
        language = canonical_language(language)
        original = translating.original_of(work.store, of)
    except (NotFound, InvalidValue) as error:
        return refuse(request, "There is nothing to translate here", str(error), 404)
    history = [kept for kept in work.store.history("translation", f"{language}/{of}") if kept.stamp.published]
    before = history[-1].value if history else None
    assert before is None or isinstance(before, Translation)
    fields: dict[str, str] = {}
    wrong = ""
    if request.method == "POST":
        if not may(request.user, "analyst"):
            return refuse(request, "Readers only look", "Ask an analyst to translate.", 403)
        fields = {name: value for name, value in request.POST.dict().items() if isinstance(value, str)}
        try:
            return _done(request, work, language, original, before, fields)
        except ForeshockError as error:
            wrong = str(error)
    return _page(request, work, language, of, original, history, fields, wrong)


def _done(
    request: HttpRequest, work: Work, language: str, original: Kept[Any], before: Translation | None, fields: Any
) -> HttpResponse:
    """What a form asks for. Raises ForeshockError."""
    by, of = display_name(request.user), original.stamp.id
    name = f"{language}/{of}"
    match fields.get("act"):
        case "put back":
            number = int(fields["number"]) if fields.get("number", "").isdecimal() else 0
            work.store.revert("translation", name, number, by, f"revision {number} put back")
            messages.success(request, f"Put back as it was: {name}")
        case "take down":
            why = " ".join(fields.get("reason", "").split())
            if not why:
                raise InvalidValue("say why it is taken down: the reason stands on the corrections page")
            work.store.put([Put("translation", None, "now", "withdraw", id=name)], by, why)
            messages.success(request, f"Taken down: {name}")
        case _:
            seen = fields.get("seen", "")
            value = translating.translation_from(fields, language, original, before, seen or original.stamp.hash)
            base = int(fields["base"]) if fields.get("base", "").isdecimal() else 0
            made = work.changes.propose("translation", value, base, by, fields.get("reason", ""))
            told = "Published" if made.status == "published" else "Waits for its second reader"
            messages.success(request, f"{told}: {made.object}")
            return HttpResponseRedirect(reverse("desk-translations"))
    return HttpResponseRedirect(_address(language, of))


def _page(
    request: HttpRequest, work: Work, language: str, of: str, original: Kept[Any], history: Any, fields: Any, wrong: str
) -> HttpResponse:
    before = history[-1].value if history else None
    former = work.store.history(original.stamp.kind, of)
    rows = translating.rows_of(translating.value_of(original), before, former)
    made_from = next((kept for kept in former if before and kept.stamp.hash == before.revision), None)
    own = work.published.index().list.language
    context = {
        "of": of,
        "name": translating.name_of(translating.value_of(original)),
        "tag": language,
        "language": language_name(language),
        "direction": direction(language),
        "own": own,
        "own_name": language_name(own),
        "own_direction": direction(own),
        "rows": [(row, fields.get(f"text-{row.path}", row.text), fields.get(f"holds-{row.path}")) for row in rows],
        "behind": sum(row.stale for row in rows),
        "made_from": made_from,
        "original": original,
        "translator": fields.get("translator", before.translator if before else display_name(request.user)),
        "why": fields.get("reason", "brought up to date" if before else "translated"),
        "base": fields.get("base", history[-1].stamp.number if history else 0),
        "seen": fields.get("seen", original.stamp.hash),
        "history": history[::-1],
        "there": before is not None,
        "waiting": [one for one in waiting_changes() if (one.kind, one.object) == ("translation", f"{language}/{of}")],
        "may_translate": may(request.user, "analyst"),
        "wrong": wrong,
    }
    return render(request, "desk/translation.html", context, status=422 if wrong else 200)


def _address(language: str, of: str) -> str:
    parts = of.split("/")
    if len(parts) == 1:
        return reverse("desk-translation", args=[language, of])
    if len(parts) != 3 or not parts[2].isdecimal():
        raise InvalidValue(f"nothing that can be translated: {of!r}; write the id of a flashpoint or an entry")
    return reverse("desk-translation-entry", args=[language, *parts])
