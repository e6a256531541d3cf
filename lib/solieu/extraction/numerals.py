"""Numbers as Vietnamese prints them: dots group thousands, a comma is decimal."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import NamedTuple

from ..knowledge import read_toml

MULTIPLIERS: dict[str, int] = read_toml("figures.toml")["multipliers"]
_NOTATION = re.compile(r"([1-9][0-9]{0,2}(?:[.\s][0-9]{3})+|[0-9]+)(?:,([0-9]+))?")
_POINT = re.compile(r"([0-9]+)\.([0-9]+)")
_LONGEST = 17  # digits; a float holds no more


class Numeral(NamedTuple):
    """A printed number's value and how many decimals were printed."""

    value: int | float
    decimals: int


def read_number(
    literal: str, multiplier: str | None = None, *, point: bool = False
) -> Numeral | None:
    """Read a printed number, times its multiplier words.

    ``point`` allows a decimal point ("46.7 %"), which only a following %, lần or the like can tell
    from a section number or a date. None when it is no number of the notation ("2.2020", "1,2,3").

    >>> read_number("1.642"), read_number("46,7"), read_number("3,5", "tỷ")
    (Numeral(value=1642, decimals=0), Numeral(value=46.7, decimals=1), Numeral(value=3500000000, decimals=1))
    """
    found = _NOTATION.fullmatch(literal) or (_POINT.fullmatch(literal) if point else None)
    if not found:
        return None
    whole, decimals = re.sub(r"[.\s]", "", found[1]), found[2] or ""
    if len(whole + decimals) > _LONGEST:
        return None
    number = Decimal(f"{whole}.{decimals or 0}")
    number *= math.prod(MULTIPLIERS[word] for word in (multiplier or "").split())
    return Numeral(int(number) if number == int(number) else float(number), len(decimals))
