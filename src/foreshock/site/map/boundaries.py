"""Which boundaries are drawn broken, which areas are named without a country, and why: the boundary policy as data.

A land boundary is broken where a government, or a record of the United Nations, holds that it is not the agreed
boundary, unless the General Assembly has affirmed it. The tables feed `tools/prepare_geo.py`, the maps, and the
policy text on the about page; `docs/maps.md` explains how to correct them.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct


class Broken(Struct, frozen=True):
    """The boundary between two entities of the base map (alpha-3 codes), drawn broken inside `box`.

    `box` is west, south, east, north in degrees; None means the whole boundary.
    """

    a: str
    b: str
    reason: str
    box: tuple[float, float, float, float] | None = None


class ExtraLine(Struct, frozen=True):
    """A broken line that the base map does not hold: positions (lon, lat) in degrees, first to last.

    `scales` names the base maps that lack it.
    """

    name: str
    reason: str
    points: tuple[tuple[float, float], ...]
    scales: tuple[str, ...] = ("10", "50")


class OpenArea(Struct, frozen=True):
    """An area whose sovereignty is disputed: named by its own name, never as part of a country.

    `outline` is a rough closed polygon, positions (lon, lat): fit to choose a name with, not to be drawn. It counts
    only on land that the base map gives to one of `codes`, whose own boundary is finer.
    """

    name: str
    codes: tuple[str, ...]
    outline: tuple[tuple[float, float], ...]


BROKEN: Final[tuple[Broken, ...]] = (
    Broken("ISR", "PSE", "armistice line of 1949"),
    Broken("ISR", "SYR", "ceasefire line of 1974 on the Golan Heights"),
    Broken("ISR", "LBN", "line of withdrawal of 2000 (Blue Line)"),
    Broken("CYP", "CYN", "ceasefire line of 1974"),
    Broken("CYP", "CNM", "edge of the United Nations buffer zone"),
    Broken("CYN", "CNM", "edge of the United Nations buffer zone"),
    Broken("CYN", "ESB", "ceasefire line of 1974"),
    Broken("CNM", "ESB", "edge of the United Nations buffer zone"),
    Broken("MAR", "ESH", "Western Sahara is a non-self-governing territory; the line is one of control"),
    Broken("SOM", "SOL", "line of control; Somaliland is not recognised as a state"),
    Broken("SRB", "XKX", "Serbia does not recognise the independence of Kosovo"),
    Broken("PRK", "KOR", "military demarcation line of 1953"),
    Broken("IND", "PAK", "line of control and working boundary in Kashmir", (73.0, 32.2, 78.5, 37.5)),
    Broken("IND", "KAS", "positions on the Siachen Glacier"),
    Broken("PAK", "KAS", "positions on the Siachen Glacier"),
    Broken("CHN", "KAS", "positions on the Siachen Glacier"),
    Broken("PAK", "CHN", "agreed in 1963 by China and Pakistan; India claims the area"),
    Broken("IND", "CHN", "line of actual control"),
    Broken("CHN", "BTN", "in negotiation"),
    Broken("IND", "NPL", "Kalapani and Lipulekh", (80.0, 29.9, 81.2, 30.6)),
    Broken("AFG", "PAK", "Afghanistan does not recognise the line of 1893"),
    Broken("SDN", "SSD", "final boundary not determined"),
    Broken("EGY", "SDN", "Halaib and Bir Tawil", (33.0, 21.0, 38.0, 24.0)),
    Broken("KEN", "SSD", "Ilemi triangle", (34.0, 3.5, 36.2, 5.6)),
    Broken("ETH", "SOM", "provisional administrative line"),
    Broken("DJI", "ERI", "Ras Doumeira"),
    Broken("GUY", "VEN", "before the International Court of Justice"),
    Broken("GUY", "SUR", "upper Courantyne", (-58.6, 1.0, -56.0, 3.6)),
    Broken("BLZ", "GTM", "before the International Court of Justice"),
    Broken("RUS", "UKR", "Crimea; the General Assembly affirmed Ukraine’s borders", (32.0, 44.0, 36.7, 46.4)),
    Broken("ARM", "AZE", "not delimited"),
    Broken("THA", "KHM", "not agreed in several places"),
    Broken("HRV", "SRB", "course along the Danube", (18.7, 45.1, 19.6, 46.0)),
    Broken("GIB", "ESP", "Spain disputes the isthmus"),
)

#: Typed from Natural Earth’s 1:50m lines of disputed areas (public domain), thinned to about 3 km.
EXTRA: Final[tuple[ExtraLine, ...]] = (
    ExtraLine(
        "Golan Heights, western edge",
        "line before June 1967",
        (
            (35.611, 32.682), (35.592, 32.723), (35.636, 32.807), (35.633, 32.867), (35.589, 32.953),
            (35.577, 33.010), (35.601, 33.040), (35.635, 33.118), (35.641, 33.200), (35.603, 33.241),
        ),
    ),
    ExtraLine(
        "Western Sahara, northern edge",
        "27°40′N, boundary of the non-self-governing territory",
        ((-13.176, 27.656), (-8.819, 27.656)),
        ("10",),
    ),
    ExtraLine(
        "Crimea, Perekop and Syvash",
        "limit of the peninsula, under Russian control since 2014",
        ((33.55, 46.09), (33.66, 46.15), (33.72, 46.17)),
        ("50",),
    ),
    ExtraLine(
        "Transnistria, western edge",
        "line of control",
        (
            (28.463, 48.091), (28.539, 48.104), (28.574, 48.028), (28.653, 48.017), (28.766, 47.987),
            (28.934, 47.898), (29.010, 47.796), (28.994, 47.680), (29.017, 47.583), (29.103, 47.450),
            (29.089, 47.421), (29.120, 47.369), (29.104, 47.310), (29.154, 47.235), (29.132, 47.153),
            (29.172, 47.136), (29.265, 47.146), (29.359, 47.066), (29.300, 46.984), (29.424, 46.955),
            (29.472, 46.912), (29.537, 46.801), (29.635, 46.813), (29.690, 46.715), (29.674, 46.689),
            (29.748, 46.641), (29.805, 46.581), (29.924, 46.539),
        ),
    ),
    ExtraLine(
        "Abkhazia, eastern edge",
        "line of control",
        (
            (42.088, 43.199), (42.099, 43.143), (42.024, 43.048), (41.940, 42.991), (41.907, 42.922),
            (41.932, 42.862), (41.895, 42.808), (41.928, 42.655), (41.860, 42.590), (41.717, 42.503),
            (41.578, 42.398),
        ),
    ),
    ExtraLine(
        "South Ossetia, southern edge",
        "line of control",
        (
            (43.783, 42.747), (43.697, 42.672), (43.601, 42.611), (43.572, 42.541), (43.567, 42.392),
            (43.608, 42.305), (43.640, 42.282), (43.601, 42.204), (43.612, 42.155), (43.655, 42.108),
            (43.745, 42.109), (43.807, 42.062), (43.907, 42.130), (44.012, 42.166), (44.082, 42.172),
            (44.177, 42.090), (44.249, 42.075), (44.338, 41.999), (44.488, 41.998), (44.539, 42.028),
            (44.640, 42.178), (44.600, 42.338), (44.395, 42.461), (44.354, 42.513), (44.200, 42.654),
        ),
    ),
    ExtraLine(
        "Aksai Chin, eastern edge",
        "line claimed by India",
        (
            (78.917, 33.387), (78.897, 33.557), (79.002, 33.671), (78.894, 33.927), (78.931, 34.000),
            (79.275, 34.020), (79.433, 34.055), (79.495, 34.147), (79.544, 34.236), (79.517, 34.402),
            (79.677, 34.415), (79.727, 34.440), (79.745, 34.537), (79.876, 34.656), (80.028, 34.659),
            (80.175, 34.987), (80.205, 35.177), (80.310, 35.523), (80.263, 35.626), (80.072, 35.738),
            (80.003, 35.819), (79.861, 35.787), (79.518, 35.864), (79.352, 35.974), (79.098, 35.887),
            (78.970, 35.891), (78.746, 35.876), (78.606, 35.818), (78.346, 35.722), (78.133, 35.581),
            (77.799, 35.496),
        ),
    ),
    ExtraLine(
        "Arunachal Pradesh, southern edge",
        "line claimed by China",
        (
            (97.050, 27.760), (96.925, 27.859), (96.684, 27.961), (96.497, 28.089), (96.335, 28.157),
            (96.127, 28.191), (95.809, 28.243), (95.524, 28.162), (95.312, 28.081), (95.208, 27.901),
            (94.999, 27.802), (94.503, 27.603), (94.208, 27.538), (93.897, 27.243), (93.753, 27.023),
            (93.510, 26.923), (93.231, 26.880), (92.933, 26.878), (92.625, 26.963), (92.420, 26.897),
            (92.186, 26.867), (92.050, 26.875),
        ),
    ),
    ExtraLine(
        "Abyei",
        "area of the arbitral award of 2009",
        ((27.881, 9.602), (27.823, 9.746), (27.823, 10.159), (28.979, 10.159), (28.979, 9.592)),
    ),
    ExtraLine("Ilemi triangle, southern edge", "line claimed by South Sudan", ((35.920, 4.620), (34.380, 4.621))),
)  # fmt: skip

OPEN_AREAS: Final[tuple[OpenArea, ...]] = (
    OpenArea(
        "the Golan Heights",
        ("ISR",),
        (
            (35.611, 32.682), (35.592, 32.723), (35.636, 32.807), (35.633, 32.867), (35.589, 32.953), (35.577, 33.01),
            (35.601, 33.04), (35.635, 33.118), (35.641, 33.2), (35.603, 33.241), (35.65, 33.5), (36.2, 33.5),
            (36.2, 32.6), (35.7, 32.66), (35.611, 32.682),
        ),
    ),
    OpenArea(
        "Crimea",
        ("RUS", "UKR"),
        (
            (33.55, 46.1), (33.74, 46.19), (34.4, 46.02), (35.1, 45.6), (36.62, 45.5), (36.62, 44.9),
            (34.0, 44.2), (32.3, 45.3), (33.55, 46.1),
        ),
    ),
    OpenArea(
        "Western Sahara",
        ("MAR", "ESH"),
        (
            (-13.2, 27.66), (-8.6, 27.66), (-8.6, 26.0), (-11.9, 25.9), (-11.9, 23.4), (-13.0, 22.8), (-12.9, 21.2),
            (-17.3, 20.6), (-17.3, 24.0), (-13.6, 27.66), (-13.2, 27.66),
        ),
    ),
    OpenArea(
        "Abkhazia",
        ("GEO",),
        (
            (39.5, 43.8), (42.09, 43.5), (42.1, 43.14), (41.91, 42.8), (41.5, 42.35), (39.5, 43.0), (39.5, 43.8),
        ),
    ),
    OpenArea(
        "South Ossetia",
        ("GEO",),
        (
            (43.7, 42.9), (44.2, 42.75), (44.64, 42.2), (44.5, 42.0), (43.6, 42.15), (43.57, 42.54), (43.7, 42.9),
        ),
    ),
    OpenArea(
        "Transnistria",
        ("MDA",),
        (
            (28.46, 48.09), (28.6, 48.0), (28.93, 47.9), (29.01, 47.79), (29.0, 47.6), (29.1, 47.4), (29.15, 47.15),
            (29.36, 47.05), (29.3, 46.98), (29.5, 46.85), (29.7, 46.68), (29.92, 46.54), (30.3, 46.9), (29.4, 47.9),
            (28.5, 48.3), (28.46, 48.09),
        ),
    ),
    OpenArea(
        "Kashmir",
        ("IND", "PAK", "CHN", "KAS"),
        (
            (73.75, 36.9), (74.6, 37.05), (75.9, 36.6), (77.8, 35.5), (79.4, 35.97), (80.3, 35.55), (79.5, 34.1),
            (78.9, 33.4), (78.4, 32.5), (77.0, 32.95), (75.9, 32.6), (75.4, 32.3), (74.3, 32.8), (73.6, 33.1),
            (73.45, 34.5), (74.0, 35.1), (72.6, 35.9), (73.75, 36.9),
        ),
    ),
    OpenArea(
        "Arunachal Pradesh",
        ("IND",),
        (
            (91.5, 28.2), (94.3, 29.6), (96.1, 29.8), (97.6, 28.3), (97.05, 27.76), (95.2, 27.9), (94.2, 27.53),
            (93.2, 26.9), (92.05, 26.87), (91.5, 28.2),
        ),
    ),
    OpenArea("Abyei", ("SDN", "SSD"), ((27.82, 10.16), (28.98, 10.16), (28.98, 9.59), (27.88, 9.6), (27.82, 10.16))),
    OpenArea("the Halaib area", ("EGY", "SDN"), ((34.1, 22.0), (37.2, 21.9), (35.6, 23.3), (34.1, 22.0))),
    OpenArea(
        "the Essequibo area",
        ("GUY",),
        (
            (-61.6, 5.9), (-59.8, 8.6), (-58.5, 7.0), (-58.6, 4.0), (-58.9, 1.2), (-60.2, 4.5), (-61.6, 5.9),
        ),
    ),
)  # fmt: skip

#: The policy in words, one paragraph an item, for the about page and the documentation.
POLICY: Final[tuple[str, ...]] = (
    "Maps are drawn from Natural Earth, at 1:50 million for regions and 1:10 million around a flashpoint. "
    "They show where things are. They are no statement on the status of any territory or on any boundary.",
    "A land boundary is a solid line where the states on both sides accept it, or where the United Nations "
    "General Assembly has affirmed it. It is broken where a government, or a record of the United Nations, holds "
    "that it is not the agreed boundary: ceasefire and demarcation lines, lines of control, boundaries in "
    "negotiation or before a court. Where two lines are claimed, both are broken.",
    "All land has one colour. No map shades a territory as belonging to anyone, and no front line of a war under "
    "way is drawn.",
    "Names come from our own table: the short English names used by the United Nations for states and seas. An "
    "area whose sovereignty is disputed carries its own name and no state’s. Every name and line can be corrected: "
    "the tables are open, and each broken line has its reason beside it.",
)
