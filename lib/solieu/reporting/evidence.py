"""The article with everything that was read in it marked, so that a number opens its sentence."""

from __future__ import annotations

import collections
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from ..text import Document
from .markup import Table, element, link, show
from .report import Report, Row


@dataclass(frozen=True, order=True)
class Mark:
    """A span of text to be wrapped in an element. Marks sort as they nest: earlier first, then
    longer (``back`` is the end, negative), then by rank.
    """

    start: int
    back: int
    rank: int
    css: str
    anchor: str = ""
    tip: str = ""
    tag: str = "span"


def nest(text: str, marks: Sequence[Mark]) -> Markup:
    """Text as markup with marks as well-formed elements; marks that cross are cut in two."""
    edges = {0, len(text)} | {edge for m in marks for edge in (m.start, -m.back)}
    beginning = collections.defaultdict(list)
    for mark in marks:
        beginning[mark.start].append(mark)
    over: list[Mark] = []
    inside: list[Mark] = []
    parts = []
    for start, end in itertools.pairwise([*sorted(edges), len(text)]):
        over = [m for m in over + beginning[start] if start < -m.back]
        kept = list(itertools.takewhile(over.__contains__, inside))
        parts += [Markup(f"</{m.tag}>") for m in reversed(inside[len(kept) :])]
        opened = sorted((m for m in over if m not in kept), key=lambda m: replace(m, start=start))
        inside = kept + opened
        for m in opened:
            anchor = m.anchor if m.start == start else ""  # an id stands once: the rest has none
            opening = element(m.tag, "", css=m.css, id=anchor, title=m.tip)
            parts.append(opening.removesuffix(f"</{m.tag}>"))
        parts.append(show(text[start:end]))
    return Markup("").join(parts)


def highlight(report: Report, doc_id: str, *, anchors: bool = True) -> Markup:
    """A document's text with figures, citations, periods, places and exclusions marked.

    Lines become paragraphs, page furniture is greyed, sentences are elements of their own so that
    a style sheet can light up the one that holds the target.
    """
    text, words = report.texts[doc_id], report.words
    marks, at = [], 0
    for start, end in [*report.documents[doc_id]["body_spans"], (len(text), len(text))]:
        marks.append(Mark(at, -start, 1, "furniture"))
        at = end
    document = Document.from_text(text, doc_id)
    for start, end in (document.source_span(*span) for span in document.sentences):
        marks.append(Mark(start, -end, 2, "sentence", f"s{start}"))
    for rank, name in enumerate(("citations", "places", "periods", "figures"), 3):
        for row in report.of(doc_id, name):
            anchor = row.get("figure_id") or row.get("citation_id") or f"{name[:2]}{row['start']}"
            tip = _reading(report, name, row)
            marks.append(Mark(row["start"], -row["end"], rank, name, anchor, tip, "mark"))
    for row in report.of(doc_id, "exclusions"):
        tip = words.label("reason", row["reason"])
        marks.append(Mark(row["start"], -row["end"], 7, "exclusions", tip=tip))
    return _paragraphs(text, marks if anchors else [replace(m, anchor="") for m in marks])


def _paragraphs(text: str, marks: Sequence[Mark]) -> Markup:
    """One ``<p>`` per line that is not blank; a mark over several lines is cut at their ends."""
    waiting, over, lines = sorted(marks, reverse=True), [], []
    for line in re.finditer(r".*\S.*", text):
        start, end = line.span()
        while waiting and waiting[-1].start < end:
            over.append(waiting.pop())
        over = [m for m in over if start < -m.back]
        held = [
            replace(
                m,
                start=max(m.start, start) - start,
                back=start - min(-m.back, end),
                anchor=m.anchor if m.start >= start else "",
            )
            for m in over
        ]
        lines.append(element("p", nest(line[0], held)))
    return Markup("\n").join(lines)


def _reading(report: Report, name: str, row: Row) -> str:
    """What was read at a span, in a few words, and by which rule."""
    words = report.words
    if name == "figures":
        told = [words.label("kind", row["kind"]), report.quantity(row), report.unit(row)]
    elif name == "citations":
        told = [row["key"], words.period(row["date"])]
    elif name == "periods":
        told = [words.label("column", "period"), words.period(row["period"])]
    else:
        told = [words.label("column", "place"), row["name"]]
    return " · ".join(filter(None, [*told, row["rule"]]))


def readings(report: Report, doc_id: str) -> Table:
    """Every figure of the article as it was read: value, indicator, role, period, check, rule."""
    words, told = report.words, {}
    for row in report.of(doc_id, "observations"):
        for figure in row["figure_ids"]:
            told.setdefault(figure, report.cells(row))
    nothing = dict.fromkeys(("indicator", "role", "period"), "–") | {"check": ""}
    rows = []
    for figure in report.of(doc_id, "figures"):
        about = told.get(figure["figure_id"], nothing)
        rows.append(
            about
            | {
                "figure": link(f"#{figure['figure_id']}", show(figure["literal"], 60), css="num"),
                "indicator": about["indicator"] or words.label("joint", "no_indicator"),
                "kind": words.label("kind", figure["kind"]),
                "unit": show(figure["unit"] or "–", 40),
                "rule": element("code", figure["rule"]),
            }
        )
    columns = "figure# indicator role! period! check! kind! unit rule!"
    return report.table("readings", columns, rows)
