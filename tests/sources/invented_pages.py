"""Pages made up for the tests: places real or not, every sentence invented, what they hold known beforehand."""

from __future__ import annotations

import datetime as dt
import html
import random
from dataclasses import dataclass, field

MONTHS = "January February March April May June July August September October November December".split()

SENTENCES = (
    "A patrol boat of the coast guard stopped a tanker near Qeshm and let it go after two hours.",
    'On 3 May 2019 the harbour master had said that "no ship will wait longer than a day".',
    'The minister, back from the 17 January meeting, called the drill "routine and long announced".',
    '"We will not be moved", the governor declared, adding that "the strait stays open to all who keep its rules".',
    "Two crew members were hurt, according to a note that the company sent out on 7 April.",
    "The Analysis shows, an official said, that the Background of the talks was known to both sides.",
    "Al-Bahri Brigade fighters fired on a checkpoint south of the lake; nobody was hurt.",
    "U.S. Navy ships left the area after a day.",
    "ISIS claimed the attack; local officials doubted it.",
    "Reuters reported that three drones were seen over the terminal, and that one of them fell into the sea.",
    "The fleet's spokesperson denied that any vessel had crossed the line.",
    "Fishermen found a drifting mine, the fourth since 2018, and called the navy.",
    'A deputy minister told a newspaper that "nothing has been agreed... and nothing will be before June".',
    "21 sailors were taken ashore and sent home.",
    'The army said it had shot down a drone, while the other side maintained that "all our aircraft are home".',
    "President Ordan met his counterpart in Muscat and promised to reopen the line between the two navies.",
    "The radar station was out of service for a week; repairs ended on 2 June, the operator said.",
    'The envoy asked: "Who gains from this?"',
    'Parliament voted for the bill. "It is a warning", its speaker said. "It is not more than that."',
    "An unnamed diplomat spoke of a misunderstanding [sic] about who was to call whom.",
)
UNENDED = (
    "State media said that 300 guards had been sent to al-Mina",
    "The port reported no delays",
    "The convoy turned back, its escort said, on orders from the U.S.",
)
CAPTIONS = (
    ("Sailors on the deck of a frigate off Jask", "REUTERS/Hamad I Sample"),
    ("A tanker burning in the Gulf of Oman", "AFP/Ana de Exempla"),
    ("Farmers near the fence at Majdal", "IRNA"),
    ("The reactor building seen from the south", "AP Photo/Jon Pattern"),
    ("The harbour of Mocha after the storm", "TASNIM"),
    ("A radar dish above the strait", "AFP via Getty Images"),
    ("The crossing at dawn", "CRISIS GROUP/Mira Testament"),
    ("Volunteers load flour in Hodeida", "Red Lantern Media Twitter"),
    ("A gunboat at anchor", "ROYAL HARBOUR POLICE FACEBOOK"),
)
PROSE = {
    "why": (
        "The strait is narrow and busy. A fifth of the oil that goes by sea passes it. "
        "Both navies are there every day, often within sight of each other."
    ),
    "background": (
        "Since the accord of 1988 the two sides have met twice a year. The view from the northern shore is that "
        "foreign fleets have no business there; the view from the south is that they alone keep it open."
    ),
    "analysis": (
        "A Narrow Margin. Neither side wants a war. On the evening of 7 April 2018 a boat came within ninety metres "
        "of a destroyer, and nobody fired. The risk is that one day somebody will."
    ),
    "scenarios": (
        "A Collision at Night. Two vessels meet without lights. Both sides should agree on a signal that says "
        "nothing but: we have seen you. The hotline should be tried once a week."
    ),
}
HEADINGS = {
    "why": "Why it Matters",
    "developments": "Recent Developments",
    "background": "Background",
    "analysis": "Analysis",
    "scenarios": "Scenarios and Recommendations",
}
NUMERALS = ("I", "II", "III", "IV", "V")
TITLES = ("Strait of Hormuz", "Natanz, Iran", "Bab al-Mandab", "Golan Heights", "Île de Périm, Yemen", "Shaykh Sa‘īd")


@dataclass(frozen=True)
class Picture:
    caption: str
    credit: str
    date: dt.date


@dataclass(frozen=True)
class Item:
    date: dt.date
    text: str
    picture: Picture | None = None


@dataclass(frozen=True)
class Made:
    """A page and how it is to be written out."""

    title: str
    date: dt.date
    items: tuple[Item, ...]
    sections: tuple[str, ...] = tuple(HEADINGS)
    pictures: dict[str, Picture] = field(default_factory=dict)
    date_form: str = "D Month YYYY"
    fold: str = "View More"
    numerals: bool = True
    typographic: bool = False


def write_date(day: dt.date, form: str) -> str:
    month = MONTHS[day.month - 1]
    ordinal = "th" if 11 <= day.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return {
        "D Month YYYY": f"{day.day} {month} {day.year}",
        "D Mon YYYY": f"{day.day} {month[:3]} {day.year}",
        "Month D, YYYY": f"{month} {day.day}, {day.year}",
        "D Month, YYYY": f"{day.day} {month}, {day.year}",
        "Dth Month YYYY": f"{day.day}{ordinal} {month} {day.year}",
        "D Sept. YYYY": f"{day.day} {'Sept.' if month == 'September' else month} {day.year}",
        "YYYY-MM-DD": day.isoformat(),
    }[form]


DATE_FORMS = (
    "D Month YYYY", "D Mon YYYY", "Month D, YYYY", "D Month, YYYY", "Dth Month YYYY", "D Sept. YYYY", "YYYY-MM-DD",
)  # fmt: skip


def typographic(text: str) -> str:
    opened = False
    out = []
    for character in text:
        if character == '"':
            opened = not opened
            out.append("“" if opened else "”")
        else:
            out.append("’" if character == "'" else character)
    return "".join(out)


def said(made: Made, text: str) -> str:
    return typographic(text) if made.typographic else text


def make(seed: int, size: int = 12, **fixed: object) -> Made:
    """A page drawn from `seed`: `size` entries, newest first, several on one day now and then."""
    draw = random.Random(seed)
    day = dt.date(2019, 6, 1) + dt.timedelta(days=draw.randrange(900))
    first, items = day, []
    for _ in range(size):
        text = " ".join(draw.sample(SENTENCES, draw.choice((1, 1, 1, 2, 3))))
        picture = None
        if draw.random() < 0.15:
            caption, credit = draw.choice(CAPTIONS)
            picture = Picture(caption, credit, day - dt.timedelta(days=draw.randrange(0, 400)))
        items.append(Item(day, text, picture))
        day -= dt.timedelta(days=draw.choice((0, 0, 1, 2, 5, 17, 40)))
    values: dict[str, object] = {
        "title": draw.choice(TITLES),
        "date": first,
        "items": tuple(items),
        "date_form": draw.choice(DATE_FORMS),
        "typographic": draw.random() < 0.5,
        "numerals": draw.random() < 0.6,
        "pictures": {
            section: Picture(*draw.choice(CAPTIONS), first - dt.timedelta(days=draw.randrange(700)))
            for section in ("background", "analysis")
            if draw.random() < 0.5
        },
    }
    return Made(**{**values, **fixed})  # type: ignore[arg-type]


def _caption(made: Made, picture: Picture) -> str:
    return f"{picture.caption}, {write_date(picture.date, made.date_form)} {picture.credit}"


def flat(made: Made) -> str:
    """The page on one line."""
    parts = [f"Flashpoint / Global {write_date(made.date, made.date_form)} {made.title}"]
    parts.append("Share Facebook Twitter Email Print Back To Map")
    for number, section in enumerate(made.sections):
        parts.append(f"{NUMERALS[number]}. {HEADINGS[section]}" if made.numerals else HEADINGS[section])
        if section == "developments":
            for item in made.items:
                parts += [write_date(item.date, made.date_form), said(made, item.text)]
                parts += [_caption(made, item.picture)] if item.picture else []
                parts.append(made.fold)
        else:
            parts.append(said(made, PROSE[section]))
            parts += [_caption(made, made.pictures[section])] if section in made.pictures else []
    return " ".join(part for part in parts if part)


def as_html(made: Made) -> str:
    """The page as a browser saves one, with what stands around it."""
    inner = []
    for number, section in enumerate(made.sections):
        numeral = f"<span class='num'>{NUMERALS[number]}.</span> " if made.numerals else ""
        inner.append(f"<h2 id='{section}'>{numeral}{HEADINGS[section]}</h2>")
        if section == "developments":
            for item in made.items:
                inner.append(f"<article class=entry><h4>{write_date(item.date, made.date_form)}</h4>")
                inner.append(f"<p>{html.escape(said(made, item.text))}</p>")
                inner += [_figure(made, item.picture)] if item.picture else []
                inner.append(
                    f"<a href='javascript:void(0)' onclick='more()'>{made.fold}</a></article>"
                    if made.fold
                    else "</article>"
                )
        else:
            inner.append(f"<p>{html.escape(said(made, PROSE[section]))}</p>")
            inner += [_figure(made, made.pictures[section])] if section in made.pictures else []
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{html.escape(made.title)} | The Watch</title>"
        "<script>var a = '<p>14 February 2019 not a sentence</p>';</script><style>p { color: red }</style></head><body>"
        "<nav><ul><li><a href=/>Home</a><li><a href=/regions>Regions</a></ul></nav>"
        "<div class='cookie-banner'>We use cookies. <button>Accept</button></div><main>"
        f"<p class=kicker>Flashpoint / Global</p><time>{write_date(made.date, made.date_form)}</time>"
        f"<h1>{html.escape(made.title)}</h1><ul class=share><li>Facebook<li>Twitter<li>Email</ul>"
        + "".join(inner)
        + "</main><aside><h3>Related Content</h3><a href=/x>Another page</a></aside>"
        "<footer>© 2019 The Watch. Privacy Policy</footer></body></html>"
    )


def _figure(made: Made, picture: Picture) -> str:
    caption = f"{html.escape(picture.caption)}, {write_date(picture.date, made.date_form)}"
    credit = f"<span class=credit>{picture.credit}</span>"
    return f"<figure><img src='a.jpg' alt=''><figcaption>{caption} {credit}</figcaption></figure>"
