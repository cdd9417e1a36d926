"""Invented candidates for the tests of the desk: a place, a list and reports that exist nowhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from foreshock.model import (
    Candidate,
    Citation,
    Clue,
    Development,
    Document,
    Event,
    Flashpoint,
    Piece,
    Place,
    Quotation,
    Route,
    Statement,
    TriggerList,
    When,
    severity_of,
)
from foreshock.store import Put, Store

NOON = dt.datetime(2020, 5, 9, 12, tzinfo=dt.UTC)
TEXT = "Lornian gunboats fired on a Vell trawler near Cape Ness on Saturday, killing two men."


def start(store: Store) -> None:
    """A list with two flashpoints and one published entry."""
    source = Document("wire-0", "The strait, a year on", publisher="Vell Wire")
    entry = Development(
        "cape-ness/2020-05-07/1",
        "Lornian gunboats followed a Vell trawler near Cape Ness and turned away.",
        sources=(Citation("wire-0", "C3"),),
    )
    store.put(
        [
            Put("document", source, NOON),
            Put("flashpoint", Flashpoint("cape-ness", "Cape Ness, Lornia", place=Place("Cape Ness", 50.0, -5.0)), NOON),
            Put("flashpoint", Flashpoint("port-vell", "Port Vell", kind="capital"), NOON),
            Put("development", entry, NOON),
            Put("list", TriggerList("Lornia and Vell", "", order=("cape-ness", "port-vell")), NOON),
        ],
        by="Test",
    )


def candidate(number: int = 1, text: str = TEXT, at: dt.datetime = NOON, killed: int | None = 2) -> Candidate:
    """A candidate with one report, coded."""
    document = Document(f"wire-{number}", f"Report {number}", publisher="Vell Wire", date=When(at.date().isoformat()))
    event = Event("ASSAULT", "UNK:MIL", "UNK:CIV", places=("Cape Ness",), killed=killed)
    clues = tuple(
        Clue(of, text.index(words), text.index(words) + len(words), 0)
        for of, words in (("actor", "Lornian gunboats"), ("action", "fired"), ("place", "Cape Ness"))
        if words in text
    )
    return Candidate(
        id=f"c-{number}",
        proposal=Development(
            f"cape-ness/{at.date().isoformat()}/1",
            text,
            happened=When(at.date().isoformat()),
            place="Cape Ness",
            events=(event,),
            sources=(Citation(document.id, "C3"),),
        ),
        found=at,
        newest=at,
        pieces=(Piece(f"r-{number}", document, text, "C3", When("2020-05-09"), clues, "verb fire", 0.9),),
        routes=(Route("cape-ness", "Cape Ness lies inside its area; a gunboat and a trawler are its parties", 0.9),),
        severity=severity_of((event,)),
    )


SAID = "The harbour master said: “Nobody crosses my line at night.” A pilot said that he had “seen no line”."
PERSIAN = "سخنگوی بندر گفت که هیچ قایقی در شب از تنگه نمی‌گذرد."


def quoted(terms: Any = "quote") -> Candidate:
    """A candidate with two reports: one whose quoted words the coder found, one in Persian."""
    english = Document("wire-said", "A line at night", publisher="Vell Wire", terms=terms)
    persian = Document("wire-fa", "یادداشت بندر", publisher="Port Note", language="fa")
    words = {"The harbour master": "Nobody crosses my line at night.", "A pilot": "seen no line"}
    found = tuple(
        Quotation(one, "en", speaker, span=(SAID.index(one), SAID.index(one) + len(one)))
        for speaker, one in words.items()
    )
    day = NOON - dt.timedelta(days=1)
    return Candidate(
        id="c-0",
        proposal=Development(
            f"cape-ness/{day.date()}/1",
            "The harbour master says that nobody may cross at night.",
            kind="statement",
            statements=(Statement("The harbour master", "GBR", "GOV", 1, ("NOR",)),),
            sources=(Citation("wire-said", "C3"), Citation("wire-fa", "D4")),
        ),
        found=day,
        newest=day,
        pieces=(
            Piece("r-said", english, SAID, "C3", quotations=found),
            Piece("r-fa", persian, PERSIAN, "D4"),
        ),
        routes=(Route("cape-ness", "the harbour of Cape Ness", 0.8),),
    )
