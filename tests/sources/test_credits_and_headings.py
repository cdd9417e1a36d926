"""Credits make captions in running text, agencies in sentences do not; headings are told from their words in prose."""

from __future__ import annotations

import pytest

from foreshock.sources.page import read_page
from foreshock.sources.reading import PageReading

HEAD = "Flashpoint / Global 9 May 2020 Cape Ness Share Facebook Twitter Email Print I. Why it Matters It is narrow. "


def background(text: str) -> PageReading:
    return read_page(f"{HEAD}II. Background {text}".encode(), "page.txt")


@pytest.mark.parametrize(
    "credit",
    [
        "REUTERS", "AFP", "TASNIM", "IRNA", "AP Photo", "REUTERS/Hamad I Sample", "AFP/Ana de Exempla", "Stringer/AFP",
        "AFP via Getty Images", "U.S. Navy/Handout via REUTERS", "CRISIS GROUP/Mira Testament",
        "CRISISGROUP/Mira Testament", "Harbour Watch Twitter", "ROYAL HARBOUR POLICE FACEBOOK", "US NAVY",
        "Planet Labs", "Mehr News Agency", "Wikimedia Commons",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "form",
    ["{}, 3 May 2019 {}", "{}, 3 May 2019. {}", "{}. 3 May 2019 {}", "{}, May 3, 2019, {}", "{}, 3 May 2019 ({})"],
)
def test_a_caption_with_its_date_and_credit_leaves_the_prose(form: str, credit: str) -> None:
    caption = form.format("Two boats at the pier", credit)
    reading = background(f"The pier was built in a year. {caption} The lamps came later, the town says.")
    assert reading.background == ("The pier was built in a year.", "The lamps came later, the town says.")
    (image,) = reading.images
    assert (image.caption.rstrip("."), image.credit, str(image.date)) == ("Two boats at the pier", credit, "2019-05-03")


@pytest.mark.parametrize(
    "prose",
    [
        "The boats met. Reuters reported that nobody was hurt. The boats parted.",
        "The boats met. On 3 May 2019 IRNA said so. The boats parted.",
        "The boats met. IRGC commanders denied it. UN envoys believed them.",
        "The boats met. Via Twitter, President Ordan denied it.",
        "The boats met at Jask, where REUTERS had its only reporter.",
        "The boats met on 3 May 2019 U.S. time. It was dark.",
    ],
)
def test_an_agency_in_a_sentence_is_prose(prose: str) -> None:
    reading = background(prose)
    assert reading.background == (prose,)
    assert reading.images == ()


@pytest.mark.parametrize(
    "prose",
    [
        "As the Analysis shows, the Background matters. Recommendations were made.",
        "“Background” was the word he used. “Analysis”, he said, was not.",
        "He gave Background and Analysis in equal parts, and no Scenarios.",
    ],
)
def test_the_words_of_headings_in_prose_open_no_section(prose: str) -> None:
    reading = read_page(f"{HEAD}{prose}".encode(), "page.txt")
    assert reading.sections == ("why",)
    assert reading.why == (f"It is narrow. {prose}",)


@pytest.mark.parametrize(
    "headings",
    [
        (
            "I. Why it Matters",
            "II. Recent Developments",
            "III. Background",
            "IV. Analysis",
            "V. Scenarios and Recommendations",
        ),
        ("Why it Matters", "Recent Developments", "Background", "Analysis", "Scenarios and Recommendations"),
        ("WHY IT MATTERS", "RECENT DEVELOPMENTS", "BACKGROUND", "ANALYSIS", "SCENARIOS AND RECOMMENDATIONS"),
        (
            "1. Why It Matters",
            "2. Recent developments",
            "3. Background",
            "4. Analysis",
            "5. Scenarios & Recommendations",
        ),
        (
            "I Why it Matters",
            "II Recent Developments",
            "III Background",
            "IV Analysis",
            "V Scenarios and Recommendations",
        ),
        ("Why Does it Matter?", "Latest Updates", "Background", "Analysis", "Scenarios"),
        ("Why does it matter", "Latest Developments", "Background:", "Analysis:", "Scenarios and recommendations:"),
    ],
)
@pytest.mark.parametrize("glue", [" ", "\n", "\n\n"])
def test_headings_are_known_in_every_form(headings: tuple[str, ...], glue: str) -> None:
    bodies = ("It is narrow.", "9 May 2020 A boat came. View More", "It is old.", "It is risky.", "Talk.")
    text = "Cape Ness Share Facebook Twitter" + "".join(
        f"{glue}{h}{glue}{b}" for h, b in zip(headings, bodies, strict=True)
    )
    reading = read_page(text.encode(), "page.txt")
    assert reading.sections == ("why", "developments", "background", "analysis", "scenarios")
    assert (reading.why, reading.background, reading.scenarios) == (("It is narrow.",), ("It is old.",), ("Talk.",))


def test_a_table_of_contents_is_no_section() -> None:
    contents = "I. Why it Matters II. Recent Developments III. Background "
    page = f"Cape Ness Share Facebook Twitter {contents}I. Why it Matters It is narrow. III. Background It is old."
    reading = read_page(page.encode(), "page.txt")
    assert (reading.why, reading.background) == (("It is narrow.",), ("It is old.",))
