"""What is read in a document: figures, periods, citations, places, and why other digits are none."""

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
