"""One document as records: a list of rows for each table, as the contract names them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from .extraction import Ids, Reading, periods, read
from .linking import adoptions, observations, statements
from .rules import Claim
from .text import Document

Row = dict[str, Any]
_PROVINCIAL = re.compile(r"[-/](?:[A-ZĐ]*TU|UBND|HĐND)\b")  # 10-KH/TU of the article's province
_PLACE = ("name", "area_id", "parent_area", "level")
_INNER = ("unit_end", "shared_class", "after")  # what linking needs of a figure and no table tells


def extract(document: Document) -> dict[str, list[Row]]:
    """Read one document: table name to rows, columns as the contract names them.

    Offsets of the rows are canonical: ``document.text[start:end] == literal``.
    """
    reading = read(document)
    document, ids = reading.document, Ids(reading.document)
    for figure in reading.figures:
        figure["figure_id"] = ids.make("figure", figure["start"], figure["end"])
    linked = observations.link(reading)
    return {
        "documents": [_document(document)],
        "figures": [_figure(document, f) for f in reading.figures],
        "exclusions": [
            {**_span(document, c), "reason": c.kind, "rule": c.rule} for c in reading.exclusions
        ],
        "periods": _periods(reading),
        "places": [
            {**_span(document, c), **{k: c.data.get(k) for k in _PLACE}, "rule": c.rule}
            for c in reading.places
        ],
        "citations": [_citation(document, c, ids) for c in reading.citations],
        "observations": _observations(reading, linked),
        "adoptions": [
            {**_bare(document, row), **_sentence(document, row["start"])}
            for row in adoptions.find(reading, linked)
        ],
        "statements": [_bare(document, row) for row in statements.find(reading)],
    }


def _document(document: Document) -> Row:
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


def _placed(document: Document, start: int, end: int) -> Row:
    """Where a span of the view lies in the canonical text, and what stands there."""
    span = document.source_span(start, end)
    literal = document.text[span.start : span.end]
    return {"doc_id": document.doc_id, "start": span.start, "end": span.end, "literal": literal}


def _span(document: Document, claim: Claim) -> Row:
    return _placed(document, *claim.span)


def _sentence(document: Document, start: int) -> Row:
    span = document.source_span(*document.sentence_at(start))
    return {"sentence_start": span.start, "sentence_end": span.end}


def _bare(document: Document, row: Row) -> Row:
    """A row without its literal, which tables of longer spans do not repeat."""
    placed = _placed(document, row["start"], row["end"])
    return {**row, **{k: v for k, v in placed.items() if k != "literal"}}


def _figure(document: Document, figure: Row) -> Row:
    told = {k: v for k, v in figure.items() if k not in _INNER}
    placed = _placed(document, figure["start"], figure["end"])
    return {**told, **placed, **_sentence(document, figure["start"])}


def _periods(reading: Reading) -> list[Row]:
    """Periods, the relative ones resolved against the article's own year."""
    document = reading.document
    year = periods.years_of(document.published or document.period)
    return [
        {
            **_span(document, c),
            **c.data,
            "period": periods.resolve(c.data["period"], year and year[1]) or None,
            "rule": c.rule,
        }
        for c in reading.periods
    ]


def _citation(document: Document, claim: Claim, ids: Ids) -> Row:
    own = document.province if _PROVINCIAL.search(claim.data["key"]) else None
    return {
        **_span(document, claim),
        **claim.data,
        "province": claim.data["province"] or own,
        "citation_id": ids.make("citation", *claim.span),
        "in_body": document.in_body(claim.start),
        "rule": claim.rule,
    }


def _observations(reading: Reading, linked: Iterable[Row]) -> list[Row]:
    """Observations; one that names no unit takes that of its leading figure."""
    document = reading.document
    units = {f["figure_id"]: f["unit"] for f in reading.figures}
    return [
        {
            **row,
            **_placed(document, row["start"], row["end"]),
            **_sentence(document, row["start"]),
            "unit": units[row["figure_ids"][0]] if row["unit"] is None else row["unit"],
        }
        for row in linked
    ]
