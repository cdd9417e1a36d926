"""Pages of other flashpoints, put together from a seed: title, dates, heads, folds, captions, gaps and markup vary.

What a page holds is known before it is written out. Every name and sentence is invented; the sentences hold what
makes a reader stumble: dates inside sentences, words of headings and buttons in quotation marks, no full stop at the
end, figures and small letters at the beginning.
"""

from __future__ import annotations

import datetime as dt
import html
import random
from collections.abc import Callable
from dataclasses import dataclass

from invented_pages import HEADINGS, MONTHS, typographic

from foreshock.sources.reading import PageReading
from foreshock.sources.wording import one_line

TITLES = (
    "Strait of Hormuz", "Baghdad, Iraq", "Deir al-Zour, Syria", "Bab al-Mandab Strait", "Natanz, Iran", "Vienna",
    "Eastern Province, Saudi Arabia", "Golan Heights", "Kirkuk and Erbil, Iraq", "Sana’a, Yemen", "Gulf of Oman",
    "Al-Qa’im–Abu Kamal", "The Red Sea", "Beirut, Lebanon", "U.S. Fifth Fleet, Bahrain", "Cyberspace",
)  # fmt: skip
SUBJECTS = (
    "The ministry", "President Ordan", "A harbour pilot", "The U.S. envoy", "Secretary Hale", "al-Bahri Brigade",
    "Tehran",
    "An unnamed diplomat", "Fishermen", "The IRGC's naval arm", "Lt. Gen. Rasch", "Gov. Ana Lorn", "21 sailors",
    "Iraq’s parliament", "EU mediators", "ISIS", "Two tankers", "The 5+1 powers", "UN inspectors", "i24 reporters",
)  # fmt: skip
ENDS = (
    "left the quay at dawn.", "said nothing of the kind had been agreed.", "asked for a second meeting in Muscat.",
    'called the drill "routine and long announced".', 'warned that "no ship will wait longer than a day... not one".',
    "denied any part in it; others doubted that.", "had not been paid since 21 March 2019, a clerk said.",
    "met on 14 April 2018 the delegates of both shores, and again this week.", "recalled the 14 July 2015 accord.",
    "set 7 July 2019 as the last day for an answer.", "spoke of Resolution 9731 of 20 July 2015 at length.",
    'asked: "Who gains from this?"', "counted 1,200 shells, 300 of them live.", "stayed away (see 3 May 2019).",
    "pointed to a letter dated June 3, 2019, which nobody had seen.", "waited, as on 2019-05-03, for the tide.",
    'said that "the Background of this matter" was well known.', "published its Analysis of the wreck.",
    "turned back near the line drawn on 4 May, the third such case since 2017.", "offered to share Facebook data.",
    "was told by the port (in a 12 May 2019 note) to wait.", "spent from 1 June 2019 to 3 June 2019 at anchor.",
    'told reporters to "see more of the coast and less of the capital".', "fired; nobody was hurt...",
    "asked the U.S.", "will, by 2 June 2020, have moved to Jask.", "sent an e-mail and a print of the map back.",
)  # fmt: skip
STARTS = (
    "On 14 April 2018 the U.S. had struck a depot there.", "Since 3 May 2019 the gates are shut.",
    "In a statement of 2 June 2019, both denied it.", '"We will not be moved", the governor declared.',
    "As of May 8, 2019 nobody had answered.", "Speaking on 8 May 2019 President Ordan had promised the reverse.",
    "Until 8 May 2019 Tehran kept to the rules.", "May brought no news.", "March 2019 was quiet; April was not.",
    "Reuters reported the same.", "Tasnim, quoting a captain, put the number at nine.", "AFP could not confirm it.",
    "“It is a warning”, its speaker said. “It is not more than that.”",
    "Five were freed on Thursday, 9 May 2019, he said.",
)  # fmt: skip
UNENDED = ("Some 300 guards were sent to al-Mina", "The port reported no delays", 'Its motto is "never first"')
CAPTIONS = (
    "Sailors on the deck of a frigate off Jask", "A tanker burning in the Gulf of Oman",
    "The reactor seen from the south",
    "U.S. Marines at the gate of the embassy", "President Ordan (left) with his Turkish counterpart in Sochi",
    "Volunteers load flour in Hodeida", "A radar dish above the strait", "The crossing at dawn",
    "Missile on parade in Tehran",
)  # fmt: skip
CREDITS = (
    "REUTERS/Hamad I Sample", "AFP/Ana de Exempla", "IRNA", "AP Photo/Jon Pattern", "TASNIM", "AFP via Getty Images",
    "CRISIS GROUP/Mira Testament", "Red Lantern Media Twitter", "ROYAL HARBOUR POLICE FACEBOOK", "US NAVY", "AFP/HO",
    "U.S. Dept of Example Twitter", "Mehr News Agency", "KHAMENEI.IR", "REUTERS/U.S. Navy/Handout", "AFP/STRINGER",
    "MaT TWITTER", "U.S. CENTRAL COMMAND", "FARS NEWS", "Anadolu Agency/Ali Muster", "Maxar Technologies", "AFP",
    "AFP PHOTO / HO / SEPAH NEWS", "ABC PRESS/Office of the President", "Wikimedia Commons/Mira Testament",
    "REUTERS/WANA (West Asia News Agency)", "EPA-EFE/Abel Tester",
    "U.S. Air Force/Tech. Sgt. Abel Tester",
)  # fmt: skip
PROSE = (
    "The strait is narrow and busy.", "A fifth of the oil that goes by sea passes it.", "Both navies are there daily.",
    "Since the accord of 14 July 2015 the two sides have met twice a year.", "Neither side wants a war.",
    "On the evening of 7 April 2018, a boat came within ninety metres of a destroyer, and nobody fired.",
    "The view from Tehran is that foreign fleets have no business there; the view from Washington is the reverse.",
    "The risk is that one day somebody will.",
    "Both sides should agree on a signal that says nothing but: we have seen you.",
    "Iran-backed forces, as “analysts” call them, hold the road.", "That deadline, 7 July 2019, passed.",
    "In August 2019 the fleets had a talk.", "These Recommendations are not new; the Background is.",
    "U.S. officials should try the hotline once a week.", "The E3 - France, Germany and the U.K. - disagreed.",
)  # fmt: skip
LEADS = ("A Narrow Margin.", "Limited Response?", "Bracket the Port:")
NUMERALS = ("I", "II", "III", "IV", "V")
DATE_FORMS: dict[str, Callable[[dt.date], str]] = {
    "14 February 2019": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "21 Mar 2023": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "March 21, 2023": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "Mar. 21, 2023": lambda d: f"{MONTHS[d.month - 1][:3]}{'.' * (d.month != 5)} {d.day}, {d.year}",
    "March 21st, 2023": lambda d: f"{MONTHS[d.month - 1]} {_ordinal(d.day)}, {d.year}",
    "21 March, 2023": lambda d: f"{d.day} {MONTHS[d.month - 1]}, {d.year}",
    "21st March 2023": lambda d: f"{_ordinal(d.day)} {MONTHS[d.month - 1]} {d.year}",
    "21-Mar-2023": lambda d: f"{d.day}-{MONTHS[d.month - 1][:3]}-{d.year}",
    "04 May 2020": lambda d: f"{d.day:02} {MONTHS[d.month - 1]} {d.year}",
    "21 MARCH 2023": lambda d: f"{d.day} {MONTHS[d.month - 1].upper()} {d.year}",
    "2023-03-21": lambda d: d.isoformat(),
    "21.03.2023": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
    "21/03/2023": lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    "2023/03/21": lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    "Tuesday, 21 March 2023": lambda d: f"{d:%A}, {d.day} {MONTHS[d.month - 1]} {d.year}",
    "21\u00a0March\u00a02023": lambda d: f"{d.day}\u00a0{MONTHS[d.month - 1]}\u00a0{d.year}",
}
FOLDS = ("View More", "See more", "Read More", "View More »", "", "SHOW MORE", "View more")
LIST_FOLDS = ("See more", "", "Load more", "View all developments")
HEADS = (
    "Flashpoint / Global {date} {title} Share Facebook Twitter Email Print Back To Map",
    "Flashpoint / Global {date} Facebook Twitter Email Print {title} Back To Map",
    "Flashpoint / Middle East & North Africa {date} {title} Share Facebook Twitter Email Linkedin Whatsapp Save Print",
    "{title} Flashpoint / Global {date} Share Facebook Twitter Email Print Back To Map",
    "icon caret Arrow Down Arrow Left Arrow Right Arrow Up Line Camera icon set icon set Ellipsis icon set Facebook "
    "Favorite Globe Hamburger List Mail Map Marker Map Microphone Minus PDF Play Print RSS Search Share Trash Twitter "
    "Flashpoint / Global {date} {title} Share Facebook Twitter Email Print Back To Map",
    "Back To Map Flashpoint / Global {date} {title} 5 minutes Share on Facebook Share on Twitter",
    "Flashpoint / Global {title} Last updated: {date} Share Facebook Twitter Email Print",
    "Flashpoint / Global {date} {title}",
)
CAPTION_FORMS = (
    "{caption}, {date} {credit}",
    "{caption}. {date} {credit}",
    "{caption} on {date}. {credit}",
    "{caption}. {credit}",
)


@dataclass(frozen=True)
class Picture:
    caption: str
    credit: str
    words: str


@dataclass(frozen=True)
class Item:
    """An entry. Its picture stands before or behind its text."""

    date: dt.date
    text: str
    picture: Picture | None = None
    above: bool = False


@dataclass(frozen=True)
class Truth:
    """A page, and how it is to be written out. `prose` holds each section's paragraphs and pictures in order."""

    title: str
    date: dt.date
    items: tuple[Item, ...]
    sections: tuple[str, ...]
    prose: dict[str, tuple[str | Picture, ...]]
    form: str
    fold: str
    list_fold: str
    numerals: bool
    head: str

    def written(self, day: dt.date) -> str:
        return DATE_FORMS[self.form](day)

    def heading(self, section: str) -> str:
        name = HEADINGS[section]
        return f"{NUMERALS[self.sections.index(section)]}. {name}" if self.numerals else name


def _ordinal(day: int) -> str:
    return f"{day}{'th' if 11 <= day <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _sentences(draw: random.Random) -> str:
    said = [f"{draw.choice(SUBJECTS)} {draw.choice(ENDS)}"]
    said += [
        draw.choice(STARTS) if draw.random() < 0.4 else f"{draw.choice(SUBJECTS)} {draw.choice(ENDS)}"
        for _ in range(draw.choice((0, 0, 1, 2, 4)))
    ]
    return " ".join(said)


def _picture(draw: random.Random, written: Callable[[dt.date], str], day: dt.date) -> Picture:
    caption, credit, form = draw.choice(CAPTIONS), draw.choice(CREDITS), draw.choice(CAPTION_FORMS)
    taken = written(day - dt.timedelta(days=draw.randrange(500)))
    if form not in CAPTION_FORMS[:2] and not set(credit) & set("/."):
        # Where no date stands right before it, a bare name may as well begin the next sentence: written here with its
        # photographer.
        credit = f"{credit}/Mira Testament" if " " not in credit else "AP Photo/Jon Pattern"
    words = form.format(caption=caption, date=taken, credit=credit)
    return Picture(f"{caption} on {taken}" if " on {date}" in form else caption, credit, words)


def draw_page(seed: int) -> Truth:
    """The page of `seed`: the same one every time."""
    draw = random.Random(seed)
    form, fold = draw.choice(list(DATE_FORMS)), draw.choice(FOLDS)
    quoted: Callable[[str], str] = typographic if draw.random() < 0.4 else str
    first = day = dt.date(2018, 6, 1) + dt.timedelta(days=draw.randrange(2000))
    items = []
    for _ in range(draw.choice((1, 2, 3, 5, 9, 16, 30))):
        text, picture = quoted(_sentences(draw)), None
        if fold and draw.random() < 0.05:
            text = draw.choice(UNENDED)
        if fold and draw.random() < 0.05:
            text = ""
        if text and text[-1] in '.”"' and not text.endswith(("U.S.", 'first"', "first”")) and draw.random() < 0.15:
            picture = _picture(draw, DATE_FORMS[form], day)
        items.append(Item(day, text, picture, above=bool(fold) and draw.random() < 0.2))
        day -= dt.timedelta(days=draw.choice((0, 0, 1, 2, 5, 17, 40)))
    sections = tuple(s for s in HEADINGS if s == "developments" or draw.random() < 0.85)
    prose: dict[str, tuple[str | Picture, ...]] = {}
    for section in sections:
        parts: list[str | Picture] = []
        for _ in range(draw.choice((1, 2, 3))):
            lead = [draw.choice(LEADS)] if draw.random() < 0.2 else []
            parts.append(quoted(" ".join([*lead, *draw.sample(PROSE, draw.choice((1, 2, 4)))])))
            if draw.random() < 0.3:
                parts.append(_picture(draw, DATE_FORMS[form], first))
        prose[section] = tuple(parts)
    return Truth(
        draw.choice(TITLES), first, tuple(items), sections, prose, form, fold, draw.choice(LIST_FOLDS),
        draw.random() < 0.6, draw.choice(HEADS),
    )  # fmt: skip


def _blocks(page: Truth) -> list[str]:
    blocks = [page.head.format(date=page.written(page.date), title=page.title)]
    for section in page.sections:
        blocks.append(page.heading(section))
        if section != "developments":
            blocks += [part if isinstance(part, str) else part.words for part in page.prose[section]]
            continue
        for item in page.items:
            picture = [item.picture.words] if item.picture else []
            text = [item.text] if item.text else []
            blocks += [page.written(item.date), *(picture + text if item.above else text + picture)]
            blocks += [page.fold] if page.fold else []
        blocks += [page.list_fold] if page.list_fold else []
    return blocks


def on_one_line(page: Truth) -> str:
    return " ".join(_blocks(page))


def in_lines(page: Truth) -> str:
    return "\n".join(_blocks(page)) + "\n"


def in_paragraphs(page: Truth) -> str:
    return "\r\n\r\n".join(_blocks(page))


#: How a page's markup sets an entry: date, text and pictures, fold. And a figure: caption words, credit.
ENTRIES = (
    '<article class="entry"><h4>{date}</h4>{above}<p>{text}</p>{below}<a href="#" class="toggle">{fold}</a></article>',
    '<div class="u-df"><div class="date"><span>{date}</span></div>'
    '<div class="o-wysiwyg">{above}<p>{text}</p>{below}</div><button type="button">{fold}</button></div>',
    "<li><strong>{date}</strong> {above}{text}{below} <a href='javascript:void(0)'>{fold}</a></li>",
    "<details open><summary>{date}</summary>{above}<p>{text}</p>{below}<span>{fold}</span></details>",
    "<tr><td>{date}</td><td>{above}{text}{below}<br>{fold}</td></tr>",
    "<dt><time>{date}</time></dt><dd>{above}<p>{text}</p>{below}<p>{fold}</p></dd>",
    "<p><b>{date}</b><br>{text}</p>{above}{below}<p>{fold}</p>",
    '<div class=accordion><button aria-expanded="false">{date}</button>'
    "<div>{above}<p>{text}</p>{below}</div>{fold}</div>",
)
FIGURES = (
    "<figure><img src=a.jpg alt=''><figcaption>{words} <span class=credit>{credit}</span></figcaption></figure>",
    '<div class="c-image"><img src="a.jpg"><div class="caption"><p>{words}</p><small>{credit}</small></div></div>',
    "<figure><img src=a.jpg><figcaption>{words} {credit}</figcaption></figure>",
    "<p>{words} <em>{credit}</em></p>",
)


def written_out(page: Truth) -> dict[str, tuple[str, str]]:
    """The page in every form, by its name: a file's name and its text."""
    texts = {
        "one line": on_one_line(page),
        "lines": in_lines(page),
        "paragraphs": in_paragraphs(page),
    }
    marked = {
        f"HTML {at + 1}": as_html(page, entry, FIGURES[(at + len(page.items)) % len(FIGURES)])
        for at, entry in enumerate(ENTRIES)
    }
    return {k: ("page.txt", t) for k, t in texts.items()} | {k: ("page.html", t) for k, t in marked.items()}


def as_html(page: Truth, entry: str, figure: str) -> str:
    """The page as a browser saves one, with a site's furniture around it."""

    def pictured(picture: Picture | None) -> str:
        if picture is None:
            return ""
        words = html.escape(picture.words.removesuffix(picture.credit).strip())
        return figure.format(words=words, credit=html.escape(picture.credit))

    inner = []
    for section in page.sections:
        inner.append(f"<section><h2>{page.heading(section)}</h2>")
        if section == "developments":
            for item in page.items:
                picture = pictured(item.picture)
                above, below = (picture, "") if item.above else ("", picture)
                inner.append(
                    entry.format(
                        date=page.written(item.date),
                        text=html.escape(item.text),
                        above=above,
                        below=below,
                        fold=page.fold,
                    )
                )
            inner.append(f"<button>{page.list_fold}</button>" if page.list_fold else "")
        else:
            inner += [
                f"<p>{html.escape(part)}</p>" if isinstance(part, str) else pictured(part)
                for part in page.prose[section]
            ]
        inner.append("</section>")
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{html.escape(page.title)} | The Watch</title>"
        "<script>var a = '<p>14 February 2019 not a sentence</p>';</script></head><body>"
        "<nav><ul><li><a href=/>Home</a><li><a href=/regions>Regions</a></ul></nav>"
        "<div class='cookie-banner'>We use cookies. <button>Accept</button></div><main><header>"
        f"<p class=kicker>Flashpoint / Global</p><time>{page.written(page.date)}</time>"
        f"<h1>{html.escape(page.title)}</h1>"
        "<ul class=share><li>Facebook<li>Twitter<li>Email</ul></header>"
        + "".join(inner)
        + "</main><aside><h3>Related Content</h3><a href=/x>Another page</a> <span>3 May 2021</span></aside>"
        "<footer>© 2019 The Watch. Privacy Policy</footer></body></html>"
    )


def differences(page: Truth, reading: PageReading) -> list[str]:
    """What of `page` did not come back exactly, in words."""
    found: list[tuple[str, object, object]] = [
        ("title", reading.title, page.title),
        ("date", reading.date, page.date),
        ("sections", reading.sections, page.sections),
        ("entries", [(e.date, one_line(e.text)) for e in reading.entries], [(i.date, i.text) for i in page.items]),
        (
            "pictures of entries",
            [(i.caption.rstrip("."), i.credit) for e in reading.entries for i in e.images],
            [(one_line(i.picture.caption), i.picture.credit) for i in page.items if i.picture],
        ),
        ("leftovers", [left.text for left in reading.leftovers], []),
    ]
    for section, parts in page.prose.items():
        if section != "developments":
            texts = " ".join(part for part in parts if isinstance(part, str))
            pictures = [(one_line(p.caption), p.credit) for p in parts if isinstance(p, Picture)]
            images = [(i.caption.rstrip("."), i.credit) for i in reading.images if i.section == section]
            found += [(section, " ".join(getattr(reading, section)), texts), (f"{section}: pictures", images, pictures)]
    return [f"{what}: {got!r} instead of {wanted!r}" for what, got, wanted in found if got != wanted]
