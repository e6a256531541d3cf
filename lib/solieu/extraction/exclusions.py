"""Digits that report no quantity: ordinals, list numbers, names, durations, ages, clock times, codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..rules import Claim, load
from ..text import Document


def _counter(m: re.Match[str], _: Document) -> Mapping[str, Any] | None:
    return {} if m[0].count(",") > 1 else None


def _section(m: re.Match[str], document: Document) -> Mapping[str, Any] | None:
    """A number at a line's start numbers it, unless it is a grouped thousand or a date."""
    number = m["span"].strip("() .")
    return None if re.search(r"\.[0-9]{3}", number) else {}


RULES = load("exclusions.toml", {"counter": _counter, "section": _section})


def in_titles(document: Document, citations: Iterable[Claim]) -> list[Claim]:
    """Digit runs inside the quoted title that follows a citation: part of a name, not a figure."""
    found = []
    for citation in citations:
        quote = re.compile(r'[^\n".;]{0,60}"([^"\n]{0,400})"').match(document.view, citation.end)
        for run in re.finditer(r"[0-9]+(?:[.,/][0-9]+)*", quote[1]) if quote else ():
            start = quote.start(1) + run.start()
            found.append(
                Claim(
                    start,
                    start + len(run[0]),
                    "part_of_citation_title",
                    "exclusion.citation_title",
                    68,
                )
            )
    return found


def find(document: Document) -> list[Claim]:
    """Every exclusion claim of the document (overlaps are settled by the caller)."""
    return [claim for rule in RULES for claim in rule.claims(document)]
