"""Words by which the self-audit reads and speaks, from ``data/audit.toml``, checked once."""

from __future__ import annotations

import functools
import re
from typing import Any

from ..knowledge import DataError, read_toml

FILE = "audit.toml"
LETTERS = [chr(c) for c in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))]
UPPER = "".join(c for c in LETTERS if c.isupper())
FIRST = 0xF0000  # the first of the characters that stand for figures
_RANGE = "\U000f0000-\U000ffffd"
_NAME = rf"[{UPPER}]\w*(?: (?:- )?[{UPPER}0-9]\w*){{0,6}}"
_SOFT = (
    r"(?:\s|:|là|với|được|đạt|chiếm|bằng|khoảng|hơn|gần|trên|dưới|quá|từ|ước|xấp xỉ|tới|đến|chỉ|mới|"
    r"tỷ lệ|tỉ lệ|mức|chưa đến|chưa đầy|chưa tới|tròn){0,12}"
)
_TOKENS = {
    "<F>": f"[{_RANGE}]",
    "<G>": f"[^{_RANGE};]",
    "<N>": f"[^{_RANGE}]",
    "<X>": _RANGE,
    "<U>": f"[{UPPER}]",
    "<NAME>": _NAME,
    "<SOFT>": _SOFT,
}


@functools.cache
def _data() -> dict[str, Any]:
    """The file with its patterns compiled; every fault named at once."""
    data, problems = read_toml(FILE), []

    def compiled(where: str, pattern: str) -> re.Pattern[str] | None:
        inside = pattern.replace("[^\\W<U>]", f"[^\\W{UPPER}]")
        for token, meaning in _TOKENS.items():
            inside = inside.replace(token, meaning)
        try:
            return re.compile(inside)
        except re.error as error:
            problems.append(f"{where}: {error}")
            return None

    data["pattern"] = {name: compiled(name, text) for name, text in data["pattern"].items()}
    whole = {name: rf"(?<!\w)(?:{'|'.join(items)})(?!\w)" for name, items in data["words"].items()}
    data["matcher"] = {name: compiled(name, text) for name, text in whole.items()}
    for kind in data["partition"]:
        kind["classes"] = [compiled(kind["name"], text) for text in kind["classes"]]
        kind["needs"] = compiled(kind["name"], kind.get("needs", ""))
    for name, (_, vi, en) in data["sentence"].items():
        if set(re.findall(r"\{\w+\}", vi)) != set(re.findall(r"\{\w+\}", en)):
            problems.append(f"sentence {name}: vi and en have different placeholders")
    if problems:
        raise DataError(FILE, problems)
    return data


def cue(name: str) -> re.Pattern[str]:
    """A pattern of the section ``pattern``."""
    return _data()["pattern"][name]


def words(name: str) -> re.Pattern[str]:
    """A list of the section ``words`` as one pattern of whole words."""
    return _data()["matcher"][name]


def table(name: str) -> Any:
    """Any section that is neither patterns nor sentences: ``partition``, ``term``, ``flag``."""
    return _data()[name]


def say(name: str, outcome: str, values: dict[str, object]) -> tuple[str, str, str]:
    """The check a sentence belongs to, and the sentence in Vietnamese and English."""
    check, *texts = _data()["sentence"][name]
    ends = _data()["outcome"][outcome]
    vi, en = (t.format(**values) + end for t, end in zip(texts, ends, strict=True))
    return check, vi[:1].upper() + vi[1:], en[:1].upper() + en[1:]
