"""Dates of publication lines: ``THỨ NĂM, 19/12/2019 12:12:52``, ``6:22' 6/1/2018`` and the like."""

from __future__ import annotations

import re
from datetime import date

from ..knowledge import read_toml
from .cues import compile_words

_WORDS = read_toml("furniture.toml")["date"]
_MONTHS = {w: m for m, words in enumerate(_WORDS["months"], 1) for w in words.split("|")}
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_MONTH = rf"(?:tháng (?:\d{{1,2}}|{_NAMED})|{_NAMED})"
_DAY, _YEAR = r"(?<!\d)\d{1,2}", r"(?:19|20)\d\d(?!\d)"
DATE = (
    rf"(?:{_DAY} ?[/.-] ?\d{{1,2}} ?[/.-] ?{_YEAR}|(?<!\d){_YEAR}[/-]\d{{1,2}}[/-]\d{{1,2}}(?!\d)"
    rf"|{_DAY} {_MONTH},? (?:năm )?{_YEAR}|(?<!\w){_MONTH} \d{{1,2}}, {_YEAR})"
)
_DATE = re.compile(DATE)
TIME = re.compile(
    r"(?<![\d/.])\d{1,2}(?:[:h]|g| giờ )\s?\d{2}(?:[:']\d{2}|'| phút)?(?![\d/])(?:\s*(?:am|pm|sa|ch)\b)?"
)


def _any_of(*kinds: str) -> re.Pattern[str]:
    words = sorted((w for kind in kinds for w in _WORDS[kind]), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(compile_words, words))})(?!\w)")


WEEKDAY, TOLD = _any_of("weekday"), _any_of("told")
_BESIDE = _any_of("told", "weekday", "beside")
_APART = re.compile(r"[|•·]|\s-\s|¦[\s()]*\Z")


def find_date(low: str) -> str | None:
    """The ISO date first printed in ``low`` (view), or None when there is none or it is no day."""
    found = _DATE.search(low)
    if not found:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", found[0])]
    if len(numbers) == 2:
        numbers.insert(1, _MONTHS[re.search(_NAMED, found[0])[0]])
    day, month, year = numbers if numbers[0] < 99 else reversed(numbers)
    american = re.search(r"\d ?(?:am|pm)\b", low) and day <= 12
    if american or re.match(r"tháng \d", found[0]):
        day, month = month, day
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def is_date_line(low: str) -> bool:
    """True when a line (view) holds nothing but one date and what goes with it.

    What goes with it: weekday, time of day, time zone, "ngày đăng", view counts, tools, and a short
    name set apart by a bar or dash, or before date and time ("Báo Bình Minh - 12/5/2020 08:15").
    """
    if not 8 <= len(low) <= 160 or len(_DATE.findall(low)) != 1:
        return False
    rest, times = TIME.subn(" ¦ ", _DATE.sub(" ¦ ", low))
    apart = bool(_APART.search(rest if times else rest.rstrip(" ¦")))
    rest, told = _BESIDE.subn(" ¦ ", rest)
    parts = (p.strip(" \t,.:;()[]'\"/*+-") for p in re.split(r"[¦|•·]", rest))
    parts = [part for part in parts if part]
    if (times or told) and all(re.fullmatch(r"[\d., ]+", part) for part in parts):
        return True  # counters without a word: "19:23 23.686 0"
    name = len(parts) == 1 and len(parts[0].split()) <= 6 and not re.search(r"\d", parts[0])
    return not parts or (apart and name)
