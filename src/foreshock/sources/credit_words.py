"""The words of photograph credits and of the prose around them. Tables of meaning, no code that weighs."""

from __future__ import annotations

import re
from typing import Final

#: Agencies and archives, by a word of their name that says it alone. In capitals or with a capital.
AGENCIES: Final = frozenset(
    """
    REUTERS AFP AP EPA EPA-EFE EFE DPA ANSA ANADOLU AA GETTY TASNIM FARS MEHR IRNA ISNA IRIB YJC SANA WAM SPA BNA KUNA
    INA NNA SABA XINHUA TASS SPUTNIK RIA ITAR-TASS KYODO YONHAP BELGA SIPA ZUMA MAGNUM ALAMY SHUTTERSTOCK MAXAR WANA
    DIGITALGLOBE AIRBUS NASA USGS ESA WIKIMEDIA WIKIPEDIA FLICKR CRISISGROUP ICANA DEFAPRESS MIZAN BERNAMA PTI ANI APP
    """.split()
)
#: Second words of an agency's or archive's name.
AGENCY_TAILS: Final = frozenset(
    "PHOTO PHOTOS IMAGES NEWS AGENCY PRESS PICTURES POOL HANDOUT ARCHIVE LABS TECHNOLOGIES COMMONS NOVOSTI"
    " GROUP".split()
)
#: Of these, the ones that no name of an agency in prose ends in.
PICTURE_TAILS: Final = frozenset("PHOTO PHOTOS IMAGES PICTURES POOL HANDOUT ARCHIVE COMMONS".split())
PLATFORMS: Final = frozenset("TWITTER INSTAGRAM FACEBOOK YOUTUBE TELEGRAM FLICKR WIKIMEDIA WIKIPEDIA WEBSITE".split())
#: Agencies whose name has two words, neither of which says it alone.
PAIRS: Final = frozenset(
    {("CRISIS", "GROUP"), ("PRESS", "TV"), ("PLANET", "LABS"), ("GOOGLE", "EARTH"), ("ASSOCIATED", "PRESS")}
)
#: Small words inside a credit.
JOINTS: Final = frozenset("of the for and & via through by – - / de del di da van von bin ibn al el".split())
#: Words that open a sentence and never a credit.
OPENERS: Final = frozenset(
    """
    THE A AN IN ON AT AS IF IT HE SHE THEY THIS THAT THESE THOSE WHILE WHEN AFTER BEFORE FOR FROM BY WITH BUT AND YET
    SINCE VIA TO UNDER OVER MEANWHILE HOWEVER MOREOVER ALTHOUGH DURING AMID ACCORDING BOTH NO SEVERAL ONE TWO THREE ITS
    WE THERE SOME MANY MOST ANOTHER WHETHER WHAT HOW EARLIER LATER SHOULD GIVEN DESPITE
    """.split()
)
LABEL: Final = re.compile(
    r"(?:©\s?|\([cC]\)\s|(?:Photo|Photograph|Picture|Image|Credit|Source)(?:\s(?:[Cc]redit|[Bb]y|courtesy of))?:\s"
    r"|(?:Photo|Image|Picture|Photograph)\s[Bb]y\s|Courtesy of\s)"
)
#: Words that stand before a date inside a sentence, never before an entry's or a caption's.
LEADS_TO_DATE: Final = frozenset(
    "on in of since until till by from to before after between and the a its his their that for at during dated around"
    " about through late early mid as last next or".split()
)


def is_credit_word(word: str) -> bool:
    """Is `word` the name of an agency or platform, as credits write it?"""
    bare = word.strip(".,;:()[]").upper()
    return bare in AGENCIES | PLATFORMS and word[:1].isupper()
