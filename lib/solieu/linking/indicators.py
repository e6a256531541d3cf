"""Which indicator a figure reports: cue words compete, the strongest and nearest wins.

The rules are data (data/linking.toml). A rule takes figures of some unit classes; each place where
its cue stands is a hit; what lies between hit and figure (commas, clauses, sentences, lines, other
figures) costs. The score is the rule's weight less the cost; below a threshold nothing is linked.
"""

from __future__ import annotations

import bisect
import functools
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..knowledge import DataError, codebook, read_toml
from ..text import Document, Span

THRESHOLD = 3.0
REACH = 700  # characters before a figure within which a cue may stand


@dataclass(frozen=True)
class LinkRule:
    """One rule of data/linking.toml, compiled."""

    name: str
    indicator: str
    units: frozenset[str]
    cue: re.Pattern[str]
    context: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    weight: float
    examples: tuple[str, ...]
    rejects: tuple[str, ...]


class Hit(NamedTuple):
    start: int
    end: int


class Choice(NamedTuple):
    """The winning rule, its score, and the cue words that decided."""

    rule: LinkRule
    score: float
    cue: str


@functools.cache
def rules() -> tuple[LinkRule, ...]:
    """Load and check data/linking.toml. Raises `DataError` with every fault."""
    data = read_toml("linking.toml")
    words = data.get("words", {})
    problems: list[str] = []
    loaded: list[LinkRule] = []

    def compiled(name: str, alternatives: list[str]) -> re.Pattern[str] | None:
        if not alternatives:
            return None
        text = "|".join(f"(?:{a})" for a in alternatives)
        for word in set(re.findall(r"\{([a-z]+)\}", text)):
            if word not in words:
                problems.append(f"{name}: no list {word!r} under [words]")
                return None
            text = text.replace("{" + word + "}", words[word])
        text = text.replace("~", r"[^.;\n]{0,45}?").replace(" ", r"\s{1,3}")
        try:
            return re.compile(rf"(?<![^\W\d_])(?:{text})")
        except re.error as error:
            problems.append(f"{name}: {error}")
            return None

    for number, row in enumerate(data.get("rule", []), 1):
        name = row.get("name", f"rule {number}")
        if name in {r.name for r in loaded}:
            problems.append(f"{name}: the name stands twice")
        if row.get("indicator") and row["indicator"] not in codebook():
            problems.append(f"{name}: indicator {row['indicator']!r} is not in the codebook")
        for needed in ("units", "cue", "examples", "rejects"):
            if not row.get(needed):
                problems.append(f"{name}: {needed} is missing")
        unknown = set(row) - {"name", "indicator", "units", "cue", "context", "unless", "weight", "examples", "rejects"}
        problems += [f"{name}: unknown key {key!r}" for key in sorted(unknown)]
        cue = compiled(name, row.get("cue", []))
        if cue:
            loaded.append(
                LinkRule(
                    name,
                    row.get("indicator", ""),
                    frozenset(row.get("units", ())),
                    cue,
                    compiled(name, row.get("context", [])),
                    compiled(name, row.get("unless", [])),
                    float(row.get("weight", 10)),
                    tuple(row.get("examples", ())),
                    tuple(row.get("rejects", ())),
                )
            )
    if problems:
        raise DataError("linking.toml", problems)
    return tuple(loaded)


_CLAUSE_END = re.compile(r"[;\n]|[.!?…](?=\s)|(?<=[^0-9]):|\Z")
_CLAUSE_START = re.compile(r"[;\n]|[.!?…](?=\s)")
_BULLET = re.compile(r"\n+\s*(?:[-+•*–]|\(?[0-9a-e][.)])")


class Linker:
    """Finds the indicator of each figure of one document."""

    def __init__(self, document: Document, figures: list[dict[str, Any]]) -> None:
        self.view = document.view
        self.document = document
        self.starts = [f["start"] for f in figures]
        self.hits = {rule.name: [Hit(*m.span()) for m in rule.cue.finditer(self.view)] for rule in rules()}
        self.hit_ends = {name: [h.end for h in hits] for name, hits in self.hits.items()}
        self.title = self._title()

    def _title(self) -> Span:
        body = self.document.body[0].start if self.document.body else 0
        end = self.view.find("\n", body + 20)
        return Span(body, end if end > 0 else len(self.view))

    def clause(self, start: int, end: int) -> Span:
        """The clause around a span: between semicolons, full stops and line ends."""
        low = max(0, start - 300)
        begin = low
        for stop in _CLAUSE_START.finditer(self.view, low, start):
            begin = stop.end()
        finish = _CLAUSE_END.search(self.view, end)
        return Span(begin, min(finish.start() if finish else len(self.view), end + 220))

    def paragraph(self, position: int) -> Span:
        """The paragraph of a position with the one before it (bullets reach up to their head)."""
        begin = self.view.rfind("\n", 0, position) + 1
        for _ in range(12):
            above = self.view.rfind("\n", 0, max(0, begin - 2)) + 1
            bullet = _BULLET.match(self.view, max(0, begin - 1)) if begin else None
            begin = above if begin > above else begin
            if not bullet:
                break
        end = self.view.find("\n", position)
        return Span(max(begin, position - 1500), end if end >= 0 else len(self.view))

    def _before(self, hit: Hit, start: int) -> float:
        gap = self.view[hit.end : start]
        breaks = len(re.findall(r"[.!?…](?=\s)", gap))
        lines = 0.0
        for line in re.finditer(r"\n+\s*([-+•]?)", gap):
            lines += 0.4 if line[1] else 4.0
        between = bisect.bisect_left(self.starts, start) - bisect.bisect_left(self.starts, hit.end)
        return (
            min(len(gap) * 0.02, 3.0)
            + 0.35 * gap.count(",")
            + 1.4 * gap.count(";")
            + 2.6 * breaks
            + lines
            + 0.12 * between
        )

    def _after(self, hit: Hit, end: int, unit_end: int) -> float:
        gap = self.view[unit_end : hit.start] if hit.start > unit_end else ""
        if "\n" in gap:
            return 99.0
        breaks = len(re.findall(r"[.!?…](?=\s)", gap))
        between = bisect.bisect_left(self.starts, hit.start) - bisect.bisect_right(self.starts, end)
        return 0.3 + len(gap) * 0.045 + 0.9 * gap.count(",") + 5.0 * gap.count(";") + 7.0 * breaks + 1.6 * max(between, 0)

    def choose(self, fact: Any) -> Choice | None:
        """The best rule for a fact, or None when nothing reaches the threshold."""
        lead = fact.lead
        start, end, unit_end = lead["start"], lead["end"], max(lead["unit_end"], lead["end"])
        clause = self.clause(start, fact.figures[-1]["end"])
        paragraph = self.paragraph(start)
        classes = self._classes(fact)
        best: Choice | None = None
        for rule in rules():
            if not classes & rule.units:
                continue
            if rule.unless and rule.unless.search(self.view, clause.start, clause.end):
                continue
            if rule.context and not (
                rule.context.search(self.view, paragraph.start, min(paragraph.end, end + 250))
                or rule.context.search(self.view, *self.title)
            ):
                continue
            hits, ends = self.hits[rule.name], self.hit_ends[rule.name]
            at = bisect.bisect_left(ends, start - REACH)
            penalty = 0.8 if classes == {"none"} else 0.0
            for hit in hits[at:]:
                if hit.start > unit_end + 220:
                    break
                if hit.start < paragraph.start:
                    continue
                if hit.end <= start:
                    cost = self._before(hit, start)
                elif hit.start >= end:
                    cost = self._after(hit, end, unit_end)
                else:
                    cost = 0.0
                score = rule.weight - cost - penalty
                if score >= THRESHOLD and (best is None or score > best.score):
                    best = Choice(rule, score, self.view[hit.start : hit.end])
        return best

    def _classes(self, fact: Any) -> frozenset[str]:
        found = {f["unit_class"] for f in fact.figures if f["unit_class"] and f["unit_class"] != "share"}
        if found:
            return frozenset(found)
        if any(f["kind"] == "percent" for f in fact.figures):
            return frozenset({"share"})
        noun = self._noun_before(fact.lead["start"])
        return frozenset({noun, "none"}) if noun else frozenset({"none"})

    def _noun_before(self, start: int) -> str | None:
        """The class of a noun that stands right before a number without one ("hộ nghèo 10")."""
        return None
