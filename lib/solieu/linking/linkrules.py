"""The rules that tie figures to indicators: data/linking.toml, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..knowledge import codebook, units, unknown
from ..rules import Rule, load, one_of

# What may stand between a touching cue and its figure.
_TOUCHING = (
    r"(?: (?:được|thêm|tiếp|hơn|gần|trên|khoảng|dưới|tới|đến|là|đi|lại|mới|cả|số|tổng số|tổng cộng|cả thảy"
    r"|chỉ|xấp xỉ|lần lượt|tương ứng|thực hiện|từ)){0,4}\s{0,2}\(?\Z"
)


@dataclass(frozen=True)
class LinkRule(Rule):
    """A rule whose cue ties figures to an indicator, its ``kind``; ``rank`` is the cue's strength.

    The other attributes are told at the head of data/linking.toml.
    """

    units: frozenset[str] = frozenset()
    touch: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    head: re.Pattern[str] | None = None
    group: str = ""

    @staticmethod
    def compiled(key: str, value: Any, words: Mapping[str, str]) -> Any:
        """As for `Rule`; ~ is a gap without figures, and the dot of 1.642 ends no sentence."""
        if key == "units":
            known = sorted({*units().values(), "none", "money", "share"})
            if wrong := [unknown(name, known) for name in value if name not in known]:
                raise ValueError("; ".join(wrong))
            return frozenset(value)
        if not isinstance(value, list):
            return value
        cues = [cue.replace("[^.;]", r"(?:[^.;\n]|\.(?=[0-9]))") for cue in value]
        cues = [cue.replace("~", r"[^.;\n0-9]{0,45}?").replace("[^.;,", r"[^.;,\n") for cue in cues]
        return one_of(cues, words, _TOUCHING if key == "touch" else "")

    @property
    def indicator(self) -> str:
        """The codebook's id; "" for what no indicator counts."""
        return self.kind


RULES = load("linking.toml", {}, make=LinkRule, kinds=(*codebook(), ""))


class Choice(NamedTuple):
    """The winning rule, its score, and the cue words that decided."""

    rule: LinkRule
    score: float
    cue: str
    at: int = -1  # where the cue begins; -1: taken over from the figure before
