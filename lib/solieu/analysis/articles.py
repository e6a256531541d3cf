"""One article as the checks see it: its rows, and its text with every figure taken out.

On the *tape* a figure is one character of its own from a private plane of Unicode. The checks read
sentences there with ordinary patterns: ``giảm từ {F} xuống còn {F}`` says what it looks like, no
digit can be taken for another figure's, and a decimal comma never looks like the end of a clause.
"""

from __future__ import annotations

import bisect
import json
import math
import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from ..text import fold, lower, simplify, split_sentences
from .cues import FIRST
from .intervals import Printed, exact, show

F = "[\U000f0000-\U000ffffd]"  # any figure on the tape
_MULTIPLIER = re.compile(r"(nghìn|ngàn)|(vạn)|(triệu)|(t[ỷỉ])", re.IGNORECASE)
_POWERS = (10**3, 10**4, 10**6, 10**9)

_PEOPLE = {"member", "cadre", "secretary", "hamlet_head", "committee_member", "person", "badge"}
_BODIES = {"party_organisation", "party_cell", "agency", "public_unit", "school"}
_PLACES = {"province", "district", "commune", "hamlet"}
_OPEN = {None, "other", "unit"}
# Nouns that may stand for anything named just before.
_ANY_BODY = {"đơn vị", "đầu mối", "cơ quan", "tổ chức", "địa phương", "nơi", "cơ sở", "tập thể"}
_ANY_PERSON = {"đồng chí", "người", "trường hợp", "cá nhân", "lượt người", "đ/c"}


def listed(value: Any) -> list[Any]:
    """A list cell as a list, whether it came from Parquet, CSV or memory."""
    if isinstance(value, str):
        value = json.loads(value) if value.startswith("[") else [value] if value else []
    return list(value) if value is not None and hasattr(value, "__iter__") else []


def records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Rows as dicts in which everything missing is None."""
    if frame is None or frame.empty:
        return []

    def clean(value: Any) -> Any:
        missing = (
            value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
        )
        return None if missing else value

    return [{k: clean(v) for k, v in row.items()} for row in frame.to_dict("records")]


def multiplier(literal: str) -> int:
    """What the multiplier words of a literal multiply by: 10**6 in "1,1 triệu"."""
    hits = (zip(_POWERS, m.groups(), strict=True) for m in _MULTIPLIER.finditer(literal))
    return math.prod(power for hit in hits for power, word in hit if word)


@dataclass(frozen=True)
class Figure:
    """A figure with exact values. A ratio has ``top`` and ``base``; ``value`` is then the top."""

    row: Mapping[str, Any]
    value: Printed
    base: Printed | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Figure | None:
        """Make a figure of a row of the table figures; None when it has no value."""
        qualifier = row.get("qualifier") or "exact"
        kind, literal = row["kind"], str(row.get("literal") or "")
        unit = multiplier(literal)
        if kind == "ratio":
            if row.get("numerator") is None or row.get("denominator") is None:
                return None
            ends = [exact(row[name]) for name in ("numerator", "denominator")]
            shortened = (
                unit > 1
                or row.get("unit_class") == "money"
                or any(e.denominator > 1 for e in ends)
                or "%" in literal
            )
            parts = re.split(r"\s*/\s*", literal)
            digits = max(len(re.match(r"\d*", p.partition(",")[2])[0]) for p in parts)
            step = Fraction(unit, 10**digits) if shortened else Fraction(0)
            return cls(row, *(Printed(end, step, qualifier) for end in ends))
        if row.get("value") is None:
            return None
        decimals = int(row.get("decimals") or 0)
        whole = kind == "count" and not decimals and unit == 1
        step = Fraction(0) if whole else Fraction(unit, 10**decimals)
        return cls(row, Printed(exact(row["value"]), step, qualifier))

    @property
    def id(self) -> str:
        """Its figure_id."""
        return self.row["figure_id"]

    @property
    def kind(self) -> str:
        """Its kind, as the contract names it."""
        return self.row["kind"]

    @property
    def text(self) -> str:
        """The literal."""
        return str(self.row.get("literal") or "").strip()

    @property
    def qualifier(self) -> str:
        """Which way words bound it."""
        return self.value.qualifier

    @cached_property
    def noun(self) -> str:
        """The unit as written, folded; empty when none."""
        return simplify(self.row.get("unit") or "").strip()

    def written(self, number: Fraction) -> str:
        """A number as this figure would be printed: 47,3 tỷ for 47300000000."""
        word = _MULTIPLIER.search(self.text)
        return (
            f"{show(number / multiplier(self.text))} {self.text[word.start() :]}"
            if word
            else show(number)
        )

    @property
    def points(self) -> bool:
        """True for percentage points."""
        return "điểm" in self.text.lower() or self.noun.startswith("điểm")


def generic(figure: Figure) -> bool:
    """True when its noun stands for whatever was named before it (đơn vị, trường hợp)."""
    return figure.noun in _ANY_BODY | _ANY_PERSON


def alike(a: Figure, b: Figure) -> bool:
    """True when two figures count things that can be added up or lie one within the other."""
    kinds = {a.kind, b.kind}
    if kinds <= {"count", "ratio"}:
        first, second = a.row.get("unit_class"), b.row.get("unit_class")
        one, other = a.noun.split(",")[0], b.noun.split(",")[0]
        if not one or not other or one == other:
            return True
        if first == second and first not in _OPEN:
            return True
        if {first, second} <= _PEOPLE | {"post"} or (one in _ANY_PERSON and second in _PEOPLE):
            return True
        for noun, kind in ((one, second), (other, first)):
            if noun in _ANY_BODY and kind in _BODIES | _PLACES | _OPEN:
                return True
            if noun in _ANY_PERSON and kind in _PEOPLE | {"post"} | _OPEN:
                return True
        return {first, second} <= {"party_organisation", "party_cell"}
    return len(kinds) == 1 and (a.kind != "measure" or a.noun == b.noun)


@dataclass
class Finding:
    """What a check found, before it becomes a row of the table verdicts."""

    check: str
    outcome: str
    docs: tuple[str, ...]
    stated: str
    implied: str
    vi: str
    en: str
    figures: tuple[str, ...] = ()
    observations: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()


NEAR = 400  # characters: what lies further apart is not read together


@dataclass(frozen=True)
class Sentence:
    """A sentence of the tape: its text lower-case and with capitals, and the figures in it."""

    text: str
    cased: str
    figures: tuple[Figure, ...]
    start: int
    line_start: bool

    @cached_property
    def marks(self) -> list[int]:
        """Where the figures stand."""
        return [m.start() for m in re.finditer(F, self.text)]

    def gap(self, index: int) -> str:
        """The text just before figure ``index``, back to the figure before it."""
        end = self.marks[index] if index < len(self.marks) else len(self.text)
        return self.text[max(self.marks[index - 1] + 1 if index else 0, end - NEAR) : end]

    def after(self, index: int) -> str:
        """The text just after figure ``index``, up to the next figure."""
        start = self.marks[index] + 1
        end = self.marks[index + 1] if index + 1 < len(self.marks) else len(self.text)
        return self.text[start : min(end, start + NEAR)]

    def near(self, index: int) -> str:
        """The text around figure ``index``, figures included."""
        return self.text[max(0, self.marks[index] - NEAR) : self.marks[index] + NEAR]

    def within(self, start: int, end: int) -> list[tuple[int, Figure]]:
        """Figures that stand in ``text[start:end]``, each with its place."""
        first, last = (bisect.bisect_left(self.marks, p) for p in (start, end))
        return list(zip(self.marks[first:last], self.figures[first:last], strict=True))

    def at(self, position: int) -> Figure:
        """The figure whose character stands at ``position``."""
        return self.figures[bisect.bisect_left(self.marks, position)]

    def joined(self, other: Sentence) -> Sentence:
        """Join this sentence and the next."""
        texts = (f"{a} {b}" for a, b in ((self.text, other.text), (self.cased, other.cased)))
        return Sentence(*texts, self.figures + other.figures, self.start, self.line_start)


@dataclass
class Article:
    """The rows of one document; ``text`` is its canonical text, or None when not at hand."""

    row: Mapping[str, Any]
    text: str | None
    figures: list[Figure]
    observations: list[dict[str, Any]]
    citations: list[dict[str, Any]]
    periods: list[dict[str, Any]]

    @cached_property
    def by_id(self) -> dict[str, Figure]:
        """Figures by figure_id."""
        return {figure.id: figure for figure in self.figures}

    @cached_property
    def facts(self) -> dict[str, dict[str, Any]]:
        """Figure_id to the observation that holds the figure."""
        return {i: o for o in self.observations for i in listed(o.get("figure_ids"))}

    @property
    def id(self) -> str:
        """Its doc_id."""
        return self.row["doc_id"]

    @cached_property
    def tape(self) -> tuple[str, list[Figure]]:
        """The article proper, folded, case kept, each figure one character; figures in order."""
        pieces: list[str] = []
        used: list[Figure] = []
        waiting = deque(sorted(self.figures, key=lambda f: (f.row["start"], -f.row["end"])))
        body = [(int(a), int(b)) for a, b in listed(self.row.get("body_spans"))]
        for at, stop in body or [(0, len(self.text))]:
            while waiting and waiting[0].row["end"] <= stop:
                figure = waiting.popleft()
                start = int(figure.row["start"])
                if at <= start and FIRST + len(used) <= 0xFFFFD:
                    pieces += [fold(self.text[at:start])[0], chr(FIRST + len(used))]
                    used.append(figure)
                    at = int(figure.row["end"])
            pieces += [fold(self.text[at:stop])[0], "\n"]
        return "".join(pieces), used

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of the tape in order; none without a text."""
        if self.text is None:
            return []
        cased, figures = self.tape
        low = lower(cased)
        return [
            Sentence(
                low[a:b],
                cased[a:b],
                tuple(figures[ord(c) - FIRST] for c in re.findall(F, cased[a:b])),
                a,
                ("\n" + cased[max(0, a - 80) : a]).rstrip(" ").endswith("\n"),
            )
            for a, b in split_sentences(cased)
        ]


def read_articles(
    tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str] | None = None
) -> Iterator[Article]:
    """Yield the documents of the tables, each with its rows and, where known, its text."""
    if texts is None:
        texts = {r["doc_id"]: r["text"] for r in records(tables.get("texts"))}
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name in ("documents", "figures", "observations", "citations", "periods"):
        for row in records(tables.get(name)):
            rows.setdefault(row["doc_id"], {}).setdefault(name, []).append(row)
    for doc_id in sorted(rows):
        mine = rows[doc_id]
        figures = [f for f in map(Figure.read, mine.get("figures", [])) if f]
        yield Article(
            mine.get("documents", [{"doc_id": doc_id}])[0],
            texts.get(doc_id),
            figures,
            mine.get("observations", []),
            mine.get("citations", []),
            mine.get("periods", []),
        )
