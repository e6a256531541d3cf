"""Numbers as Vietnamese prints them: dots group thousands, a comma is decimal."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

MULTIPLIERS = {
    "trăm": 100,
    "nghìn": 1_000,
    "ngàn": 1_000,
    "vạn": 10_000,
    "triệu": 1_000_000,
    "tỷ": 1_000_000_000,
    "tỉ": 1_000_000_000,
    "nghìn tỷ": 10**12,
    "ngàn tỷ": 10**12,
    "nghìn tỉ": 10**12,
    "ngàn tỉ": 10**12,
    "triệu tỷ": 10**15,
}
_WORD = "|".join(sorted(MULTIPLIERS, key=len, reverse=True)).replace(" ", r"\s{1,2}")
# "tỷ lệ" (rate), "tỷ trọng" (share), "tỷ suất" are words, not billions; "trăm" only in "mấy trăm".
MULTIPLIER = rf"(?:(?:{_WORD})(?![^\W\d_])(?!\s{{1,2}}(?:lệ|trọng|suất|phú|giá)\b))"

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:[.\s][0-9]{3})+(?:,[0-9]+)?\Z")
_PLAIN = re.compile(r"[0-9]+(?:,[0-9]+)?\Z")
_POINT = re.compile(r"[0-9]+\.[0-9]+\Z")


class Numeral(NamedTuple):
    """A printed number's value and how many decimals were printed."""

    value: int | float
    decimals: int


def plain(number: Decimal) -> int | float:
    """An int where the number is whole, else a float."""
    return int(number) if number == number.to_integral_value() else float(number)


def read_number(
    literal: str, multiplier: str | None = None, *, point: bool = False
) -> Numeral | None:
    """Read a printed number, times its multiplier word.

    ``point`` allows a decimal point ("46.7 %"), which only a following %, lần or the like can tell
    from a section number or a date. None when it is no number of the notation ("2.2020", "1,2,3").

    >>> read_number("1.642"), read_number("46,7"), read_number("3,5", "tỷ")
    (Numeral(value=1642, decimals=0), Numeral(value=46.7, decimals=1), Numeral(value=3500000000, decimals=1))
    """
    if _GROUPED.match(literal):
        digits = re.sub(r"[.\s]", "", literal).replace(",", ".")
    elif _PLAIN.match(literal):
        digits = literal.replace(",", ".")
    elif point and _POINT.match(literal):
        digits = literal
    else:
        return None
    if len(digits) > 18:
        return None
    factor = MULTIPLIERS[" ".join(multiplier.split())] if multiplier else 1
    return Numeral(plain(Decimal(digits) * factor), len(digits.partition(".")[2]))
