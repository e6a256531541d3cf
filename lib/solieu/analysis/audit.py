"""The self-audit: does a report's own arithmetic hold, and do its dates and words?

A verdict is made only from what an article itself prints (or, for dates, from a source with a
date). It errs on one side: a claim is ``inconsistent`` only when no reading of the printed digits
(see `solieu.analysis.intervals`) and no other reading of the sentence makes it true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from ..tables import build
from .articles import Article, Finding, listed, read_articles
from .intervals import CONSISTENT, INCONSISTENT, TRUNCATED, Interval, decide, equals, exact, plain
from .intervals import Printed, point

ORDER = (INCONSISTENT, TRUNCATED, "untestable", CONSISTENT)


def audit(
    tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Check what the articles of a corpus state against itself.

    Args:
        tables: the tables of the contract; used are documents, figures, observations, citations,
            periods, texts. Missing tables count as empty.
        texts: canonical text by doc_id; taken from the table ``texts`` when not given. Without a
            text only the checks that need none are made.

    Returns:
        The table ``verdicts``: one row per check made, failing ones first. ``stated`` and
        ``implied`` are written with a decimal point; the explanations as Vietnamese prints numbers.
    """
    articles = list(read_articles(tables, texts))
    found: list[Finding] = []
    for article in articles:
        found += _ratio_rows(article)
    return _table(found)


def _table(found: Iterable[Finding]) -> pd.DataFrame:
    rows, seen = [], set()
    for finding in found:
        made_on = (finding.check, *finding.docs, *finding.figures, *finding.citations)
        key = hashlib.blake2s("\x1f".join(made_on).encode(), digest_size=8).hexdigest()
        if key in seen:
            continue
        seen.add(key)
        rows.append(
            {
                "verdict_id": key,
                "doc_ids": sorted(set(finding.docs)),
                "check": finding.check,
                "outcome": finding.outcome,
                "stated": finding.stated,
                "implied": finding.implied,
                "figure_ids": list(finding.figures),
                "observation_ids": list(finding.observations),
                "citation_ids": list(finding.citations),
                "explanation": finding.vi,
                "explanation_en": finding.en,
            }
        )
    rows.sort(key=lambda r: (ORDER.index(r["outcome"]), r["check"], r["doc_ids"], r["verdict_id"]))
    return build({"verdicts": rows})["verdicts"]


def _ratio_rows(article: Article) -> Iterator[Finding]:
    """n/N of an observation against its printed percent."""
    for row in article.observations:
        if None in (row.get("numerator"), row.get("denominator"), row.get("stated_percent")):
            continue
        ids = listed(row.get("figure_ids"))
        shares = [f for i in ids if (f := article.by_id.get(i)) and f.kind == "percent"]
        if shares:
            share = shares[0].value
        else:
            printed = exact(row["stated_percent"])
            decimals = len(str(row["stated_percent"]).partition(".")[2].rstrip("0"))
            share = Printed(printed, exact(10) ** -decimals, "exact")
        yield ratio_finding(article, row["numerator"], row["denominator"], share, ids, row)


def ratio_finding(article, numerator, denominator, share, ids, row) -> Finding:
    """The verdict on a share printed beside the two numbers it is the quotient of."""
    top, base = point(exact(numerator)), point(exact(denominator))
    implied: Interval = (top / base).times(100)
    outcome = decide(implied, share)
    return Finding(
        "ratio_percent",
        outcome,
        (article.id,),
        plain(share.value),
        plain(implied),
        f"{numerator}/{denominator} {equals(implied)} %; in {plain(share.value)} %.",
        f"{numerator}/{denominator} {equals(implied)} %; printed {plain(share.value)} %.",
        tuple(ids),
        (row["observation_id"],) if row.get("observation_id") else (),
    )
