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

KINDS = ("citations", "places", "periods", "figures")  # from the outer mark to the inner


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
    href: str = ""
    rule: str = ""


def nest(text: str, marks: Sequence[Mark], first: int = 0, last: int | None = None) -> Markup:
    """Text from ``first`` to ``last`` as markup with marks as well-formed elements.

    Marks that cross are cut in two; the id of a mark stands once, where the mark begins.
    """
    last = len(text) if last is None else last
    edges, beginning = {first, last}, collections.defaultdict(list)
    for mark in marks:
        edges |= {max(mark.start, first), min(-mark.back, last)}
        beginning[max(mark.start, first)].append(mark)
    over: list[Mark] = []
    inside: list[Mark] = []
    parts = []
    for start, end in itertools.pairwise([*sorted(edges), last]):
        over = [m for m in over + beginning[start] if start < min(-m.back, last)]
        kept = list(itertools.takewhile(over.__contains__, inside))
        parts += [Markup(f"</{m.tag}>") for m in reversed(inside[len(kept) :])]
        opened = [m for m in over if m not in kept]
        opened.sort(key=lambda m: replace(m, start=start, back=max(m.back, -last)))
        inside = kept + opened
        for m in opened:
            anchor = m.anchor if m.start == start else ""
            told = {"id": anchor, "href": m.href, "title": m.tip, "data-rule": m.rule}
            opening = element(m.tag, "", css=m.css, **told)
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
    for rank, name in enumerate(KINDS, 3):
        for row in report.of(doc_id, name):
            span, anchor = (row["start"], -row["end"]), _anchor(name, row)
            told = words.label("page", name), _reading(report, name, row)
            tip, rule = " · ".join(filter(None, told)), row["rule"] or ""
            linked = name == "figures" and anchors  # leads to what was made of it, below the text
            own = {} if linked else {"tip": tip, "rule": rule}
            marks.append(Mark(*span, rank, name, anchor, tag="mark", **own))
            if linked:
                marks.append(Mark(*span, rank + 2, "", "", tip, "a", f"#r-{anchor}", rule))
    for row in report.of(doc_id, "observations"):
        marks.append(Mark(row["start"], -row["end"], 2, "fact", row["observation_id"]))
    for row in report.of(doc_id, "exclusions"):
        tip = words.label("reason", row["reason"])
        marks.append(Mark(row["start"], -row["end"], 9, "exclusions", tip=tip))
    return _paragraphs(text, marks if anchors else [replace(m, anchor="") for m in marks])


def _anchor(name: str, row: Row) -> str:
    """The id of a span: of figures and documents the same in every edition."""
    return row.get("figure_id") or row.get("citation_id") or f"{name[:2]}{row['start']}"


def counts(report: Report, doc_id: str) -> dict[str, int]:
    """How many spans of each kind an article has, in the order of the key."""
    return {name: len(report.of(doc_id, name)) for name in (*KINDS[::-1], "exclusions")}


def _paragraphs(text: str, marks: Sequence[Mark]) -> Markup:
    """One ``<p>`` per line that is not blank; a mark over several lines is cut at their ends."""
    waiting, over, lines = sorted(marks, reverse=True), [], []
    for line in re.finditer(r".*\S.*", text):
        while waiting and waiting[-1].start < line.end():
            over.append(waiting.pop())
        over = [m for m in over if line.start() < -m.back]
        lines.append(element("p", nest(text, over, *line.span())))
    return Markup("\n").join(lines)


def _reading(report: Report, name: str, row: Row) -> str:
    """What was read at a span, in a few words."""
    if name == "figures":
        kind = report.words.label("kind", row["kind"])
        return " · ".join(filter(None, (kind, report.quantity(row), report.unit(row))))
    if name == "citations":
        return " · ".join(filter(None, (row["key"], report.words.period(row["date"]))))
    return report.words.period(row["period"]) if name == "periods" else row["name"]


def readings(report: Report, doc_id: str) -> Table:
    """Every figure of the article as it was read: value, indicator, role, period, check, rule."""
    words, told = report.words, {}
    for row in report.of(doc_id, "observations"):
        cells = report.cells(row)
        cells["fact"] = link(f"#{row['observation_id']}", row["observation_id"], css="lasting")
        cells["indicator"] = show(cells["indicator"] or words.label("joint", "no_indicator"))
        cells["indicator"] += report.apart(row)
        for figure in row["figure_ids"]:
            told.setdefault(figure, cells | {"check": report.check(row, f"#{figure}")})
    nothing = dict.fromkeys(("indicator", "role", "period", "fact"), "–") | {"check": ""}
    rows = []
    for figure in report.of(doc_id, "figures"):
        id = figure["figure_id"]
        printed = link(f"#{id}", report.quote(show(figure["literal"], 60)))
        about = {
            "figure": element("span", printed, id=f"r-{id}"),
            "kind": words.label("kind", figure["kind"]),
            "unit": report.quote(show(figure["unit"], 40)) if figure["unit"] else "–",
            "rule": element("code", figure["rule"]),
        }
        rows.append(told.get(id, nothing) | about)
    columns = "figure# indicator role! period! check! kind! unit rule! fact!"
    return report.table("readings", columns, rows)


def others(report: Report, doc_id: str) -> Table:
    """Documents, periods and places as they were read, and the digits that are no figure."""
    words, rows = report.words, []
    for name in ("citations", "periods", "places"):
        for row in report.of(doc_id, name):
            read = _reading(report, name, row)
            read = report.quote(read) if name != "periods" else read
            printed = link(f"#{_anchor(name, row)}", report.quote(show(row["literal"], 90)))
            rows.append((printed, words.label("page", name), read, element("code", row["rule"])))
    for row in report.of(doc_id, "exclusions"):
        printed, why = report.quote(show(row["literal"], 60)), words.label("reason", row["reason"])
        rows.append((printed, words.label("page", "exclusions"), why, "–"))
    columns = f"{report.quoted('literal', [doc_id])} span! reading rule!"
    return report.table("spans", columns, rows)
