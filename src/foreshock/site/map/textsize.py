"""How wide a label is, from the advance widths of the fonts the pages use.

Thousandths of an em for U+0020 to U+007E, read from Public Sans 400 and 700 and Newsreader 400 at optical size 18.
Other letters are measured by the plain letter under their accents; letters of other scripts by a generous guess.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, Literal

Face = Literal["sans", "bold", "serif"]

_WIDTHS: Final[dict[str, tuple[int, ...]]] = {
    face: tuple(map(int, text.split()))
    for face, text in {
        "sans": """
            243 251 426 603 658 904 708 248 302 309 394 554 242 378 225 350 612 407 596 630 628 640 622 600 648 624
            226 240 546 554 546 521 831 710 670 688 694 620 594 733 766 283 388 682 578 886 754 734 636 748 676 670
            594 700 672 954 688 607 637 303 350 303 473 518 218 553 596 544 596 566 396 622 576 248 262 562 303 865
            577 566 596 596 391 506 389 580 504 780 564 535 480 328 263 332 568""",
        "bold": """
            226 282 480 616 680 939 784 261 333 336 473 588 277 393 270 381 644 428 635 665 656 675 660 626 671 659
            270 278 578 588 578 534 828 726 684 718 720 634 614 759 770 308 402 717 578 918 782 760 652 773 696 692
            616 724 704 968 717 668 670 337 381 337 484 553 264 566 608 547 608 576 396 628 592 267 288 580 329 896
            593 576 607 607 412 527 416 595 520 788 588 563 496 384 268 384 612""",
        "serif": """
            222 258 341 550 550 762 695 190 271 271 430 500 230 342 220 392 550 550 550 550 550 550 550 550 550 550
            242 260 500 500 500 410 878 688 625 690 748 618 571 732 780 323 422 708 584 955 750 762 590 762 620 534
            649 749 668 936 694 664 622 317 392 318 500 410 500 432 523 414 531 440 324 475 536 267 234 516 256 796
            548 504 540 522 378 354 322 512 498 714 482 499 408 309 242 309 500""",
    }.items()
}


@lru_cache(maxsize=4096)
def width(text: str, face: Face = "sans") -> float:
    """The width of one line of text in ems."""
    table = _WIDTHS[face]
    total = 0
    for letter in unicodedata.normalize("NFD", text):
        code = ord(letter)
        if 0x20 <= code < 0x7F:
            total += table[code - 0x20]
        elif unicodedata.combining(letter):
            continue
        elif unicodedata.east_asian_width(letter) in "WF":
            total += 1000
        elif letter in "’‘ʿʾ·":
            total += 250
        else:
            total += 650
    return total / 1000


def two_lines(text: str) -> tuple[str, ...]:
    """The text on two lines as even as its spaces, slashes and hyphens allow, or on one if there are none."""
    best: tuple[str, ...] = (text,)
    least = width(text)
    for i in range(1, len(text) - 1):
        if text[i] == " ":
            parts = (text[:i], text[i + 1 :])
        elif text[i] in "/–—" or (text[i] == "-" and i > 3):
            parts = (text[: i + 1].rstrip(), text[i + 1 :].lstrip())
        else:
            continue
        longest = max(width(part) for part in parts)
        if longest < least and all(len(part) > 2 for part in parts):
            best, least = parts, longest
    return best
