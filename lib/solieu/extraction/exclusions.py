"""Digits that report no quantity: ordinals, list numbers, names, durations, ages, clock times, codes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..rules import Claim, load
from ..text import Document

RULES = load("exclusions.toml")
_TITLE = re.compile(r'[^\n".;]{0,60}"([^"\n]{0,400})"')


def in_titles(document: Document, citations: Iterable[Claim]) -> list[Claim]:
    """Digit runs inside the quoted title that follows a citation: part of a name, not a figure."""
    quotes = (_TITLE.match(document.view, citation.end) for citation in citations)
    runs = (
        run
        for quote in quotes
        if quote
        for run in re.compile("[0-9]+(?:[.,/][0-9]+)*").finditer(document.view, *quote.span(1))
    )
    kind, rule = "part_of_citation_title", "exclusion.citation_title"
    return [Claim(*run.span(), kind, rule, rank=68) for run in runs]
