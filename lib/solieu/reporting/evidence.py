"""The article with everything that was read in it marked, so that a number opens its sentence."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Sequence
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
            tip = _reading(report, name, row)
            marks.append(Mark(row["start"], -row["end"], rank, name, anchor, tip, "mark"))
    for row in report.of(doc_id, "exclusions"):
        tip = words.label("reason", row["reason"])
        marks.append(Mark(row["start"], -row["end"], 7, "exclusions", tip=tip))
    return _paragraphs(text, marks if anchors else [replace(m, anchor="") for m in marks])


def _paragraphs(text: str, marks: Sequence[Mark]) -> Markup:
    """One ``<p>`` per line that is not blank; a mark over several lines is cut at their ends."""
    lines = []
    for line in re.finditer(r".*\S.*", text):
        start, end = line.span()
        held = [
            replace(
                m,
                start=max(m.start, start) - start,
                back=start - min(-m.back, end),
                anchor=m.anchor if m.start >= start else "",
            )
            for m in marks
            if m.start < end and start < -m.back
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
