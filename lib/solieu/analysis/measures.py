"""What a figure measures: a share of a whole, of a succession plan, of a target, growth, a count.

Figures of one indicator that measure different things must not stand on one axis or in one
ranking: 18,9 % women among those planned for a committee says nothing about who sits in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..extraction.periods import years_of
from ..knowledge import codebook, read_toml
from ..rules import load
from ..text import Document, simplify

Row = Mapping[str, Any]
MEASURES = ("share", "some_share", "plan_share", "of_target", "growth", "index", "money", "count")
PERCENTAGES = MEASURES[:6]
OWN, PEAK = "own_definition", "peak"
SAID = 60  # letters of what is left out that are shown
RULES = load("measures.toml", {}, section="flag", kinds=(OWN, PEAK))


def measures(
    observations: Iterable[Row], documents: Mapping[str, Row], texts: Mapping[str, str]
) -> dict[str, str]:
    """One of `MEASURES` for each observation, by observation_id.

    Args:
        observations: rows of the contract that have an indicator of the codebook
        documents: rows of documents by doc_id
        texts: canonical texts by doc_id
    """
    found = list(observations)
    # where the article's target is itself a share, so is the result it is held against
    aims = {(o["doc_id"], o["indicator"]) for o in found if _aims_at_share(o)}
    return {
        o["observation_id"]: _measure(
            o,
            (o["doc_id"], o["indicator"]) in aims,
            documents[o["doc_id"]],
            texts[o["doc_id"]][o["sentence_start"] : o["sentence_end"]],
        )
        for o in found
    }


def _measure(o: Row, aims_at_share: bool, document: Row, sentence: str) -> str:
    name, kinds = o["indicator"], codebook()[o["indicator"]]["measures"]
    ratio = o["numerator"] is not None and bool(o["denominator"])
    if not (ratio or o["unit"] == "%" or o["stated_percent"] is not None):
        return "money" if o["unit_class"] == "money" else "count"
    if name.endswith("_growth") or ("growth" in kinds and o["unit"] == "%"):
        return "growth"
    if name.startswith("index."):
        return "index"
    if o["denominator_is"] == "target" and not (aims_at_share and not ratio):
        return "of_target"
    whole = re.sub("percent of target|ratio actual/target", "", kinds)
    if not any(word in whole for word in read_toml("measures.toml")["of_a_whole"]):
        return "of_target"
    if "part" in (o["flags"] or ()):
        return "some_share"
    planned = name.startswith("cadres.") and _planned(o, document, sentence)
    return "plan_share" if planned else "share"


def _aims_at_share(o: Row) -> bool:
    return o["role"] == "target" and (o["unit"] == "%" or o["stated_percent"] is not None)


def _planned(o: Row, document: Row, sentence: str) -> bool:
    """True for a share among people named for posts: told so, or of a term yet to begin."""
    words = read_toml("measures.toml")["succession"]
    term, written = years_of(o["period"]), years_of(document["published"] or document["period"])
    coming = term and written and term[0] > written[1]
    return bool(coming) or any(w in simplify(f"{document['title']} {sentence}") for w in words)


def own_definitions(
    observations: Iterable[Row], figures: Iterable[Row], texts: Mapping[str, str], kind: str = OWN
) -> dict[str, str]:
    """Observations by a standard of their own, or of a whole with something left out.

    By observation_id the words that say so, as printed. Those words (data/measures.toml) are of the
    nearest figure of their clause, by the commas and brackets between: the one before rather than
    what they leave out. With it go the clause's other figures of that indicator.

    Args:
        observations: rows of the contract
        figures: those of the same documents
        texts: canonical texts by doc_id
        kind: `OWN`, or `PEAK` for figures of single years or places, or the highest and lowest
    """
    told, printed = defaultdict(list), defaultdict(list)
    for rows, grouped in ((observations, told), (figures, printed)):
        for row in rows:
            grouped[row["doc_id"]].append(row)
    found: dict[str, str] = {}
    until = re.compile(read_toml("measures.toml")["said_until"])
    for doc_id, rows in told.items():
        document = Document.from_text(texts[doc_id])
        for claim in (c for rule in RULES if rule.kind == kind for c in rule.claims(document)):
            start, end = document.source_span(claim.start, claim.end)
            clause = _clause(texts[doc_id], start, printed[doc_id])
            near = [f for f in printed[doc_id] if f["start"] in clause]
            meant = _nearest(texts[doc_id], near, start, end)
            names = {o["indicator"] for o in rows if meant in o["figure_ids"]}
            of = [o for o in rows if o["start"] in clause and o["indicator"] in names]
            inside = [o for o in of if kind == OWN or meant in o["figure_ids"]]
            rest = until.split(texts[doc_id][end : end + SAID])[0]
            said = texts[doc_id][start:end] + rest.rstrip()
            found.update(dict.fromkeys((o["observation_id"] for o in inside), said))
    return found


def _clause(text: str, at: int, figures: Iterable[Row]) -> range:
    """The part of a sentence with figures, between semicolons, that holds ``at``; empty for none."""
    ends = ((f["sentence_start"], f["sentence_end"]) for f in figures)
    first, last = next(((a, b) for a, b in ends if a <= at < b), (0, 0))
    stop = text.find(";", at, last)
    return range(max(first, text.rfind(";", first, at)), last if stop < 0 else stop)


def _nearest(text: str, figures: Sequence[Row], start: int, end: int) -> str | None:
    """Id of the figure that the words from ``start`` to ``end`` are said of; None of no figures."""

    def apart(figure: Row) -> tuple[int, int]:
        behind = figure["start"] >= end
        between = text[end : figure["start"]] if behind else text[figure["end"] : start]
        left_out = behind and not between.strip()  # chưa kể 37 trường
        return 99 if left_out else len(re.findall(r"[,()]", between)), len(between)

    return min(figures, key=apart)["figure_id"] if figures else None
