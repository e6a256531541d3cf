"""One article as the checks see it: its rows, and its text with every figure taken out.

On the *tape* a figure is one character of its own from a private plane of Unicode. The checks read
sentences there with ordinary patterns: ``giảm từ {F} xuống còn {F}`` says what it looks like, no
digit can be taken for another figure's, and a decimal comma never looks like the end of a clause.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import pandas as pd

from ..extraction.numerals import MULTIPLIERS
from ..tables import SCHEMAS, rows
from ..text import fold, lower, simplify, split_sentences
from . import intervals as iv
from .cues import FIRST, RANGE, cue, table

Row = dict[str, Any]
F = re.compile(f"[{RANGE}]")  # any figure on the tape
NEAR = 400  # characters: what lies further apart is not read together
WHOLES = ("count", "ratio", "money", "measure")
SUMS = ("sum", "result", "a", "b", "part", "whole")  # parts of a sentence that are numbers
MOST = 24  # figures: longer lists are tables, not sentences


class Figure:
    """A row of the table figures with exact values; a ratio n/N has a ``base`` N, ``value`` is n.

    With a text, also the sentence it stands in and what stands between it and its neighbours.
    """

    def __init__(self, row: Row) -> None:
        self.row, self.id, self.kind = row, row["figure_id"], row["kind"]
        self.text = str(row.get("literal") or "").strip()
        self.noun = simplify(row.get("unit") or "").strip()
        self.unit_class = row.get("unit_class") or "none"
        self.share = self.kind == "percent" and "điểm" not in self.text.lower() + self.noun
        # n/N of these is surely the part reached of a target, not a share of all there are
        self.aims = self.unit_class in ("member", "money")
        words = () if self.kind == "percent" else re.findall(r"[^\W\d_]+", self.text.lower())
        self.unit = math.prod(MULTIPLIERS.get(word, 1) for word in words)
        decimals, qualifier = int(row.get("decimals") or 0), row.get("qualifier") or "exact"
        self.exact = qualifier == "exact"
        whole = self.unit == 1 and not decimals and "%" not in self.text
        whole = whole and self.kind in ("count", "ratio") and self.unit_class != "money"
        step = Fraction(0) if whole else Fraction(self.unit, 10**decimals)
        names = ("numerator", "denominator") if self.kind == "ratio" else ("value",)
        numbers = (iv.Printed(iv.exact(row[name]), step, qualifier) for name in names)
        self.value, self.base = [*numbers, None][:2]
        self.sentence: Sentence | None = None
        self.index = self.place = 0  # among its figures, on the tape
        self.gap = self.after = ""

    def __str__(self) -> str:
        """The literal with the words that bound it."""
        bounds = {"more_than": "trên ", "less_than": "dưới ", "about": "khoảng "}
        return bounds.get(self.value.qualifier, "") + self.text

    def near(self, before: int, after: int, back: int = 2) -> tuple[list[Figure], list[Figure]]:
        """Figures before and after it: of its sentence and of ``back`` ones of its paragraph."""
        sentence, told = (
            self.sentence,
            self.sentence.figures[max(0, self.index - before) : self.index],
        )
        behind = sentence.figures[self.index + 1 : self.index + 1 + after]
        for _ in range(back):
            sentence = sentence.previous if sentence and not sentence.line_start else None
            told = [*sentence.figures[-before:], *told] if sentence else told
        return told[-before:], behind

    @property
    def rest(self) -> str:
        """What follows it in its sentence, with capitals."""
        at = self.place + 1 - self.sentence.start
        return self.sentence.cased[at : at + 2 * NEAR]

    def written(self, number: Fraction) -> str:
        """A number as this figure would be printed: 47,3 tỷ for 47300000000."""
        words = re.search(r"[^\W\d_].*", self.text) if self.unit > 1 else None
        return f"{iv.show(number / self.unit)} {words[0]}" if words else iv.show(number)

    def alike(self, other: Figure) -> bool:
        """True when the two count things that add up, or of which one holds the other."""
        kinds = {self.kind, other.kind}
        if "measure" in kinds:
            return kinds <= {"measure", "ratio"} and self.noun == other.noun
        if not kinds <= {"count", "ratio"}:
            return self.kind == other.kind
        one, two = ((f.noun.split(",")[0], f.unit_class) for f in (self, other))
        data, classes = table("alike"), {one[1], two[1]}
        if "" in (one[0], two[0]) or f"{one[0]} ".startswith(f"{two[0]} "):
            return True
        if two[0].startswith(f"{one[0]} "):
            return True
        if len(classes) == 1 and one[1] not in data["open"]:
            return True
        pairs = ((one[0], two[1]), (two[0], one[1]))
        stands = (n in nouns and c in what for nouns, what in data["stand_for"] for n, c in pairs)
        return any(stands) or any(classes <= set(group) for group in data["together"])


@dataclass(frozen=True, eq=False)
class Sentence:
    """A sentence of the tape, lower-case and with capitals; ``tape`` is the article's figures."""

    text: str
    cased: str
    tape: list[Figure]
    start: int
    number: int  # among the sentences of the article
    line_start: bool
    previous: Sentence | None

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures in it, in order."""
        return self.among(self.text)

    def among(self, text: str) -> list[Figure]:
        """The figures in a piece of the tape."""
        return [self.tape[ord(character) - FIRST] for character in F.findall(text)]

    def before(self, figure: Figure) -> str:
        """The text of the sentence up to a figure, at most ``NEAR`` characters of it."""
        at = figure.place - self.start
        return self.text[max(0, at - NEAR) : at]

    def find(self, name: str) -> Iterator[tuple[re.Match[str], list[Figure]]]:
        """Matches of a pattern, each with the figures that its groups a, b, c stand for."""
        for m in cue(name).finditer(self.text):
            found = m.groupdict()
            yield m, self.among("".join(found.get(group) or "" for group in "abc"))

    def joined(self, others: Iterable[Sentence]) -> Sentence:
        """The sentence and those after it, as one."""
        every = (self, *others)
        texts = {n: " ".join(getattr(s, n) for s in every) for n in ("text", "cased")}
        return replace(self, **texts)


class Article:
    """The rows of one document; ``text`` is its canonical text, or None when not at hand."""

    def __init__(self, doc_id: str, found: Mapping[str, list[Row]]) -> None:
        self.id, self.text = doc_id, found.get("texts", [{}])[0].get("text")
        self.row = found.get("documents", [{}])[0]
        measured = (r for r in found.get("figures", ()) if r.get("value") is not None)
        self.figures = [Figure(row) for row in measured if row.get("denominator") != 0]
        self.observations = found.get("observations", [])
        self.citations, self.periods = found.get("citations", []), found.get("periods", [])
        counted = (f for f in self.figures[:NEAR] if f.kind in WHOLES)
        told = ((f, number) for f in counted for number in (f.base, f.value) if number)
        self.totals = {(f.noun, f.unit_class, number): f for f, number in told}
        self.by_id = {figure.id: figure for figure in self.figures}
        self.facts = {i: row for row in self.observations for i in row["figure_ids"]}
        self.tape, self.sentences = "", []
        if self.text is not None:
            self._cut(self.text)

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
            line_start = ("\n" + self.tape[max(0, a - 80) : a]).rstrip(" ").endswith("\n")
            sentence = Sentence(
                low[a:b], self.tape[a:b], used, a, len(self.sentences), line_start, sentence
            )
            self.sentences.append(sentence)
            between, place = F.split(sentence.text), a - 1
            for index, figure in enumerate(sentence.figures):
                place += 1 + len(between[index])
                figure.sentence, figure.index, figure.place = sentence, index, place
                figure.gap, figure.after = between[index][-NEAR:], between[index + 1][:NEAR]

    def around(self, row: Row) -> tuple[str, str]:
        """What stands before and after a row's span in its sentence, folded, lower-case."""
        start, end = row["start"], row["end"]
        lead = re.split(r"[.!?;\n]\s", self.text[max(0, start - 200) : start])[-1]
        rest = re.split(r"[.!?;\n](?:\s|$)", self.text[end : end + 200])[0]
        return simplify(lead), simplify(rest)


def read_articles(tables: Mapping[str, pd.DataFrame]) -> Iterator[Article]:
    """Yield the documents of the tables, each with its rows and, where known, its text.

    Raises:
        ValueError: a table that no schema knows, or lists that were read as text.
    """
    if not isinstance(tables, Mapping) or not {*tables} <= {*SCHEMAS}:
        given = ", ".join(map(str, tables)) if isinstance(tables, Mapping) else "one table"
        raise ValueError(f"give tables by name ({', '.join(SCHEMAS)}), not: {given}")
    found: dict[str, dict[str, list[Row]]] = {}
    for name in ("texts", "documents", "figures", "observations", "citations", "periods"):
        for row in rows(_with_lists(name, tables.get(name, pd.DataFrame()))):
            found.setdefault(row["doc_id"], {}).setdefault(name, []).append(row)
    return (Article(doc_id, found[doc_id]) for doc_id in sorted(found))


def _with_lists(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The table with lists as lists; pandas alone reads them as arrays, or from CSV as text."""
    arrays = [field["name"] for field in SCHEMAS[name]["fields"] if field["type"] == "array"]
    cells = {column: frame[column].map(_as_list) for column in arrays if column in frame}
    for column, lists in cells.items():
        if any(isinstance(cell, str) for cell in lists):
            raise ValueError(f"{name}.{column} holds text, not lists: use solieu.tables.read")
    return frame.assign(**cells)


def _as_list(value: Any) -> Any:
    return [*map(_as_list, value)] if pd.api.types.is_list_like(value) else value


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
    check, *texts = table("sentence")[name]
    explanations = {}
    for lang, text, end in zip(("vi", "en"), texts, table("outcome")[outcome], strict=True):
        shown = {k: iv.show_day(v, lang) for k, v in told.items()}
        if lang == "en":
            spoken = ((k, v) for k, v in shown.items() if isinstance(v, str | Figure))
            shown |= {
                k: iv.english(str(v), table("english"))
                for k, v in spoken
                if k not in values or k in SUMS
            }
        text = text.format(**shown) + end
        explanations[lang] = text[:1].upper() + text[1:]
    return {
        "check": check,
        "rule": name,
        "outcome": outcome,
        "stated": iv.plain(number),
        "implied": iv.plain(implied),
        "figure_ids": [f.id for f in figures],
        "citation_ids": [c["citation_id"] for c in citations],
        "explanation": explanations["vi"],
        "explanation_en": explanations["en"],
    }
