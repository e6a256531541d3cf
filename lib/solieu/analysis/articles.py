"""One article as the checks see it: its rows, and its text with every figure taken out.

On the *tape* a figure is one character of its own from a private plane of Unicode. The checks read
sentences there with ordinary patterns: ``giảm từ {F} xuống còn {F}`` says what it looks like, no
digit can be taken for another figure's, and a decimal comma never looks like the end of a clause.
"""

from __future__ import annotations

import bisect
import math
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from ..extraction.numerals import MULTIPLIERS
from ..tables import rows
from ..text import fold, lower, simplify, split_sentences
from . import intervals as iv
from .cues import FIRST, RANGE, cue, say, table

Row = dict[str, Any]
F = re.compile(f"[{RANGE}]")  # any figure on the tape
NEAR = 400  # characters: what lies further apart is not read together
MOST = 24  # figures: longer lists are tables, not sentences


class Figure:
    """A row of the table figures with exact values; a ratio n/N has a ``base`` N, ``value`` is n."""

    def __init__(self, row: Row) -> None:
        self.row, self.id, self.kind = row, row["figure_id"], row["kind"]
        self.text = str(row.get("literal") or "").strip()
        self.noun = simplify(row.get("unit") or "").strip()
        self.unit_class = row.get("unit_class") or "none"
        self.points = self.kind == "percent" and "điểm" in self.text.lower() + self.noun
        self.share = self.kind == "percent" and not self.points
        self.exact = row.get("qualifier") in (None, "exact")
        words = () if self.kind == "percent" else re.findall(r"[^\W\d_]+", self.text.lower())
        self.unit = math.prod(MULTIPLIERS.get(word, 1) for word in words)
        decimals = int(row.get("decimals") or 0)
        shortened = self.unit > 1 or decimals or "%" in self.text or self.unit_class == "money"
        step = Fraction(self.unit, 10**decimals)
        if self.kind in ("count", "ratio") and not shortened:
            step = Fraction(0)
        names = ("numerator", "denominator") if self.kind == "ratio" else ("value",)
        numbers = (
            iv.Printed(iv.exact(row[n]), step, row.get("qualifier") or "exact") for n in names
        )
        self.value, self.base = [*numbers, None][:2]
        self.sentence: Sentence | None = (
            None  # with a text: where it stands, and at which character
        )
        self.index = self.mark = 0

    def __str__(self) -> str:
        """The literal with the words that bound it."""
        signs = {"more_than": "> ", "less_than": "< ", "about": "≈ "}
        return signs.get(self.value.qualifier, "") + self.text

    @cached_property
    def gap(self) -> str:
        """The text just before it, back to the figure before; empty without a text."""
        text, at = (self.sentence.text, self.mark) if self.sentence else ("", 0)
        return F.split(text[max(0, at - NEAR) : at])[-1]

    @cached_property
    def after(self) -> str:
        """The text just after it, up to the next figure."""
        text, at = (self.sentence.text, self.mark + 1) if self.sentence else ("", 0)
        return F.split(text[at : at + NEAR], maxsplit=1)[0]

    @property
    def near(self) -> str:
        """The text around it, figures included."""
        return self.sentence.text[max(0, self.mark - NEAR) : self.mark + NEAR]

    @property
    def aims(self) -> bool:
        """True when n/N is surely the part reached of a target, not a share of all there are."""
        return self.unit_class in ("member", "money") or bool(cue("reaching").search(self.near))

    def written(self, number: Fraction) -> str:
        """A number as this figure would be printed: 47,3 tỷ for 47300000000."""
        words = re.search(r"[^\W\d_].*", self.text) if self.unit > 1 else None
        return f"{iv.show(number / self.unit)} {words[0]}" if words else iv.show(number)

    def alike(self, other: Figure) -> bool:
        """True when the two count things that add up, or of which one holds the other."""
        kinds, classes, data = (
            {self.kind, other.kind},
            {self.unit_class, other.unit_class},
            table("alike"),
        )
        if not kinds <= {"count", "ratio"}:
            return len(kinds) == 1 and (self.kind != "measure" or self.noun == other.noun)
        nouns = [f.noun.split(",")[0] for f in (self, other)]
        if "" in nouns or nouns[0] == nouns[1]:
            return True
        if len(classes) == 1 and self.unit_class not in data["open"]:
            return True
        pairs = ((nouns[0], other.unit_class), (nouns[1], self.unit_class))
        kinds = ("bodies", "persons")
        return any(classes <= set(group) for group in data["together"]) or any(
            n in data[kind] and c in data[f"{kind}_for"] for n, c in pairs for kind in kinds
        )


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of the tape: its text lower-case and with capitals, and the figures in it."""

    text: str
    cased: str
    figures: tuple[Figure, ...]
    start: int
    line_start: bool
    previous: Sentence | None

    @cached_property
    def marks(self) -> list[int]:
        """Where the figures stand."""
        return [m.start() for m in F.finditer(self.text)]

    def at(self, position: int) -> int:
        """The index of the first figure at ``position`` or after it."""
        return bisect.bisect_left(self.marks, position)

    def find(self, name: str) -> Iterator[tuple[re.Match[str], list[Figure]]]:
        """Matches of a pattern, each with the figures that its groups a, b, c stand for."""
        for m in cue(name).finditer(self.text):
            groups = [g for g in "abc" if m.groupdict().get(g)]
            yield m, [self.figures[self.at(m.start(g))] for g in groups]

    def joined(self, others: Sequence[Sentence]) -> Sentence:
        """The sentence and those after it, as one."""
        every = (self, *others)
        texts = (" ".join(s.text for s in every), " ".join(s.cased for s in every))
        figures = tuple(f for s in every for f in s.figures)
        return replace(self, text=texts[0], cased=texts[1], figures=figures)


class Article:
    """The rows of one document; ``text`` is its canonical text, or None when not at hand."""

    def __init__(self, doc_id: str, found: Mapping[str, list[Row]], text: str | None) -> None:
        self.id, self.text = doc_id, text
        self.row = found.get("documents", [{}])[0]
        measured = (r for r in found.get("figures", ()) if r.get("value") is not None)
        self.figures = [Figure(row) for row in measured]
        self.observations = found.get("observations", [])
        self.citations, self.periods = found.get("citations", []), found.get("periods", [])
        counted = (f for f in self.figures[:NEAR] if f.kind in ("count", "ratio"))
        self.totals = {(f.noun, f.unit_class, f.base or f.value): f for f in counted}
        self.by_id = {figure.id: figure for figure in self.figures}
        self.facts = {i: row for row in self.observations for i in row["figure_ids"]}
        self.tape, self.sentences = "", []
        if text is not None:
            self._cut(text)

    def _cut(self, text: str) -> None:
        """Make the tape, the article proper folded, case kept, and its sentences."""
        pieces: list[str] = []
        used: list[Figure] = []
        waiting = deque(sorted(self.figures, key=lambda f: (f.row["start"], -f.row["end"])))
        for at, stop in self.row.get("body_spans") or [(0, len(text))]:
            while waiting and waiting[0].row["end"] <= stop:
                figure = waiting.popleft()
                if at <= figure.row["start"] and FIRST + len(used) <= 0xFFFFD:
                    pieces += [fold(text[at : figure.row["start"]])[0], chr(FIRST + len(used))]
                    used.append(figure)
                    at = figure.row["end"]
            pieces += [fold(text[at:stop])[0], "\n"]
        self.tape = "".join(pieces)
        low, sentence = lower(self.tape), None
        for a, b in split_sentences(self.tape):
            figures = tuple(used[ord(c) - FIRST] for c in F.findall(low[a:b]))
            line_start = ("\n" + self.tape[max(0, a - 80) : a]).rstrip(" ").endswith("\n")
            sentence = Sentence(low[a:b], self.tape[a:b], figures, a, line_start, sentence)
            self.sentences.append(sentence)
            for index, figure in enumerate(figures):
                figure.sentence, figure.index, figure.mark = sentence, index, sentence.marks[index]

    def around(self, row: Row) -> tuple[str, str]:
        """What stands before and after a row's span in its sentence, folded, lower-case."""
        start, end = row["start"], row["end"]
        lead = re.split(r"[.!?;\n]\s", self.text[max(0, start - 200) : start])[-1]
        rest = re.split(r"[.!?;\n](?:\s|$)", self.text[end : end + 200])[0]
        return simplify(lead), simplify(rest)


def read_articles(
    tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str] | None = None
) -> Iterator[Article]:
    """Yield the documents of the tables, each with its rows and, where known, its text."""
    if texts is None:
        texts = {r["doc_id"]: r["text"] for r in rows(tables.get("texts", pd.DataFrame()))}
    mine: dict[str, dict[str, list[Row]]] = {}
    for name in ("documents", "figures", "observations", "citations", "periods"):
        for row in rows(tables.get(name, pd.DataFrame())):
            mine.setdefault(row["doc_id"], {}).setdefault(name, []).append(row)
    return (Article(doc_id, mine[doc_id], texts.get(doc_id)) for doc_id in sorted(mine))


def outcome_of(fits: bool, sure: bool = True) -> str:
    """Say what a comparison comes to; a misfit that is not sure cannot be tested."""
    return iv.CONSISTENT if fits else iv.INCONSISTENT if sure else iv.UNTESTABLE


def verdict(
    name: str,
    outcome: str,
    stated: Figure | iv.Interval | Fraction | str,
    implied: iv.Interval | Fraction | str,
    figures: Iterable[Figure] = (),
    citations: Iterable[Row] = (),
    **values: object,
) -> Row:
    """A row of the table verdicts, told by the sentence ``name`` of ``data/audit.toml``.

    The sentence may use ``{stated}``, ``{implied}``, ``{result}`` (= or ≈ implied) and ``values``.
    """
    number = stated.value.value if isinstance(stated, Figure) else stated
    told = {"result": iv.equals(implied), "stated": stated, "implied": implied, **values}
    told = {k: iv.show(v) if isinstance(v, Fraction | iv.Interval) else v for k, v in told.items()}
    check, vi, en = say(name, outcome, told)
    return {
        "check": check,
        "outcome": outcome,
        "stated": iv.plain(number),
        "implied": iv.plain(implied),
        "figure_ids": [f.id for f in figures],
        "citation_ids": [c["citation_id"] for c in citations],
        "explanation": vi,
        "explanation_en": en,
    }
