"""Words by which the self-audit reads and speaks, from ``data/audit.toml``, checked once."""

from __future__ import annotations

import functools
import re
from typing import Any

from ..knowledge import DataError, read_toml

FILE = "audit.toml"
FIRST = 0xF0000  # the first of the characters that stand for figures
RANGE = "\U000f0000-\U000ffffd"
# how the lists of words are looked for: anywhere, right before a number,
# at the start of a sentence, right behind a number
SHAPES = {
    "words": r"(?<!\w)(?:#)(?!\w)",
    "before": r"(?<!\w)(?:#)(?!\w)<SOFT>$",
    "starts": r"^\W*(?:#)(?!\w)",
    "after": r"^[\s)]*(?:#)(?!\w)",
}
_CAPITALS = "".join(c for c in map(chr, (*range(0x250), *range(0x1E00, 0x1F00))) if c.isupper())


@functools.cache
def _data() -> dict[str, Any]:
    """The file with its patterns compiled; every fault named at once."""
    data, problems = read_toml(FILE), []
    shorthand = {**data["shorthand"], "<X>": RANGE, "<A>": _CAPITALS}

    def compiled(where: str, pattern: str) -> re.Pattern[str] | None:
        for token, meaning in shorthand.items():
            pattern = pattern.replace(token, meaning)
        try:
            return re.compile(pattern)
        except re.error as error:
            problems.append(f"{where}: {error}")
            return None

    lists = {
        name: shape.replace("#", "|".join(items))
        for section, shape in SHAPES.items()
        for name, items in data[section].items()
    }
    patterns = {n: compiled(n, text) for n, text in (data["pattern"] | lists).items()}
    for name, claim in data["claim"].items():
        patterns[name] = pattern = compiled(f"claim {name}", claim["pattern"])
        for kind, wanted in (("examples", True), ("rejects", False)):
            texts = (text.replace("#", chr(FIRST)) for text in claim[kind])
            wrong = [t for t in texts if pattern and bool(pattern.search(t)) != wanted]
            problems += [f"claim {name}: {kind}: {t.replace(chr(FIRST), '#')!r}" for t in wrong]
    partitions = []
    for kind in data["partition"]:
        needs, *classes = (compiled(kind["name"], t) for t in (kind["needs"], *kind["classes"]))
        partitions.append({**kind, "needs": needs, "classes": classes})
    for name, (_, vi, en) in data["sentence"].items():
        if len({frozenset(re.findall(r"\{(\w+?)(?:_vi|_en)?\}", text)) for text in (vi, en)}) > 1:
            problems.append(f"sentence {name}: vi and en have different placeholders")
    if problems:
        raise DataError(FILE, problems)
    return data | {"pattern": patterns, "partition": partitions}


def cue(name: str) -> re.Pattern[str]:
    """A pattern of ``claim`` or ``pattern``, or a list of ``words`` as one pattern of whole words."""
    return _data()["pattern"][name]


def table(name: str) -> Any:
    """Any other section: ``sentence``, ``partition``, ``term`` and so on."""
    return _data()[name]


def only(name: str, text: str) -> bool:
    """Whether a text holds nothing but words of a list."""
    return not re.search(r"\w", cue(name).sub(" ", text))
