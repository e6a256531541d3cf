"""One document as records: a list of rows for each table, as the contract names them."""

from __future__ import annotations

import re
from typing import Any

from .extraction import Ids, periods, read
from .linking import adoptions, observations, statements
from .rules import Claim
from .text import Document

Row = dict[str, Any]
_PROVINCIAL = re.compile(r"[-/](?:[A-ZĐ]*TU|UBND|HĐND)\b")  # 10-KH/TU of the article's province
_DOCUMENT = ("doc_id", "source", "sha256", "format", "title", "province", "area_id")
_DOCUMENT += ("publisher", "author", "published", "period")
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
    units = {f["figure_id"]: f["unit"] for f in reading.figures}
    year = periods.years_of(document.published or document.period)
    linked = observations.link(reading)
    for row in linked:  # one that names no unit takes that of its leading figure
        row["unit"] = units[row["figure_ids"][0]] if row["unit"] is None else row["unit"]
    told = statements.find(reading)
    return {
        "documents": [
            {name: getattr(document, name) for name in _DOCUMENT}
            | {"body_spans": [[*document.source_span(*span)] for span in document.body]}
            | {"chars": len(document.text), "issues": list(document.issues)}
        ],
        "figures": [_quoted(document, f, without=_INNER) for f in reading.figures],
        "exclusions": [{**_claimed(document, c), "reason": c.kind} for c in reading.exclusions],
        "periods": [
            _claimed(document, c)
            | {"period": periods.resolve(c.data["period"], year and year[1]) or None}
            for c in reading.periods
        ],
        "places": [_claimed(document, c, _PLACE) for c in reading.places],
        "citations": [_citation(document, c, ids) for c in reading.citations],
        "observations": [_quoted(document, row) for row in linked],
        "adoptions": [
            _quoted(document, row, without=("literal",))
            for row in adoptions.find(reading, linked, told)
        ],
        "statements": [{**row, **_span(document, row["start"], row["end"])} for row in told],
    }


def _span(document: Document, start: int, end: int) -> Row:
    """Where a span of the view lies in the canonical text."""
    start, end = document.source_span(start, end)
    return {"doc_id": document.doc_id, "start": start, "end": end}


def _claimed(document: Document, claim: Claim, names: tuple[str, ...] = ()) -> Row:
    """What a rule claimed, with all it read, or only what has these ``names``."""
    data = {name: claim.data.get(name) for name in names} if names else claim.data
    span, literal = _span(document, *claim.span), document.literal(*claim.span)
    return {**data, **span, "literal": literal, "rule": claim.rule}


def _quoted(document: Document, row: Row, without: tuple[str, ...] = ()) -> Row:
    """A row with its literal and its sentence, ``without`` some columns."""
    start, end = row["start"], row["end"]
    sentence = document.source_span(*document.sentence_at(start))
    quoted = {**row, **_span(document, start, end), "literal": document.literal(start, end)}
    quoted |= {"sentence_start": sentence.start, "sentence_end": sentence.end}
    return {name: value for name, value in quoted.items() if name not in without}


def _citation(document: Document, claim: Claim, ids: Ids) -> Row:
    own = document.province if _PROVINCIAL.search(claim.data["key"]) else None
    return _claimed(document, claim) | {
        "province": claim.data["province"] or own,
        "citation_id": ids.make("citation", *claim.span),
        "in_body": document.in_body(claim.start),
    }
