"""One small file of each format, made here after the published codebooks; nobody's words but ours."""

# ruff: noqa: E501

from __future__ import annotations

import csv
import io
import json
import zipfile
from email.message import EmailMessage

from foreshock.sources.gdelt import EVENTS_1, EVENTS_2, MENTIONS

STORY = (
    "The coalition said on Thursday that its aircraft had struck two armed trucks that came towards its garrison near "
    "the border crossing. A spokesman said that nobody at the garrison was hurt. The government in the capital called "
    "the strike an attack on its sovereignty and promised an answer at a time of its choosing."
)

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Border Wire</title><link>https://wire.example/</link><language>en-gb</language>
<item><title>Two trucks struck near garrison</title><link>https://wire.example/1</link><guid>wire-1</guid>
<pubDate>Thu, 18 May 2017 16:00:00 GMT</pubDate><description><![CDATA[<p>{STORY}</p><script>alert(1)</script>]]></description></item>
<item><title>پاسخ تهران به حمله هوایی</title><link>https://wire.example/2</link><guid>wire-2</guid>
<description>سخنگوی دولت گفت که این حمله نقض حاکمیت است و پاسخ آن در زمان مناسب داده خواهد شد</description></item>
<item><guid>wire-3</guid></item>
</channel></rss>""".encode()

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Atom Wire</title>
<id>urn:x</id><updated>2017-05-18T16:00:00Z</updated><entry><id>urn:1</id><title>Two trucks struck</title>
<link href="https://atom.example/1"/><published>2017-05-18T16:00:00Z</published><author><name>A. Reporter</name></author>
<content type="html">&lt;p&gt;{STORY}&lt;/p&gt;</content></entry></feed>""".encode()

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON Wire",
        "language": "en",
        "items": [
            {"id": 7, "url": "https://json.example/7", "title": "Two trucks struck", "content_html": f"<p>{STORY}</p>",
             "date_published": "2017-05-18T16:00:00Z", "authors": [{"name": "A. Reporter"}]},
            {"id": "8"},
        ],
    }
).encode()  # fmt: skip

PAGE = f"""<!DOCTYPE html><html lang="en"><head><title>Two trucks struck | Border Wire</title>
<meta property="og:title" content="Two trucks struck near garrison"><meta name="author" content="A. Reporter">
<meta property="article:published_time" content="2017-05-18T16:00:00Z"><meta property="og:site_name" content="Border Wire">
</head><body><nav>Home World Sport</nav><article><h1>Two trucks struck near garrison</h1><p>{STORY}</p>
<p>{STORY.replace("Thursday", "Friday")}</p></article><footer>Subscribe to our newsletter</footer></body></html>""".encode()

CRISISWATCH = f"""<!DOCTYPE html><html><head><title>CrisisWatch May 2017 Trends</title></head><body>
<h1>CrisisWatch</h1><p>Global overview of the month.</p><h2>Middle East &amp; North Africa</h2>
<h3>Syria</h3><p>Deteriorated Situation</p><p>{STORY}</p><h3>Yemen</h3><p>Unchanged</p><p>Talks were put off again.</p>
<h3>Israel/Palestine</h3><p>Improved</p><p>A crossing was opened.</p></body></html>""".encode()

TEXT = f"Two trucks struck near garrison\n\n{STORY}\n".encode()


def mail() -> bytes:
    message = EmailMessage()
    message["From"] = "A. Reporter <reporter@wire.example>"
    message["To"] = "desk@list.example"
    message["Subject"] = "Two trucks struck near garrison"
    message["Date"] = "Thu, 18 May 2017 16:00:00 +0000"
    message["Message-ID"] = "<1@wire.example>"
    message.set_content(STORY)
    message.add_alternative(f"<p>{STORY}</p>", subtype="html")
    message.add_attachment(pdf(), maintype="application", subtype="pdf", filename="statement.pdf")
    message.add_attachment(b"\x89PNG....", maintype="image", subtype="png", filename="map.png")
    return message.as_bytes()


def pdf(text: str = STORY, pages: int = 1) -> bytes:
    """A PDF written by hand: the header, some pages of Helvetica, a table of where each object lies."""
    words = text.split()
    lines = [" ".join(words[i : i + 12]) for i in range(0, len(words), 12)]
    shown = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    kids = " ".join(f"{5 + n} 0 R" for n in range(pages))
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        *[page] * pages,
        "<< /Title (Statement on the strike) /Author (Press Office) /CreationDate (D:20170518160000Z) >>",
    ]
    out = b"%PDF-1.4\n"
    at = []
    for number, body in enumerate(objects, 1):
        at.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010} 00000 n \n" for offset in at).encode()
    trailer = (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    return out + trailer.encode()


def gdelt(count: int = 3, columns: tuple[str, ...] = EVENTS_2, **changes: str) -> bytes:
    """Rows of a GDELT event file, ids from 1."""
    lines = []
    for number in range(1, count + 1):
        row = dict.fromkeys(columns, "")
        row |= {
            "GLOBALEVENTID": str(number), "SQLDATE": "20170518", "MonthYear": "201705", "Year": "2017",
            "FractionDate": "2017.3781", "Actor1Code": "USAMIL", "Actor1Name": "UNITED STATES", "Actor1CountryCode":
            "USA", "Actor1Type1Code": "MIL", "Actor2Code": "SYRMIL", "Actor2Name": "SYRIA", "Actor2CountryCode": "SYR",
            "Actor2Type1Code": "MIL", "IsRootEvent": "1", "EventCode": "195", "EventBaseCode": "195",
            "EventRootCode": "19", "QuadClass": "4", "ActionGeo_Type": "4", "ActionGeo_FullName": "Al Tanf, Hims, Syria",
            "ActionGeo_CountryCode": "SY", "ActionGeo_Lat": "33.5", "ActionGeo_Long": "38.66",
            "DATEADDED": "20170519001500", "SOURCEURL": f"https://wire.example/{number}",
        }  # fmt: skip
        row |= changes
        lines.append("\t".join(row[name] for name in columns))
    return ("\n".join(lines) + "\n").encode()


def mentions() -> bytes:
    row = dict.fromkeys(MENTIONS, "")
    row |= {"GLOBALEVENTID": "1", "EventTimeDate": "20170519001500", "MentionTimeDate": "20170519003000"}
    row |= {"MentionType": "1", "MentionSourceName": "wire.example", "MentionIdentifier": "https://wire.example/1"}
    row |= {"SentenceID": "2", "Confidence": "80", "MentionDocTranslationInfo": "srclc:fas;eng:GT-FAS 1.0"}
    return ("\t".join(row.values()) + "\n").encode()


def table(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


ACLED_ROW = {
    "event_id_cnty": "SYR101", "event_date": "2017-05-18", "year": "2017", "time_precision": "1",
    "disorder_type": "Political violence", "event_type": "Explosions/Remote violence",
    "sub_event_type": "Air/drone strike", "actor1": "Military Forces of the United States (2017-2021)",
    "assoc_actor_1": "", "inter1": "External/Other forces", "actor2": "Pro-Government Militia (Syria)",
    "assoc_actor_2": "", "inter2": "Political militia", "interaction": "", "civilian_targeting": "", "iso": "760",
    "region": "Middle East", "country": "Syria", "admin1": "Homs", "admin2": "Tadmor", "admin3": "",
    "location": "At Tanf", "latitude": "33.5", "longitude": "38.66", "geo_precision": "2", "source": "Border Wire",
    "source_scale": "International", "notes": 'On 18 May, aircraft struck a convoy, "in defence".\nTwo trucks burnt.',
    "fatalities": "6", "tags": "", "timestamp": "1700000000",
}  # fmt: skip
ACLED_NEW = table([ACLED_ROW, ACLED_ROW | {"event_id_cnty": "SYR102", "sub_event_type": "Other", "event_type": "Strategic developments"}])  # fmt: skip
#: The columns of 2018, in capitals, with the day first.
ACLED_OLD = table(
    [
        {
            "GWNO": "652", "EVENT_ID_CNTY": "101SYR", "EVENT_ID_NO_CNTY": "101", "EVENT_DATE": "18/05/2017",
            "YEAR": "2017", "TIME_PRECISION": "3", "EVENT_TYPE": "Remote violence", "ACTOR1":
            "Military Forces of the United States", "ALLY_ACTOR_1": "", "INTER1": "8", "ACTOR2": "Civilians (Syria)",
            "ALLY_ACTOR_2": "", "INTER2": "7", "INTERACTION": "78", "COUNTRY": "Syria", "ADMIN1": "Homs",
            "ADMIN2": "Tadmor", "ADMIN3": "", "LOCATION": "At Tanf", "LATITUDE": "33.5", "LONGITUDE": "38.66",
            "GEO_PRECISION": "1", "SOURCE": "Border Wire", "NOTES": "A convoy was struck.", "FATALITIES": "6",
        }
    ]
)  # fmt: skip
ACLED_API = json.dumps({"status": 200, "success": True, "count": 1, "data": [ACLED_ROW | {"latitude": 33.5}]}).encode()

UCDP = table(
    [
        {
            "id": "244657", "relid": "SYR-2017-1-1", "year": "2017", "active_year": "1", "type_of_violence": "1",
            "conflict_name": "Syria: Government", "dyad_name": "Government of Syria - IS", "side_a":
            "Government of Syria", "side_b": "IS", "number_of_sources": "2", "source_article": "", "source_office":
            "Border Wire", "source_date": "2017-05-19", "source_headline": "Fighting in the desert", "source_original":
            "", "where_prec": "2", "where_coordinates": "al-Tanf", "where_description": "near al-Tanf", "adm_1": "Homs",
            "adm_2": "", "latitude": "33.5", "longitude": "38.66", "country": "Syria", "country_id": "652",
            "date_prec": "2", "date_start": "2017-05-17 00:00:00.000", "date_end": "2017-05-18 00:00:00.000",
            "deaths_a": "1", "deaths_b": "2", "deaths_civilians": "0", "deaths_unknown": "0", "best": "3", "high": "5",
            "low": "2",
        }
    ]
)  # fmt: skip

POLECAT_COLUMNS = (
    "Event ID;Event Date;Event Type;Event Mode;Intensity;Quad Code;Contexts;Actor Name;Actor Country;Actor COW;"
    "Primary Actor Sector;Actor Sectors;Actor Title;Actor Name Raw;Wikipedia Actor ID;Recipient Name;Recipient Country;"
    "Recipient COW;Primary Recipient Sector;Recipient Sectors;Recipient Title;Recipient Name Raw;"
    "Wikipedia Recipient ID;Placename;City;District;Province;Country;Latitude;Longitude;GeoNames ID;Raw Placename;"
    "Feature Type;Source;Publication Date;Story People;Story Organizations;Story Locations;Language;Version"
).split(";")


def polecat() -> bytes:
    row = dict.fromkeys(POLECAT_COLUMNS, "None")
    row |= {
        "Event ID": "20170518-0001-abc_ASSAULT", "Event Date": "2017-05-18", "Event Type": "ASSAULT", "Event Mode":
        "aerial", "Actor Name": "United States Air Force", "Actor Country": "USA", "Primary Actor Sector": "MIL",
        "Recipient Name": "Milícia", "Recipient Country": "SYR", "Primary Recipient Sector": "REB", "City": "At Tanf",
        "Country": "Syria", "Latitude": "33.5", "Longitude": "38.66", "Source": "Border Wire", "Publication Date":
        "2017-05-19", "Language": "Portuguese",
    }  # fmt: skip
    return ("\t".join(row) + "\n" + "\t".join(row.values()) + "\n").encode("latin-1")


RELIEFWEB_V1 = json.dumps(
    {
        "href": "https://api.reliefweb.int/v1/reports?appname=x", "count": 1, "totalCount": 1,
        "data": [
            {"id": "1234", "score": 1, "fields": {"title": "Situation report", "body": STORY, "url":
             "https://reliefweb.int/node/1234", "date": {"original": "2017-05-18T00:00:00+00:00", "created":
             "2017-05-20T00:00:00+00:00"}, "source": [{"name": "Office for Coordination", "shortname": "OFC"}],
             "language": [{"code": "en", "name": "English"}]}},
            {"id": "1235", "href": "https://api.reliefweb.int/v1/reports/1235"},
        ],
    }
).encode()  # fmt: skip
RELIEFWEB_V2 = RELIEFWEB_V1.replace(b"/v1/", b"/v2/").replace(b'"body"', b'"body-html"')

GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "id": "a", "properties": {"date": "2017-05-18", "type": "ASSAULT", "name": "At Tanf",
             "actor": "USA:MIL", "description": STORY}, "geometry": {"type": "Point", "coordinates": [38.66, 33.5]}},
            {"type": "Feature", "properties": {"date": "2017-05-19", "name": "The ring"}, "geometry": {"type":
             "Polygon", "coordinates": [[[38, 33], [39, 33], [39, 34], [38, 34], [38, 33]]]}},
            {"type": "Feature", "id": "c", "properties": {"date": "soon"}, "geometry": None},
        ],
    }
).encode()  # fmt: skip

MAPPING = {"id": "No.", "date": "Day", "type": "What", "actor": "Who", "place": "Where", "text": "Words", "lat": "Y", "lon": "X"}  # fmt: skip
MAPPED = table(
    [
        {"No.": "1", "Day": "18.05.2017", "What": "ASSAULT", "Who": "USA:MIL", "Where": "At Tanf", "Words": STORY, "Y":
         "33.5", "X": "38.66", "Other": "x"},
        {"No.": "2", "Day": "18.05.2017", "What": "Bombing", "Who": "Iran", "Where": "At Tanf", "Words": "", "Y": "",
         "X": "", "Other": ""},
    ],
    ";",
)  # fmt: skip


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


#: name → (kind, media type, bytes, reports, unread pieces)
FILES: dict[str, tuple[str, str, bytes, int, int]] = {
    "wire.rss": ("feed", "application/rss+xml", RSS, 2, 1),
    "wire.atom": ("feed", "application/atom+xml", ATOM, 1, 0),
    "wire.json": ("json-feed", "application/feed+json", JSON_FEED, 1, 1),
    "story.html": ("page", "text/html", PAGE, 1, 0),
    "crisiswatch.html": ("crisiswatch", "text/html", CRISISWATCH, 3, 0),
    "statement.pdf": ("pdf", "application/pdf", pdf(), 1, 0),
    "story.txt": ("text", "text/plain", TEXT, 1, 0),
    "story.eml": ("mail", "message/rfc822", mail(), 2, 1),
    "20170519001500.export.CSV": ("gdelt", "text/plain", gdelt(), 3, 0),
    "20170519.export.CSV": ("gdelt", "text/plain", gdelt(2, EVENTS_1), 2, 0),
    "20170519001500.mentions.CSV": ("gdelt-mentions", "text/plain", mentions(), 1, 0),
    "acled.csv": ("acled", "text/csv", ACLED_NEW, 2, 0),
    "acled-2018.csv": ("acled", "text/csv", ACLED_OLD, 1, 0),
    "acled.json": ("acled", "application/json", ACLED_API, 1, 0),
    "ged.csv": ("ucdp", "text/csv", UCDP, 1, 0),
    "reliefweb-v1.json": ("reliefweb", "application/json", RELIEFWEB_V1, 1, 1),
    "reliefweb-v2.json": ("reliefweb", "application/json", RELIEFWEB_V2, 1, 1),
    "polecat.txt": ("polecat", "text/tab-separated-values", polecat(), 1, 0),
    "places.geojson": ("geojson", "application/geo+json", GEOJSON, 2, 1),
}
