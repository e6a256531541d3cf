"""The article with everything that was read in it marked, so that a number opens its sentence."""

from __future__ import annotations

import bisect
import heapq
import re
from collections.abc import Iterable
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


def nest(text: str, marks: Iterable[Mark]) -> Markup:
    """Text as markup with marks as well-formed elements; marks that cross are cut in two."""
    waiting = [m for m in marks if m.start < -m.back]
    heapq.heapify(waiting)
    inside: list[Mark] = []
    parts: list[Markup] = []
    at = 0

    def close(limit: int) -> None:
        nonlocal at
        while inside and -inside[-1].back <= limit:
            mark = inside.pop()
            parts.append(show(text[at : -mark.back]) + Markup(f"</{mark.tag}>"))
            at = -mark.back

    while waiting:
        mark = heapq.heappop(waiting)
        close(mark.start)
        if inside and mark.back < inside[-1].back:  # an id stands once: the rest has none
            heapq.heappush(waiting, replace(mark, start=-inside[-1].back, anchor=""))
            mark = replace(mark, back=inside[-1].back)
        opening = element(mark.tag, "", css=mark.css, id=mark.anchor, title=mark.tip)
        parts += [show(text[at : mark.start]), opening.removesuffix(f"</{mark.tag}>")]
        at = mark.start
        inside.append(mark)
    close(len(text))
    return Markup("").join([*parts, show(text[at:])])


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
            tip = " · ".join(filter(None, _reading(report, name, row)))
            marks.append(Mark(row["start"], -row["end"], rank, name, anchor, tip, "mark"))
    for row in report.of(doc_id, "exclusions"):
        tip = words.label("reason", row["reason"])
        marks.append(Mark(row["start"], -row["end"], 7, "exclusions", tip=tip))
    return _paragraphs(text, marks if anchors else [replace(m, anchor="") for m in marks])


def _paragraphs(text: str, marks: Iterable[Mark]) -> Markup:
    """One ``<p>`` per line that is not blank; a mark over several lines is cut at their ends."""
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    lines = text.split("\n")
    inside: list[list[Mark]] = [[] for _ in lines]
    for mark in marks:
        first = bisect.bisect_right(starts, mark.start) - 1
        for line in range(first, bisect.bisect_left(starts, -mark.back, first + 1)):
            start = max(mark.start - starts[line], 0)
            end = min(-mark.back - starts[line], len(lines[line]))
            anchor = mark.anchor if line == first else ""
            inside[line].append(replace(mark, start=start, back=-end, anchor=anchor))
    told = zip(lines, inside, strict=True)
    return Markup("\n").join(element("p", nest(line, held)) for line, held in told if line.strip())


def _reading(report: Report, name: str, row: Row) -> list[str | None]:
    """What was read at a span, in a few words, and by which rule."""
    words = report.words
    told = {
        "figures": lambda: [
            words.label("kind", row["kind"]),
            report.quantity(row),
            report.unit(row),
        ],
        "citations": lambda: [row["key"], words.period(row["date"])],
        "periods": lambda: [words.label("column", "period"), words.period(row["period"])],
        "places": lambda: [words.label("column", "place"), row["name"]],
    }
    return [*told[name](), row["rule"]]


def readings(report: Report, doc_id: str) -> Table:
    """Every figure of the article as it was read: value, indicator, role, period, check, rule."""
    words, told = report.words, {}
    for row in report.of(doc_id, "observations"):
        for figure in row["figure_ids"]:
            told.setdefault(figure, row)
    rows = []
    for figure in report.of(doc_id, "figures"):
        about: list[str | Markup] = ["–", "–", "–", ""]
        if seen := told.get(figure["figure_id"]):
            label = words.label("indicator", seen["indicator"])
            about = [
                label or words.label("joint", "no_indicator"),
                words.label("role", seen["role"]),
                words.period(seen["period"]) or "–",
                report.check(seen),
            ]
        number = link(f"#{figure['figure_id']}", show(figure["literal"], 60), css="num")
        unit = show(figure["unit"] or "–", 40)
        rule = element("code", figure["rule"])
        rows.append((number, *about, words.label("kind", figure["kind"]), unit, rule))
    columns = "figure# indicator role! period! check! kind! unit rule!"
    return report.table("readings", columns, rows)
