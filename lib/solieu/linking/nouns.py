"""What a figure counts: its own unit class, or that of the nearest noun that can be counted."""

from __future__ import annotations

import bisect
import functools
import re
from typing import Any

from ..knowledge import read_toml, units
from ..rules import cues, expand
from ..text import Document, Span
from .facts import Fact

CUES = cues("indicators")

VAGUE = frozenset({"unit", "other", "share", "money", "area", "ballot"})
_NO_INFERENCE = VAGUE | {"document", "task", "letter", "measure", "salary", "province"}
_OF_LEVELS = frozenset({"agency", "cadre", "public_unit", "school", "party_organisation", "post"})
_AREAS = frozenset({"province", "district", "commune", "hamlet"})
# Levels that stand for the units of them, where no noun is nearer.
_LEVELS = {"xã": "commune", "huyện": "district", "lập": "public_unit", "nghiệp": "public_unit"}


@functools.cache
def _noun_pattern() -> re.Pattern[str]:
    level = "(?P<level>cấp xã|cấp huyện|khối sự nghiệp|sự nghiệp công lập)"
    counted = r"(?P<counted>(?:số|tổng số|tỷ lệ|các)\s{1,2})?"
    noun = rf"(?<![^\W\d_])(?:{level}|{counted}(?P<noun>{{units}})){{wordend}}"
    return re.compile(expand(noun, {}))


def left_out(view: str, position: int) -> bool:
    """True in what a count leaves out: "không tính trường học"."""
    return bool(CUES.left_out.search(view, max(0, position - 60), position))


def _nouns(document: Document) -> list[tuple[int, str, bool]]:
    """Start and class of nouns that can be counted, and whether it is told by a level.

    Names ("huyện Bình Giang"), modifiers ("chi bộ xóm" are cells, not hamlets) and words that are
    as often no nouns are left out.
    """
    ambiguous = read_toml("linking.toml")["ambiguous"]
    found, last = [], -9
    for m in _noun_pattern().finditer(document.view):
        if m["level"]:
            found.append((m.start(), _LEVELS[m["level"].split()[-1]], True))
            continue
        noun = " ".join(m["noun"].replace(",", " ").split())
        named = document.cased[m.end() : m.end() + 2].strip()[:1].isupper()
        modifier, last = m.start() - last == 1, m.end()
        vague = units()[noun] in _NO_INFERENCE or (noun in ambiguous and not m["counted"])
        if units()[noun] in _AREAS and CUES.of_area.search(
            document.view, max(0, m.start() - 15), m.start()
        ):
            continue  # "số thôn toàn huyện": no districts
        if not (vague or named or modifier or left_out(document.view, m.start())):
            found.append((m.start(), units()[noun], False))
    return found


class Nouns:
    """The figures of one document and the nouns around them."""

    def __init__(self, document: Document, figures: list[dict[str, Any]]) -> None:
        self.view, self.document, self.figures = document.view, document, figures
        self.starts = [f["start"] for f in figures]
        self.ends = [f["end"] for f in figures]
        self.nouns = _nouns(document)
        self.inferred: dict[int, str] = {}  # by where a figure without a noun of its own starts

    def clause(self, start: int, end: int) -> Span:
        """The clause around a span: between semicolons, full stops and line ends."""
        begin = low = max(0, start - 300)
        for stop in CUES.clause_start.finditer(self.view, low, start):
            begin = stop.end()
        finish = CUES.clause_end.search(self.view, end, min(end + 220, len(self.view)))
        return Span(begin, finish.start())

    def classes(self, fact: Fact) -> tuple[frozenset[str], frozenset[str]]:
        """Unit classes a fact may have, and those of them that its own words make sure."""
        figures = [*fact.figures, fact.total] if fact.total else fact.figures
        known = frozenset(f["unit_class"] or f.get("shared_class") for f in figures)
        own = known - {None, "share"}
        own = self._of_same_total(fact) if fact.ratio and own <= {"unit"} else own
        start = fact.lead["start"]
        if CUES.by_level.search(self.view, max(0, start - 25), start):
            own = frozenset({"unit"})
        if own - {"unit"}:
            return own, own
        more = frozenset({self._noun_before(fact)} - {None})
        if own:
            more = self._units_of(fact) or more
        else:
            lone = fact.lead["kind"] == "range" or not fact.count
            bare = fact.lead["unit_class"] == "share" and lone
            own = frozenset({"share" if bare else "none"})
        return own | more, more or own

    def _of_same_total(self, fact: Fact) -> frozenset[str]:
        """What the last figures of the paragraph with the same N count: "5/9 huyện, …, 1/9 nơi"."""
        start = fact.lead["start"]
        line = self.view.rfind("\n", 0, start)
        last = bisect.bisect_left(self.starts, start)
        for f in reversed(self.figures[max(0, last - 8) : last]):
            known = f["unit_class"] not in (None, *VAGUE) and f["start"] > line
            if known and f["denominator"] == fact.ratio["denominator"]:
                return frozenset({f["unit_class"]})
        return frozenset({fact.ratio["unit_class"]} & {"unit"})

    def _units_of(self, fact: Fact) -> frozenset[str]:
        """The kind of bare units: "277 đơn vị (248 xã, …)", "76 đơn vị" after "23 đơn vị công lập"."""
        lead = fact.lead
        at = bisect.bisect_left(self.starts, lead["start"])
        for inside in self.figures[at + 1 : at + 2]:
            gap = self.view[lead["unit_end"] : inside["start"]]
            if inside["unit_class"] not in (None, *VAGUE) and CUES.consisting_of.fullmatch(gap):
                return frozenset({inside["unit_class"]})
        for f in reversed(self.figures[max(0, at - 2) : at]):
            if (f["unit"] or "").lower().startswith("đơn vị "):
                return frozenset({f["unit_class"]})
        return frozenset()

    def _noun_before(self, fact: Fact) -> str | None:
        """The class of the nearest counted noun before a figure that has none of its own.

        In its clause first ("xóm và tổ dân phố từ 2.487"), else the class of the figure before it
        in the sentence or the one before ("từ 82 còn 64, giảm 18").
        """
        start = fact.lead["start"]
        at = bisect.bisect_left(self.starts, start)
        previous = self.figures[at - 1] if at else None
        low = max(self.clause(start, fact.lead["end"]).start, previous["end"] if previous else 0)
        before = self.view[max(0, previous["start"] - 30) : previous["start"]] if previous else ""
        if fact.lead["unit_class"] == "unit" and CUES.where.search(before):
            return None  # "trên địa bàn 5 huyện, với 9 đơn vị": the units are no districts
        first, last = (bisect.bisect_left(self.nouns, (offset,)) for offset in (low, start))
        # a noun before a level: "cấp huyện có 9 phòng, … 12"
        here = sorted(self.nouns[first:last], key=lambda noun: (not noun[2], noun[0]))
        if here and here[-1][2] and previous and not fact.lead["unit_class"]:  # only a level
            known = previous["unit_class"] or self.inferred.get(previous["start"])
            if known in _OF_LEVELS:
                here = []  # "31 phòng; cấp huyện cắt 24": divisions again
        if here:
            self.inferred[start] = here[-1][1]
            return here[-1][1]
        for previous in reversed(self.figures[max(0, at - 4) : at]):
            gap = self.view[previous["end"] : start]
            if len(gap) > 200 or "\n" in gap or len(CUES.stops.findall(gap)) > 1:
                break
            known = previous["unit_class"]
            if known in VAGUE or not known:
                known = self.inferred.get(previous["start"])
            if known:
                self.inferred[start] = known
                return known
        return None
