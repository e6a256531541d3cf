"""From a document to rows: figures, periods, citations, places, exclusions, and what links them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ..rules import Claim, settle
from ..text import Document, Span
from . import citations, exclusions, figures, periods, places

_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Reading:
    """A document and everything rules saw in it, overlaps settled, in view coordinates."""

    document: Document
    figures: list[dict[str, Any]]
    citations: list[Claim]
    periods: list[Claim]
    places: list[Claim]
    exclusions: list[Claim]


def read(document: Document) -> Reading:
    """Run every rule over the document and settle who owns which characters."""
    cited = settle(citations.find(document))
    named = settle(places.find(document))
    numbered = [c for c in named if _DIGITS.search(document.view, c.start, c.end)]
    settled = settle(
        [
            *cited,
            *numbered,
            *periods.find(document),
            *exclusions.find(document),
            *exclusions.in_titles(document, cited),
            *figures.find(document),
        ]
    )
    kept = {
        kind: [c for c in settled if c.kind == kind]
        for kind in ("citation", "period", "figure", "place")
    }
    lost = {c.span for c in numbered} - {c.span for c in kept["place"]}
    excluded = [c for c in settled if c.kind not in kept]
    excluded += [replace(c, kind="numbered_name") for c in kept["place"]]
    found = [
        {"start": c.start, "end": c.end, "rule": c.rule, **figures.complete(c, document)}
        for c in kept["figure"]
        if document.in_body(c.start)
    ]
    named = [c for c in named if c.span not in lost]
    name, area = places.locate(document, named)
    document = replace(
        document,
        province=name,
        area_id=area,
        period=periods.report_period(document, kept["period"], kept["citation"]),
    )
    return Reading(
        document,
        found,
        kept["citation"],
        kept["period"],
        named,
        account(document, found, kept, excluded),
    )


def account(
    document: Document,
    found: list[dict[str, Any]],
    kept: dict[str, list[Claim]],
    excluded: list[Claim],
) -> list[Claim]:
    """Every digit run that is no figure, period or citation, with its reason.

    Outside the body the reason is ``furniture``; a run that no rule explains is ``unexplained``.
    """
    owned = sorted(
        [(f["start"], f["end"]) for f in found]
        + [c.span for kind in ("citation", "period") for c in kept[kind]]
    )
    reasons = sorted(excluded, key=lambda c: c.start)
    rows, i, j = [], 0, 0
    for run in _DIGITS.finditer(document.view):
        while i < len(owned) and owned[i][1] <= run.start():
            i += 1
        while j < len(reasons) and reasons[j].end <= run.start():
            j += 1
        if i < len(owned) and owned[i][0] <= run.start():
            continue
        if not document.in_body(run.start()):
            rows.append(Claim(*run.span(), "furniture", "exclusion.outside_body", 0))
        elif j < len(reasons) and reasons[j].start <= run.start():
            rows.append(Claim(*run.span(), reasons[j].kind, reasons[j].rule, 0))
        else:
            rows.append(Claim(*run.span(), "unexplained", "", 0))
    return rows


class Ids:
    """Short ids that depend only on document, literal, sentence and occurrence."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.digests: dict[Span, str] = {}  # a sentence is hashed once, however many figures it has

    def make(self, kind: str, start: int, end: int, *more: str) -> str:
        """A new id for a span of the view; equal facts in equal sentences are counted apart."""
        sentence = self.document.sentence_at(start)
        if sentence not in self.digests:
            self.digests[sentence] = _digest(self.document.literal(*sentence))
        key = (
            kind,
            self.document.doc_id,
            self.document.literal(start, end),
            self.digests[sentence],
            *more,
        )
        self.seen[key] += 1
        return kind[0] + _digest("\x1f".join([*key, str(self.seen[key])]))


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def extract(document: Document) -> dict[str, list[dict[str, Any]]]:
    """Read one document: table name to rows, columns as the contract names them.

    Offsets of the rows are canonical: ``document.text[start:end] == literal``.
    """
    from ..linking import adoptions, observations, statements  # linking reads this module's Reading

    reading = read(document)
    document = reading.document
    ids = Ids(document)

    def place_row(start: int, end: int) -> dict[str, Any]:
        span = document.source_span(start, end)
        return {
            "doc_id": document.doc_id,
            "start": span.start,
            "end": span.end,
            "literal": document.text[span.start : span.end],
        }

    def sentence(start: int) -> dict[str, int]:
        span = document.source_span(*document.sentence_at(start))
        return {"sentence_start": span.start, "sentence_end": span.end}

    for figure in reading.figures:
        figure["figure_id"] = ids.make("figure", figure["start"], figure["end"])
    linked = observations.link(reading)
    unit_text = {f["figure_id"]: f["unit"] for f in reading.figures}
    year = periods.years_of(document.published or document.period)
    return {
        "documents": [_document_row(document)],
        "figures": [
            {
                **{k: v for k, v in f.items() if k not in ("unit_end", "shared_class", "after")},
                **place_row(f["start"], f["end"]),
                **sentence(f["start"]),
            }
            for f in reading.figures
        ],
        "exclusions": [
            {**place_row(*c.span), "reason": c.kind, "rule": c.rule} for c in reading.exclusions
        ],
        "periods": [
            {
                **place_row(*c.span),
                **c.data,
                "period": periods.resolve(c.data["period"], year and year[1]) or None,
                "rule": c.rule,
            }
            for c in reading.periods
        ],
        "places": [
            {**place_row(*c.span), **{k: c.data.get(k) for k in _PLACE}, "rule": c.rule}
            for c in reading.places
        ],
        "citations": [
            {
                **place_row(*c.span),
                **c.data,
                "province": c.data["province"]
                or (document.province if _PROVINCIAL.search(c.data["key"]) else None),
                "citation_id": ids.make("citation", c.start, c.end),
                "in_body": document.in_body(c.start),
                "rule": c.rule,
            }
            for c in reading.citations
        ],
        "observations": [
            {
                **row,
                **place_row(row["start"], row["end"]),
                **sentence(row["start"]),
                "unit": unit_text[row["figure_ids"][0]] if row["unit"] is None else row["unit"],
            }
            for row in linked
        ],
        "adoptions": [
            {**row, **_bare(place_row(row["start"], row["end"])), **sentence(row["start"])}
            for row in adoptions.find(reading, linked)
        ],
        "statements": [
            {**row, **_bare(place_row(row["start"], row["end"]))}
            for row in statements.find(reading)
        ],
    }


def _bare(row: dict[str, Any]) -> dict[str, Any]:
    """A row without its literal, which tables of longer spans do not repeat."""
    return {k: v for k, v in row.items() if k != "literal"}


_PROVINCIAL = re.compile(r"[-/](?:[A-ZĐ]*TU|UBND|HĐND)\b")  # 10-KH/TU of the article's province
_PLACE = ("name", "area_id", "parent_area", "level")


def _document_row(document: Document) -> dict[str, Any]:
    spans = [document.source_span(*span) for span in document.body]
    return {
        "doc_id": document.doc_id,
        "source": document.source,
        "sha256": document.sha256,
        "format": document.format,
        "title": document.title,
        "province": document.province,
        "area_id": document.area_id,
        "publisher": document.publisher,
        "author": document.author,
        "published": document.published,
        "period": document.period,
        "chars": len(document.text),
        "body_spans": [list(span) for span in spans],
        "issues": list(document.issues),
    }
