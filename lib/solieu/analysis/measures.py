"""What a figure measures: a share of a whole, of a succession plan, of a target, growth, a count.

Figures of one indicator that measure different things must not stand on one axis or in one
ranking: 18,9 % women among those planned for a committee says nothing about who sits in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..extraction.periods import years_of
from ..knowledge import codebook, read_toml
from ..text import simplify

Row = Mapping[str, Any]
MEASURES = ("share", "some_share", "plan_share", "of_target", "growth", "index", "money", "count")
PERCENTAGES = MEASURES[:6]


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
