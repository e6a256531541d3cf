"""The self-audit: whether a report's own arithmetic holds, and its dates and words.

A verdict is made only from what an article itself prints (or, for dates, from a source with a
date). It errs on one side: a claim is ``inconsistent`` only when no reading of the printed digits
(see `solieu.analysis.intervals`) and no other reading of the sentence makes it true.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pandas as pd

from ..extraction.citations import plenums, register
from ..knowledge import codebook, read_csv
from ..tables import build
from ..text import fold, lower
from . import changes, claims, rests, shares, sums, words
from .articles import Article, Row, outcome_of, read_articles, verdict
from .cues import cue, table
from .intervals import CONSISTENT, INCONSISTENT, ORDER, UNTESTABLE, Printed, exact


def audit(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Check what the articles of a corpus state against itself.

    Args:
        tables: texts, documents, figures, observations, citations and periods are used. Missing
            ones count as empty; without texts only the checks that need none are made.

    Returns:
        The table ``verdicts``: one row per check made, failing ones first. ``stated`` and
        ``implied`` are written with a decimal point, the explanations as each language prints
        numbers and days; ``rule`` is the entry of data/audit.toml that made the verdict.

    Raises:
        ValueError: a table that no schema knows, or lists that were read as text.
    """
    articles, found = list(read_articles(tables)), []
    for article in articles:
        for row in _single(row for rule in RULES for row in rule(article)):
            facts = (article.facts[i] for i in row["figure_ids"] if i in article.facts)
            observed = list(dict.fromkeys(fact["observation_id"] for fact in facts))
            found.append(row | {"doc_ids": [article.id], "observation_ids": observed})
    told: dict[tuple[Any, ...], Row] = {}
    for row in [*found, *between(articles)]:
        # a sum that an article tells twice is one verdict, with both places
        ids = {n: dict.fromkeys(row[n]) for n in row if n.endswith("_ids")}
        same = told.setdefault((row["rule"], *row["doc_ids"], row["explanation"]), row | ids)
        for name in ids:
            same[name].update(ids[name])
    for row in told.values():
        row |= {n: list(row[n]) for n in row if n.endswith("_ids")}
        text = json.dumps(row, ensure_ascii=False, sort_keys=True)
        row["verdict_id"] = hashlib.blake2s(text.encode(), digest_size=8).hexdigest()
    order = ("check", "doc_ids", "verdict_id")
    ranked = sorted(told.values(), key=lambda r: (ORDER.index(r["outcome"]), *map(r.get, order)))
    return build({"verdicts": ranked})["verdicts"]


def _single(rows: Iterable[Row]) -> list[Row]:
    """One row for each sum: of those with the same figures the first one that is not wrong.

    A total that a share implies is no news where another sum holds the share.
    """
    kept: dict[Any, Row] = {}
    for n, row in enumerate(rows):
        figures = frozenset(row["figure_ids"])
        key = figures if row["rule"] in SUMS else n
        if key not in kept or kept[key]["outcome"] == INCONSISTENT != row["outcome"]:
            kept[key] = row
    sums_of = [frozenset(row["figure_ids"]) for row in kept.values() if row["rule"] in SUMS]
    implied = [r for r in kept.values() if r["rule"] in ("total_only", "total_open")]
    told = [r for r in implied if any(used >= {*r["figure_ids"]} for used in sums_of)]
    return [row for row in kept.values() if row not in told]


def dates(article: Article) -> Iterator[Row]:
    """Dates of cited documents, of events and of terms (chronology)."""
    published, first = article.row.get("published") or "", {}
    told = (c for c in article.citations if c.get("in_body") is not False)
    for citation in sorted(told, key=lambda c: c["start"]):
        key, printed = citation["key"], _printed(citation)
        yield from _carried(article, citation, printed)
        yield from _cited(article, citation, published)
        earlier = first.setdefault((key, printed[:4]), citation) if len(printed) == 10 else citation
        # congresses, after which documents are counted anew, meet in 2010, 2011, 2015, 2016 …
        if _printed(earlier) != printed and "?" not in key and int(printed[:4]) % 5 > 1:
            told = {"citations": [earlier, citation], "key": key}
            yield verdict("two_dates", INCONSISTENT, _printed(earlier), printed, **told)
    for period in article.periods:
        yield from _event(article, period, published)
    for m in (m for sentence in article.sentences for m in cue("term").finditer(sentence.text)):
        number, printed = (m[1] or m[2]).upper(), f"{m[3]}-{m[4]}"
        years = next(t["years"] for t in table("term") if t["number"] == number)
        yield verdict("term", outcome_of(years == printed), printed, years, key=number)


def _cited(article: Article, cited: Row, published: str) -> Iterator[Row]:
    """A document's printed date against the register, and either against the article's own."""
    printed, told = _printed(cited), {"citations": [cited], "key": cited["key"]}
    known = sorted(r["date"] for r in register() if r["key"] == cited["key"])
    if len(printed) == 10:
        # a number comes again in another term; years are part of a number with "/20"
        # and a slip of the year alone is a slip, whatever the term
        mine = [d for d in known if _term(d) == _term(printed) or "/20" in cited["key"]]
        mine = [d for d in known if d[5:] == printed[5:]] or mine
        name, outcome, day = "unregistered", UNTESTABLE, ""
        if known:
            name, day = "register", printed if printed in known else [*mine, *known][0]
            outcome = outcome_of(printed in known, bool(mine))
        elif printed <= published:
            name, outcome, day = "older", CONSISTENT, published
        yield verdict(name, outcome, printed, day, **told)
    # the day of a plenum resolution without a number is the plenum's
    opened = [p["opened"] for p in plenums() if f"NQTW {p['number']}/{p['term']}" == cited["key"]]
    first = printed or [*opened, *known, ""][0]
    if published and first > published[: len(first)]:
        lead = article.around(cited)[0] if article.text else ""
        if not cue("not_yet_passed").search(lead[-25:]):
            yield verdict("cited_early", INCONSISTENT, published, first, **told)


def _carried(article: Article, cited: Row, printed: str) -> Iterator[Row]:
    """The body's term holds the document's date; nothing carries out what was not yet passed."""
    if not article.text or len(printed) < 10:
        return
    (lead, rest), key = article.around(cited), cited["key"]
    # passed by the fifth plenum of a term: on its days, or soon after
    plenum = cue("of_plenum").match(rest)
    if plenum:
        number = table("counting").get(plenum["number"]) or plenum["number"]
        same = [
            p
            for p in plenums()
            if (p["term"], p["number"]) == (plenum["term"].upper(), str(number))
        ]
        if same and not same[0]["opened"] <= printed <= _later(same[0]["closed"]):
            told = {"key": key, "told": str(number), "citations": [cited]}
            yield verdict("plenum", INCONSISTENT, printed, same[0]["opened"], **told)
    told, done = cue("khoa").match(rest), cue("carried_out").search(lead)
    # in the month of a congress documents bear the old term's name or the new one's
    if told and told["term"].upper() not in {_term(printed), _term(f"{printed[:7]}-01")}:
        term = {"key": key, "told": told["term"].upper(), "citations": [cited]}
        yield verdict("body_term", INCONSISTENT, printed, _term(printed), **term)
    quarter = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(done["quarter"] or "", 4) if done else 4
    if done and f"{done['year']}-{3 * quarter:02}" < (printed[:7] if quarter < 4 else printed[:4]):
        yield verdict("brought_out", INCONSISTENT, done["year"], printed, [], [cited], key=key)
    for one in article.citations:
        between = lower(fold(article.text[one["end"] : cited["start"]])[0])
        late = len(_printed(one)) == 10 and _printed(one) < printed and len(between) < 80
        if late and cue("brought_out").search(between):
            told = {"citations": [one, cited], "key": key}
            yield verdict("brought_out", INCONSISTENT, _printed(one), printed, **told)


def _later(day: str) -> str:
    """The end of the second month after a day: a plenum's documents are signed by then."""
    month = int(day[5:7]) + 2
    return f"{int(day[:4]) + (month > 12)}-{(month - 1) % 12 + 1:02}-31"


def _event(article: Article, period: Row, published: str) -> Iterator[Row]:
    """A day that does not exist, or one told as past before it came."""
    day, flags = period.get("period") or "", period.get("flags") or []
    if "invalid" in flags:
        yield verdict("no_day", INCONSISTENT, period["literal"], "")
    if article.text and len(day) == 10 and published and day > published and not flags:
        lead, rest = article.around(period)
        told = cue("day_first").search(lead) or cue("day_first").search(rest)
        told = told and cue("happened").search(lead + rest)
        told = told and not cue("to_come").search(lead + rest)
        # counted up to a day, and done
        counted = cue("counted_to").search(lead) and re.search(r"(?<!\w)đã(?!\w)", rest)
        if told or (counted and not cue("by_then").search(rest)):
            yield verdict("told_early", INCONSISTENT, published, day)


@functools.cache
def unit_counts() -> list[dict[str, str]]:
    """Rows of unit_counts.csv: how many districts and communes a province had, while it had them.

    Each is what a resolution states; where none was found for a time, nothing is known of it.
    """
    return read_csv("unit_counts.csv")


def unit_totals(article: Article) -> Iterator[Row]:
    """All units that an article tells of a province, against their number at that time."""
    area = article.row.get("area_id")
    for sentence in article.sentences:
        text, named = sentence.text, cue("whole_named").search(sentence.cased)
        whole = cue("whole_all").search(text) and not (cue("whole_merged").search(text) or named)
        for figure in (f for f in sentence.figures if whole and f.exact):
            counted = figure.kind == "count" and cue("whole_place").search(figure.gap + " ")
            told = figure.base or (figure.value if counted else None)
            row = article.facts.get(figure.id) or article.row
            when = (row.get("period") or article.row.get("published") or "").split("/")
            for known in unit_counts() if told and all(when) and not row.get("place") else ():
                same = (known["area_id"], known["level"]) == (area, figure.unit_class)
                same = same and known["valid_from"] <= f"{when[0]}-01-01"[:10]
                # there cannot be more of them; there may be fewer, when not all kinds are meant
                more = told.value >= int(known["count"])
                if same and more and f"{when[-1]}-12-31"[:10] <= known["valid_to"]:
                    fits, number = told.value == int(known["count"]), Fraction(known["count"])
                    source = {"noun": figure.noun, "source": known["source"]}
                    yield verdict("known", outcome_of(fits), told.value, number, [figure], **source)


def _printed(cited: Row) -> str:
    return (cited.get("date") or "") if cited.get("date_source") in (None, "printed") else ""


def _term(day: str) -> str:
    """The central term (XII) in which a day lies; empty before the first one known."""
    return next((t["number"] for t in reversed(table("term")) if t["congress"] <= day), "")


def between(articles: list[Article]) -> Iterator[Row]:
    """One fact told by several articles: indicator, role, place, period and unit are the same."""
    facts: dict[tuple[Any, ...], dict[str, list[tuple[Article, Row]]]] = {}
    needed, names = ("indicator", "period", "province"), ("role", "area_id", "place")
    for article in articles:
        for row in article.observations:
            told = None not in map(row.get, (*needed, "value")) and not row.get("repeats")
            if told and row.get("role") not in ("change", "remaining"):
                # a member may be called a person
                unit = (row.get("unit_class") or "none").replace("person", "member")
                key = (*map(row.get, (*needed, *names)), unit, row.get("unit") == "%")
                facts.setdefault(key, {}).setdefault(article.id, []).append((article, row))
    for _, by_doc in sorted(facts.items(), key=lambda item: str(item[0])):
        single = [rows[0] for rows in by_doc.values() if len({r["value"] for _, r in rows}) == 1]
        yield from (_disagreement(*one, *other) for one, other in pairwise(single))


def _disagreement(one: Article, a: Row, other: Article, b: Row) -> Row:
    """Two statements of one fact: they agree, or cannot both be true, or need not mean the same."""
    numbers, end = [], a["period"].rsplit("/", 1)[-1]
    for article, row in ((one, a), (other, b)):
        told = Printed(exact(row["value"]), qualifier=row.get("qualifier") or "exact")
        mine = [article.by_id[i].value for i in row["figure_ids"][:1] if i in article.by_id]
        numbers += [n for n in (*mine, told) if n.value == told.value][:1]
    name, outcome = "articles", CONSISTENT
    if not numbers[0].loose.meets(numbers[1].loose):
        low, high = sorted(number.value for number in numbers)
        early = any((d.row.get("published") or "9")[: len(end)] <= end for d in (one, other))
        many = a["indicator"] in table("words")["many_facts"] and not _twins(one, a, other, b)
        # numbers so far apart are of two scopes: all posts, or those of one branch
        reasons = {
            "articles_many": many,
            "articles_early": early,
            "articles_far": high > low * 3 / 2,
        }
        name = next((reason for reason, holds in reasons.items() if holds), name)
        outcome = INCONSISTENT if name == "articles" else UNTESTABLE
    told = {n: a[n] for n in ("province", "period")}
    values = [number.value for number in numbers]
    labels = {f"label_{lang}": codebook()[a["indicator"]][f"label_{lang}"] for lang in ("vi", "en")}
    row = verdict(name, outcome, *values, one=one.id, other=other.id, **told, **labels)
    ids = {"figure_ids": a["figure_ids"] + b["figure_ids"], "doc_ids": [one.id, other.id]}
    return row | ids | {"observation_ids": [a["observation_id"], b["observation_id"]]}


def _twins(one: Article, a: Row, other: Article, b: Row) -> bool:
    """Whether two sentences tell another number alike, so that they speak of the same thing."""
    told = []
    for article, row in ((one, a), (other, b)):
        large = (f.row for f in article.figures if f.value.value > 63)
        others = (f for f in large if f["figure_id"] not in row["figure_ids"])
        within = (f for f in others if row["sentence_start"] <= f["start"] < row["sentence_end"])
        told.append({(f["value"], f["unit_class"]) for f in within})
    return bool(told[0] & told[1])


SUMS = ("share", "share_of_total", "excess", "grown", "shortfall", "difference", "sum", "left")
RULES = (
    *shares.RULES,
    *rests.RULES,
    *changes.RULES,
    *sums.RULES,
    *claims.RULES,
    *words.RULES,
    dates,
    unit_totals,
)
