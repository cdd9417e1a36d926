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
#: Second words that make an agency of any name before them: “Saudi Press Agency”.
SURE_TAILS: Final = frozenset("AGENCY IMAGES".split())
#: What the offices that give out pictures of themselves are called.
OFFICES: Final = frozenset("NAVY ARMY FORCE CORPS COMMAND MINISTRY OFFICE PRESIDENCY DEPARTMENT GUARD POLICE".split())
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
    NEITHER EITHER NONE NOTHING EACH EVERY ALL ANY FEW HIS HER THEIR OUR STILL TODAY NOW ONCE ONLY EVEN SUCH NOR THEN
    THUS
    """.split()
)
#: What agencies write in the place of a photographer's name.
NO_NAMES: Final = frozenset("HO HANDOUT STRINGER STR POOL FILE FILES ARCHIVE REUTERS AFP AP EPA TWITTER".split())
#: Words that stand before a name in sentences, or for a state, and in no photographer's name.
SUBJECTS: Final = frozenset(
    """
    PRESIDENT SECRETARY MINISTER PRIME FOREIGN VICE DEPUTY SENATOR REPRESENTATIVE AMBASSADOR GENERAL ADMIRAL COLONEL
    COMMANDER AYATOLLAH SUPREME CROWN KING PRINCE SHEIKH GEN LT MAJ COL ADM CAPT GOV SEN REP AMB MR MRS MS DR SPEAKER
    SENIOR SPECIAL U.S US U.K UK UN EU IRAN IRAN'S IRANIAN IRAQ IRAQI SYRIA SYRIAN ISRAEL ISRAELI RUSSIA RUSSIAN TURKEY
    TURKISH SAUDI YEMENI LEBANESE AMERICAN BRITISH FRENCH GERMAN EUROPEAN CHINESE WASHINGTON TEHRAN MOSCOW IRGC ISIS
    HIZBOLLAH HEZBOLLAH HUTHI HOUTHI PENTAGON
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
