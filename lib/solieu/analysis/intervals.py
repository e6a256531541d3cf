"""Printed numbers as intervals, in exact arithmetic.

A printed number is not a point: "46,7" stands for everything that rounds to it (46,65 … 46,75),
or, where the writer cut the digits off, for everything that begins with it (46,7 … 46,8). A claim
is wrong only when no reading of the printed digits makes it true. The method is that of statcheck
(Nuijten et al. 2016, doi:10.3758/s13428-015-0664-2) and of the R package scrutiny (Jung 2021 on,
https://lhdjung.github.io/scrutiny), which rebuild each number's bounds from its decimals; the test
of a share against a whole number of units is GRIM (Brown & Heathers 2017,
doi:10.1177/1948550616673876). Fractions are used throughout: no float takes part in a decision.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

CONSISTENT = "consistent"
TRUNCATED = "consistent_if_truncated"
INCONSISTENT = "inconsistent"
UNTESTABLE = "untestable"
ORDER = (INCONSISTENT, TRUNCATED, UNTESTABLE, CONSISTENT)  # worst first
_HAIR = Fraction(999_999_999, 1_000_000_000)  # what is cut off is less than one more digit


@dataclass(frozen=True)
class Interval:
    """A closed interval of exact numbers."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"interval upside down: {self.low} > {self.high}")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __truediv__(self, other: Interval) -> Interval:
        if other.low <= 0:
            raise ZeroDivisionError("the divisor may be zero")
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def times(self, factor: int | Fraction) -> Interval:
        """The interval scaled by a positive factor."""
        return Interval(self.low * factor, self.high * factor)

    def meets(self, other: Interval) -> bool:
        """True when the two have a number in common."""
        return self.low <= other.high and other.low <= self.high


def point(number: Fraction | int) -> Interval:
    """A number without width."""
    return Interval(Fraction(number), Fraction(number))


def exact(number: float | int | str | Decimal) -> Fraction:
    """The decimal number as written, exactly: ``exact(46.7) == Fraction(467, 10)``."""
    return Fraction(Decimal(str(number)))


@dataclass(frozen=True)
class Printed:
    """A number as printed; ``step`` is the weight of its last digit, 0 for whole things counted."""

    value: Fraction
    step: Fraction = Fraction(0)
    qualifier: str = "exact"

    @cached_property
    def rounded(self) -> Interval:
        """What it stands for when the writer rounded."""
        return self._read(Fraction(1, 2), Fraction(1, 2))

    @cached_property
    def truncated(self) -> Interval:
        """What it stands for when the writer cut digits off."""
        return self._read(Fraction(0), _HAIR)

    @cached_property
    def loose(self) -> Interval:
        """What it stands for however it was shortened."""
        return self._read(Fraction(1, 2), _HAIR)

    def _read(self, below: Fraction, above: Fraction) -> Interval:
        low, high = self.value - self.step * below, self.value + self.step * above
        # Words name a side or a neighbourhood, not a size; generous, so as never to accuse wrongly.
        if self.qualifier == "more_than":
            return Interval(self.value, max(high, 2 * self.value))
        if self.qualifier == "less_than":
            return Interval(min(low, self.value / 2), self.value)
        slack = abs(self.value) / 10 if self.qualifier == "about" else 0
        return Interval(low - slack, high + slack)


def decide(implied: Interval, stated: Printed) -> str:
    """Say whether what a sum gives can have been printed so."""
    if implied.meets(stated.rounded):
        return CONSISTENT
    return TRUNCATED if implied.meets(stated.truncated) else INCONSISTENT


def whole_totals(part: Interval, share: Printed) -> tuple[str, int | None]:
    """Whether a whole number exists of which ``part`` is ``share`` percent; if only one, which."""
    for outcome, reading in ((CONSISTENT, share.rounded), (TRUNCATED, share.truncated)):
        if reading.low <= 0:
            return UNTESTABLE, None
        total = part.times(100) / reading
        first, last = math.ceil(total.low), math.floor(total.high)
        if first <= last:
            return outcome, first if first == last else None
    return INCONSISTENT, None


def slip_by_chance(implied: Interval, stated: Printed) -> Fraction:
    """How likely a number is, by chance, one wrong digit or two swapped ones away from a sum.

    1 where it is not. Of the 9 · 10ⁿ⁻¹ numbers with n digits about 9n + n − 1 are so near a given
    one: for 236, printed 246, one in 31.

    >>> slip_by_chance(point(236), Printed(Fraction(246)))
    Fraction(29, 900)
    >>> slip_by_chance(point(236), Printed(Fraction(250)))
    Fraction(1, 1)
    """
    step = stated.step or Fraction(1)
    first, last = math.ceil(implied.low / step - Fraction(1, 2)), math.floor(implied.high / step)
    if stated.qualifier != "exact" or not 0 <= last - first < 3:
        return Fraction(1)
    printed = str(abs(stated.value) / step)
    for number in map(str, range(first, last + 1)):
        off = [i for i, (a, b) in enumerate(zip(number, printed, strict=False)) if a != b]
        swapped = (
            len(off) == 2 and number[off[0] : off[1] + 1] == printed[off[0] : off[1] + 1][::-1]
        )
        if len(number) == len(printed) and (len(off) == 1 or (swapped and off[1] == off[0] + 1)):
            size = len(printed)
            return Fraction((10 * size - 1) * (last - first + 1), 9 * 10 ** (size - 1))
    return Fraction(1)


def show(number: Fraction | Interval) -> str:
    """A number as Vietnamese prints it, rounded to at most 4 decimals; an interval as low–high.

    >>> show(Fraction(164200, 1550)), show(Fraction(1642)), show(Fraction(1, 2))
    ('105,9355', '1.642', '0,5')
    """
    if isinstance(number, Interval):
        return "–".join(dict.fromkeys((show(number.low), show(number.high))))
    scaled = math.floor(abs(number) * 10**4 + Fraction(1, 2))
    whole, decimals = divmod(scaled, 10**4)
    tail = f",{decimals:04d}".rstrip("0") if decimals else ""
    return ("−" if number < 0 and scaled else "") + f"{whole:,}".replace(",", ".") + tail


def show_day(value: object, lang: str = "vi") -> object:
    """A day or month as it is printed in a language; anything else as it is.

    >>> show_day("2018-01-06"), show_day("2018-10"), show_day("2016-2021")
    ('6/1/2018', '10/2018', '2016-2021')
    >>> show_day("2018-01-06", "en"), show_day("2018-10", "en")
    ('6 January 2018', 'October 2018')
    """
    days = [re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", day) for day in str(value).split("/")]
    if not all(days):
        return value
    parts = [[int(n) for n in day.groups()[::-1] if n] for day in days]
    if lang == "en":
        named = ((*p[:-2], calendar.month_name[p[-2]], p[-1]) for p in parts)
        return " – ".join(" ".join(map(str, p)) for p in named)
    return " – ".join("/".join(map(str, p)) for p in parts)


def english(text: str, words: Mapping[str, str]) -> str:
    """A sum as English writes it: numbers, the sign of division, the words beside numbers.

    >>> english("1.642,5 tỷ : 7%", {"tỷ": "billion"})
    '1,642.5 billion ÷ 7%'
    """
    swapped = str.maketrans(".,", ",.")
    text = re.sub(r"\d[\d.,]*\d", lambda m: m[0].translate(swapped), text.replace(" : ", " ÷ "))
    units = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    beside = rf"(?<=\d )(?:{units})(?!\w)|(?<!\w)(?:{units})(?= \d)"
    return re.sub(beside, lambda m: words[m[0]], text)


def equals(number: Fraction | Interval | str) -> str:
    """``= 0,5`` or, where decimals were left out, ``≈ 105,9355``; empty for a text."""
    value = number.low if isinstance(number, Interval) else number
    if isinstance(value, str):
        return ""
    return f"{'=' if (value * 10**4).denominator == 1 else '≈'} {show(number)}"


def plain(number: Fraction | Interval | str) -> str:
    """The number for tables: decimal point, no grouping, ``low..high``; a text as it is."""
    marks = str.maketrans({".": "", ",": ".", "–": "..", "−": "-"})
    return number if isinstance(number, str) else show(number).translate(marks)
