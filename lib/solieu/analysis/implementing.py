"""Which provincial document an article says to carry out which central one.

Only where the article ties the two in one sentence, by words of carrying out (data/implementing.toml);
that both are named there is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..rules import load
from ..text import Document

RULES = load("implementing.toml", {}, section="tie", kinds=("tie",))
_LOCAL, _CENTRAL = "☆", "★"
_MARKS = re.compile(f"[{_LOCAL}{_CENTRAL}]")


def ties(
    text: str, local: Iterable[Mapping[str, Any]], central: Iterable[Mapping[str, Any]]
) -> list[tuple[Any, Any]]:
    """Pairs of citations (provincial, central) of one article, in text order, each pair once.

    Args:
        text: the article's canonical text
        local: rows of the citations table that stand in it, of provincial documents
        central: the same of central ones
    """
    marks = {_LOCAL: local, _CENTRAL: central}
    rows = sorted(
        ((row, mark) for mark in marks for row in marks[mark]), key=lambda r: r[0]["start"]
    )
    masked, kept, at = "", [], 0
    for row, mark in rows:
        if row["start"] >= at:
            masked += _MARKS.sub(" ", text[at : row["start"]]) + mark
            kept.append(row)
            at = row["end"]
    document = Document.from_text(masked + _MARKS.sub(" ", text[at:]))
    view, found = document.view, {}
    for claim in (claim for rule in RULES for claim in rule.claims(document)):
        first = len(_MARKS.findall(view, 0, claim.start))
        inside = _MARKS.findall(view, claim.start, claim.end)
        told = {m: [kept[first + n] for n, i in enumerate(inside) if i == m] for m in marks}
        for one in told[_LOCAL]:
            for other in told[_CENTRAL]:
                found[one["start"], other["start"]] = one, other
    return [found[key] for key in sorted(found)]
