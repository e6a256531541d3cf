"""Cue words of page furniture, as data: ``data/furniture.toml``, checked and compiled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from ..knowledge import read_toml
from ..text import simplify

LABELS = {
    *("counter", "rating", "tools", "session", "masthead", "menu", "related", "documents"),
    *("comment", "imprint", "clock", "date", "number"),
}
PLACES = ("any", "edge", "close", "last", "end")
LONGEST_CUE = 240  # characters; a longer line is never a cue
_GAP = r"[\s:|()\[\]*,.;\-\"'>]*+"
_WILD = {
    "#": r"(?<![\d.,])\d[\d.,]*+(?: \d{3}\b)*+",
    "…": r".{0,80}?",
    "~": r"[^\W\d_]+(?:[ -]+[^\W\d_]+){0,3}",
}
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
    for at, cue in enumerate(entries, 1):
        name = f"furniture.toml, cue {at} ({cue.get('label')}, {cue.get('where')})"
        lacking = {"label", "where", "lines", "examples", "rejects"} - cue.keys()
        if lacking:
            faults.append(f"{name}: lacks {', '.join(sorted(lacking))}")
            continue
        if cue["label"] not in LABELS:
            faults.append(f"{name}: unknown label; known: {', '.join(sorted(LABELS))}")
        if cue["where"] not in PLACES:
            faults.append(f"{name}: unknown place; known: {', '.join(PLACES)}")
        lines = "|".join(map(compile_words, cue["lines"]))
        pattern = re.compile(f"{_GAP}(?:{lines}){_GAP}")
        compiled.setdefault(cue["where"], []).append((cue["label"], pattern))

        def takes(text: str, pattern: re.Pattern[str] = pattern) -> bool:
            low = simplify(text)
            return any(pattern.fullmatch(part) for part in (low.strip(_MARKS), *segments(low)))

        faults += [f"{name}: misses {text!r}" for text in cue["examples"] if not takes(text)]
        faults += [f"{name}: takes {text!r}" for text in cue["rejects"] if takes(text)]
    if faults:
        raise ValueError("\n".join(faults))
    return compiled


def compile_words(words: str) -> str:
    """One line of the data file as a regular expression."""
    tokens = re.findall(r"[#…~]|[+=/@©®]|[^\W_]+(?:_[^\W_]+)*", simplify(words))
    return _GAP.join(_WILD.get(token) or re.escape(token) for token in tokens)


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


def side_by_side(low: str) -> str:
    """The label of a line made of several cues, of which one is sure by itself."""
    kinds = [cue(part, "any", "edge") for part in segments(low)] if len(low) <= LONGEST_CUE else []
    sure = (label for place, label in kinds if place == "any")
    return next(sure, "") if len(kinds) > 1 and all(place for place, _ in kinds) else ""
