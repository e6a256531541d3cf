"""Words and shapes of page furniture, and date lines; as data: ``data/furniture.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from ..knowledge import either, iso_day, months, read_toml, spaced
from ..rules import cues as load_patterns
from ..text import simplify

LABELS = {"counter", "rating", "tools", "session", "masthead", "menu", "related", "documents"}
LABELS |= {"comment", "imprint", "clock", "date", "number"}
PLACES = ("any", "edge", "close", "last", "end")
LONGEST_CUE = 240  # characters; a longer line is never a cue
_GAP = r"[\s:|()\[\]*,.;\-\"'>]*+"
_WILD = {"#": r"(?<![\d.,])\d[\d.,]*+(?:\s\d{3}\b)*+", "…": r".{0,80}?"}
_WILD["~"] = r"[^\W\d_]+(?:[\s-]+[^\W\d_]+){0,3}"
_MARKS = ' \t•·●▪■◦‣▸►›>*-+|"'  # stripped from both ends before cues are compared (" is a folded »)
Cues = dict[str, list[tuple[str, re.Pattern[str]]]]


@cache
def cues() -> Cues:
    """The compiled cues by place: ``{place: [(label, pattern), …]}``; see `compile_cues`."""
    return compile_cues(read_toml("furniture.toml")["cue"])


def compile_cues(entries: Sequence[dict]) -> Cues:
    """Check the entries of furniture.toml and compile them.

    Raises:
        ValueError: naming every fault of the data file at once.
    """
    faults: list[str] = []
    compiled: Cues = {place: [] for place in PLACES}
    for at, entry in enumerate(entries, 1):
        name = f"furniture.toml, cue {at} ({entry.get('label')}, {entry.get('where')})"
        lacking = {"label", "where", "lines", "examples", "rejects"} - entry.keys()
        if lacking:
            faults.append(f"{name}: lacks {', '.join(sorted(lacking))}")
            continue
        if entry["label"] not in LABELS or entry["where"] not in PLACES:
            faults.append(f"{name}: unknown label or place")
        pattern = re.compile(f"{_GAP}(?:{any_of(entry['lines'])}){_GAP}")
        compiled.setdefault(entry["where"], []).append((entry["label"], pattern))
        for text in [*entry["examples"], *entry["rejects"]]:
            low = simplify(text)
            taken = any(map(pattern.fullmatch, (low.strip(_MARKS), *segments(low))))
            if taken != (text in entry["examples"]):
                faults.append(f"{name}: {'takes' if taken else 'misses'} {text!r}")
    if faults:
        raise ValueError("\n".join(faults))
    return compiled


def any_of(lines: Sequence[str]) -> str:
    """Lines of the data file as a regular expression."""
    token = re.compile(r"[#…~]|[+=/@©®]|[^\W_]+(?:_[^\W_]+)*")
    found = [token.findall(simplify(line)) for line in sorted(lines, key=len, reverse=True)]
    return "|".join(_GAP.join(_WILD.get(t) or re.escape(t) for t in tokens) for tokens in found)


def segments(low: str) -> list[str]:
    """The parts of a line that holds several things side by side."""
    parts = re.split(r"\s{2,}|[|•·]|\s-\s|\]\s*\[", low)
    return [part for part in (p.strip(_MARKS) for p in parts) if part]


@lru_cache(4096)
def cue(low: str, *places: str) -> tuple[str, str]:
    """The (place, label) of the first cue that takes the whole line; empty when there is none."""
    low = low.strip(_MARKS) if len(low) <= LONGEST_CUE else ""
    known = ((place, label, pattern) for place in places for label, pattern in cues()[place])
    return next(((place, label) for place, label, p in known if p.fullmatch(low)), ("", ""))


_WORDS = read_toml("furniture.toml")["date"]
_NAMED = either(months())
_LISTS = {kind: any_of(lines) for kind, lines in _WORDS.items()}
SHAPES = load_patterns("patterns", "furniture.toml", named=_NAMED, **_LISTS)


def find_date(low: str) -> str | None:
    """The ISO date first printed in ``low`` (view), or None when there is none or it is no day."""
    found = SHAPES.date.search(low)
    if not found:
        return None
    numbers = [int(number) for number in re.findall(r"\d+", found[0])]
    if len(numbers) == 2:
        numbers.insert(1, months()[spaced(re.search(_NAMED, found[0])[0])])
    day, month, year = numbers if numbers[0] < 99 else reversed(numbers)
    # "7/5/2019 4:29 PM" is the fifth of July; Vietnamese clocks fill up with noughts
    american = re.search(r"\d ?(?:am|pm)\b", low) and not re.search(r"(?<!\d)0\d", low)
    american = american and day <= 12
    if american or re.match(r"tháng \d", found[0]):
        day, month = month, day
    return iso_day(year, month, day)


def is_date_line(low: str) -> bool:
    """True when a line (view) holds nothing but one date and what goes with it.

    What goes with it: weekday, time of day, time zone, "ngày đăng", view counts, tools, and a short
    name set apart by a bar or dash, or before date and time ("Báo Bình Minh - 12/5/2020 08:15").
    """
    if not 8 <= len(low) <= 160 or len(SHAPES.date.findall(low)) != 1:
        return False
    rest, times = SHAPES.time.subn(" ¦ ", SHAPES.date.sub(" ¦ ", low))
    apart = SHAPES.apart.search(rest if times else rest.rstrip(" ¦"))
    rest, told = SHAPES.beside.subn(" ¦ ", rest)
    parts = (p.strip(" \t,.:;()[]'\"/*+-") for p in re.split(r"[¦|•·]", rest))
    parts = [part for part in parts if part]
    if (times or told) and all(re.fullmatch(r"[\d., ]+", part) for part in parts):
        return True  # counters without a word: "19:23 23.686 0"
    longest = 12 if SHAPES.tools.search(low) else 6  # words of a section's name
    name = len(parts) == 1 and len(parts[0].split()) <= longest and not re.search(r"\d", parts[0])
    return not parts or bool(apart and name)
