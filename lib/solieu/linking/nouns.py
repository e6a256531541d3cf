"""What a figure counts: its own unit class, or that of the nearest noun that can be counted."""

from __future__ import annotations

import bisect
import functools
import re
from typing import Any

from ..knowledge import read_toml, unit_pattern, units
from ..rules import cues
from ..text import Document, Span

CUES = cues("indicators")

VAGUE = frozenset({"unit", "other", "share", "money", "area", "ballot"})
_OF_LEVELS = frozenset({"agency", "cadre", "public_unit", "school", "party_organisation", "post"})
_NO_INFERENCE = VAGUE | {"document", "task", "letter", "measure", "salary", "other", "province"}


@functools.cache
def _noun_pattern() -> re.Pattern[str]:
    extra = r"cấp\s{1,2}xã|cấp\s{1,2}huyện|khối\s{1,2}sự\s{1,2}nghiệp|sự\s{1,2}nghiệp\s{1,2}công\s{1,2}lập"
    return re.compile(
        rf"(?<![^\W\d_])(?:(?P<level>{extra})|(?P<counted>(?:số|tổng\s{{1,2}}số|tỷ\s{{1,2}}lệ|các)\s{{1,2}})?(?P<noun>{unit_pattern()}))(?![^\W\d_])"
    )


def _nouns(document: Document) -> list[tuple[int, str]]:
    """Where nouns that can be counted stand, with their class; names ("huyện Bình Giang") left out."""
    levels = {"xã": "commune", "huyện": "district", "lập": "public_unit", "nghiệp": "public_unit"}
    ambiguous = read_toml("linking.toml")["ambiguous"]
    found, last = [], -9
    for m in _noun_pattern().finditer(document.view):
        if m["level"]:
            found.append((m.start(), "level:" + levels[m["level"].split()[-1]]))
            continue
        noun = " ".join(m["noun"].replace(",", " ").split())
        kind = units()[noun]
        named = document.cased[m.end() : m.end() + 2].strip()[:1].isupper()
        modifier = m.start() - last == 1  # "chi bộ xóm" are cells, not hamlets
        last = m.end()
        if kind in _NO_INFERENCE or named or modifier or (noun in ambiguous and not m["counted"]):
            continue
        found.append((m.start(), kind))
    return found


class Nouns:
    """The figures of one document and the nouns around them."""

    def __init__(self, document: Document, figures: list[dict[str, Any]]) -> None:
        self.view, self.document, self.figures = document.view, document, figures
        self.starts = [f["start"] for f in figures]
        self.ends = [f["end"] for f in figures]
        self.nouns = _nouns(document)
        self.noun_starts = [start for start, _ in self.nouns]
        self.inferred: dict[int, str | None] = {}

    def clause(self, start: int, end: int) -> Span:
        """The clause around a span: between semicolons, full stops and line ends."""
        low = max(0, start - 300)
        begin = low
        for stop in CUES.clause_start.finditer(self.view, low, start):
            begin = stop.end()
        limit = min(end + 220, len(self.view))
        finish = CUES.clause_end.search(self.view, end, limit)
        return Span(begin, finish.start() if finish else limit)

    def classes(self, fact: Any) -> tuple[frozenset[str], frozenset[str]]:
        """Unit classes a fact may have, and those of them that its own words make sure."""
        figures = [*fact.figures, fact.total] if fact.total else fact.figures
        known = {f["unit_class"] or f.get("shared_class") for f in figures} - {None, "share"}
        own = frozenset(known)
        share = frozenset(
            {"share"}
            if fact.lead["unit_class"] == "share"
            and (fact.lead["kind"] == "range" or not fact.count)
            else ()
        )
        if own and own != {"unit"}:
            return own, own
        inferred = self._noun_before(fact)
        more = frozenset({inferred} if inferred else ())
        if own:
            more = self._units_of(fact) or more
            return own | more, more or own
        if share:
            return share | more, more or share
        return more | {"none"}, more or frozenset({"none"})

    def _units_of(self, fact: Any) -> frozenset[str]:
        """The kind of bare units: "277 đơn vị (248 xã, …)", "76 đơn vị" after "23 đơn vị công lập"."""
        lead = fact.lead
        at = bisect.bisect_left(self.starts, lead["start"])
        for inside in self.figures[at + 1 : at + 2]:
            gap = self.view[lead["unit_end"] : inside["start"]]
            if inside["unit_class"] and gap.strip() == "(" and len(gap) < 6:
                return frozenset({inside["unit_class"]})
        for f in reversed(self.figures[max(0, at - 2) : at]):
            counted = (f["unit"] or "").lower().startswith("đơn vị ") and f["unit_class"] != "unit"
            if counted and lead["start"] - f["end"] < 160:
                return frozenset({f["unit_class"]})
        return frozenset()

    def _noun_before(self, fact: Any) -> str | None:
        """The class of the nearest counted noun before a figure that has none of its own.

        In its clause first ("xóm và tổ dân phố từ 2.487"), else the class of the figure before it
        in the sentence or the one before ("từ 82 còn 64, giảm 18").
        """
        start = fact.lead["start"]
        at = bisect.bisect_left(self.starts, start)
        clause = self.clause(start, fact.lead["end"])
        low = max(clause.start, self.ends[at - 1] if at else 0)
        i = bisect.bisect_left(self.noun_starts, low)
        here = [kind for _, kind in self.nouns[i : bisect.bisect_left(self.noun_starts, start)]]
        real = [kind for kind in here if not kind.startswith("level:")]
        previous = self.figures[at - 1] if at else None
        if not real and here and previous and not fact.lead["unit_class"]:
            known = previous["unit_class"] or self.inferred.get(previous["start"])
            if known in _OF_LEVELS and not CUES.stops.search(self.view, previous["end"], start):
                here = []  # "31 phòng; cấp huyện cắt 24": divisions again
        if real or here:
            self.inferred[start] = real[-1] if real else here[-1].removeprefix("level:")
            return self.inferred[start]
        for previous in reversed(self.figures[max(0, at - 4) : at]):
            gap = self.view[previous["end"] : start]
            if len(gap) > 200 or "\n" in gap or len(CUES.stops.findall(gap)) > 1:
                break
            known = previous["unit_class"]
            if known in VAGUE or not known:
                known = self.inferred.get(previous["start"])
            if known:
                self.inferred[start] = known
                break
        return self.inferred.get(start)
