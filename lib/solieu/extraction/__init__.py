"""What is read in a document: figures, periods, citations, places, and why other digits are none."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from ..rules import Claim, claim_all, settle
from ..text import Document, Span
from . import citations, exclusions, figures, periods, places

_DIGITS = re.compile(r"[0-9]+")
_RULES = (*periods.RULES, *exclusions.RULES, *figures.RULES)


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
    cited, named = citations.find(document), places.find(document)
    numbered = [c for c in named if _DIGITS.search(document.view, *c.span)]
    titles = exclusions.in_titles(document, cited)
    settled = settle([*cited, *numbered, *titles, *claim_all(_RULES, document)])
    kept = {
        kind: [c for c in settled if c.kind == kind]
        for kind in ("citation", "period", "figure", "place")
    }
    lost = {c.span for c in numbered} - {c.span for c in kept["place"]}
    named = [c for c in named if c.span not in lost]
    province, area_id = places.locate(document, named)
    period = periods.report_period(document, kept["period"], kept["citation"])
    return Reading(
        replace(document, province=province, area_id=area_id, period=period),
        [
            {"start": c.start, "end": c.end, "rule": c.rule, **figures.complete(c, document)}
            for c in kept["figure"]
            if document.in_body(c.start)
        ],
        kept["citation"],
        kept["period"],
        named,
        account(document, settled),
    )


def account(document: Document, settled: list[Claim]) -> list[Claim]:
    """Every digit run that is no figure, period or citation, with its reason.

    Outside the body the reason is ``furniture``; a run that no rule explains is ``unexplained``.
    """
    owner = {position: claim for claim in settled for position in range(*claim.span)}
    rows = []
    for run in _DIGITS.finditer(document.view):
        claim = owner.get(run.start(), Claim(*run.span(), "unexplained", "", 0))
        if claim.kind in ("citation", "period"):
            continue
        if not document.in_body(run.start()):
            rows.append(Claim(*run.span(), "furniture", "exclusion.outside_body", 0))
        elif claim.kind != "figure":
            kind = "numbered_name" if claim.kind == "place" else claim.kind
            rows.append(Claim(*run.span(), kind, claim.rule, 0))
    return rows


class Ids:
    """Short ids that depend only on document, literal, sentence and occurrence."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.seen: Counter[tuple[str, ...]] = Counter()
        self.digests: dict[Span, str] = {}  # a sentence is hashed once, however many figures it has

    def make(self, kind: str, start: int, end: int, *more: str) -> str:
        """A new id for a span of the view; equal facts in equal sentences are counted apart."""
        document, sentence = self.document, self.document.sentence_at(start)
        if sentence not in self.digests:
            self.digests[sentence] = _digest(document.literal(*sentence))
        literal = document.literal(start, end)
        key = (kind, document.doc_id, literal, self.digests[sentence], *more)
        self.seen[key] += 1
        return kind[0] + _digest("\x1f".join([*key, str(self.seen[key])]))


def _digest(text: str) -> str:
    return hashlib.blake2s(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
