"""The self-audit: whether a report's own arithmetic holds, and its dates and words.

A verdict is made only from what an article itself prints (or, for dates, from a source with a
date). It errs on one side: a claim is ``inconsistent`` only when no reading of the printed digits
(see `solieu.analysis.intervals`) and no other reading of the sentence makes it true.
"""

from __future__ import annotations

import calendar
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from ..extraction.citations import plenums, register
from ..tables import build
from ..text import simplify
from . import claims, sums
from .articles import Article, Figure, Finding, listed, read_articles
from .cues import cue, say, table
from .intervals import (
    CONSISTENT,
    INCONSISTENT,
    TRUNCATED,
    UNTESTABLE,
    Interval,
    Printed,
    exact,
    plain,
    point,
    show,
    whole_totals,
)

ORDER = (INCONSISTENT, TRUNCATED, UNTESTABLE, CONSISTENT)
Row = Mapping[str, Any]


def audit(
    tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Check what the articles of a corpus state against itself.

    Args:
        tables: the tables of the contract; used are documents, figures, observations, citations,
            periods and texts. Missing tables count as empty.
        texts: canonical text by doc_id; taken from the table ``texts`` when not given. Without a
            text only the checks that need none are made.

    Returns:
        The table ``verdicts``: one row per check made, failing ones first. ``stated`` and
        ``implied`` are written with a decimal point; the explanations as Vietnamese prints numbers.
    """
    articles = list(read_articles(tables, texts))
    found: list[Finding] = []
    for article in articles:
        for rule in (*sums.RULES, *claims.RULES, rows_alone, dates):
            found += rule(article)
    return _table([*found, *between(articles)])


def _table(found: Iterable[Finding]) -> pd.DataFrame:
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for finding in found:
        made_on = (
            finding.check,
            *finding.docs,
            *sorted(finding.figures),
            *sorted(finding.citations),
            *(() if finding.figures else (finding.stated,)),  # dates: one citation, two questions
        )
        if made_on in rows:
            continue
        rows[made_on] = {
            "verdict_id": hashlib.blake2s("\x1f".join(made_on).encode(), digest_size=8).hexdigest(),
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
    ordered = sorted(
        rows.values(),
        key=lambda r: (ORDER.index(r["outcome"]), r["check"], r["doc_ids"], r["verdict_id"]),
    )
    return build({"verdicts": ordered})["verdicts"]


def rows_alone(article: Article) -> Iterator[Finding]:
    """Shares of observations, for tables without texts (ratio_percent, implied_total)."""
    for row in article.observations if article.text is None else ():
        if row.get("stated_percent") is None:
            continue
        ids = listed(row.get("figure_ids"))
        used = [f for i in ids if (f := article.by_id.get(i))]
        share = next((f for f in used if f.kind == "percent"), None) or _as_figure(row)
        if row.get("numerator") is not None and (row.get("denominator") or 0) > 0:
            ends = [Printed(exact(row[name])) for name in ("numerator", "denominator")]
            turns = [
                sums.ratio(article, *ends, share, used, turn=t)
                for t in ("share", "excess", "shortfall")
            ]
            finding = next((f for f in turns if f.outcome != INCONSISTENT), turns[0])
        elif (
            row.get("value") and row.get("qualifier") in (None, "exact") and row.get("unit") != "%"
        ):
            count = point(exact(row["value"]))
            outcome, only = whole_totals(count, share.value)
            total = point(only) if only else count.times(100) / share.value.loose
            name = (
                "total_not_whole"
                if outcome == INCONSISTENT
                else "total_only"
                if only
                else "total_open"
            )
            outcome = outcome if only or outcome == INCONSISTENT else UNTESTABLE
            finding = sums.finding(
                article,
                name,
                outcome,
                share.value,
                total,
                used,
                part=show(count),
                share=share.text,
                total=show(total, 1),
            )
        else:
            continue
        finding.figures = tuple(ids)
        finding.observations = tuple(filter(None, [row.get("observation_id")]))
        yield finding


def _as_figure(row: Row) -> Figure:
    """The stated percent of an observation whose figures are not at hand."""
    value = str(row["stated_percent"]).removesuffix(".0")
    step = exact(10) ** -len(value.partition(".")[2])
    made = {"figure_id": "", "kind": "percent", "literal": value.replace(".", ",") + "%"}
    return Figure(made, Printed(exact(value), step))


# --- dates -------------------------------------------------------------------------------------


def dates(article: Article) -> Iterator[Finding]:
    """Dates of cited documents, of events and of terms (chronology)."""
    published = article.row.get("published") or ""
    seen: dict[str, Row] = {}
    mine = sorted(
        (c for c in article.citations if c.get("in_body") is not False), key=lambda c: c["start"]
    )
    for before, cited in zip([None, *mine], mine, strict=False):
        yield from _cited(article, cited, published)
        key, printed = cited["key"], _printed(cited)
        if printed:
            first = seen.setdefault(key, cited)
            if _printed(first) != printed and _one_document(key, _printed(first), printed):
                yield _dated(
                    article,
                    "two_dates",
                    INCONSISTENT,
                    _printed(first),
                    printed,
                    [first, cited],
                    key=key,
                )
        made, due = before and _printed(before), printed or _registered(key)
        if made and article.text and len(made) == 10 == len(due):
            between = simplify(article.text[int(before["end"]) : int(cited["start"])][:200])
            if cue("carries_out").match(between):
                outcome = INCONSISTENT if made < due else CONSISTENT
                yield _dated(
                    article,
                    "carries_out",
                    outcome,
                    before["key"],
                    key,
                    [before, cited],
                    stated=made,
                    due=due,
                )
    for period in article.periods:
        yield from _event(article, period, published)
    for m in (m for sentence in article.sentences for m in cue("term").finditer(sentence.text)):
        number, printed = (m[1] or m[2]).upper(), f"{m[3]}-{m[4]}"
        years = next(t["years"] for t in table("term") if t["number"] == number)
        outcome = CONSISTENT if years == printed else INCONSISTENT
        yield _dated(article, "term", outcome, years, printed, [], key=number)


def _dated(
    article: Article,
    sentence: str,
    outcome: str,
    a: str,
    b: str,
    cited: list[Row],
    **values: object,
) -> Finding:
    """A finding on two dates; the first is what the article prints, but for terms."""
    check, vi, en = say(sentence, outcome, {"a": a, "b": b, **values})
    texts = (
        (values["stated"], values["due"])
        if "due" in values
        else (b, a)
        if sentence == "term"
        else (a, b)
    )
    return Finding(
        check,
        outcome,
        (article.id,),
        *map(str, texts),
        vi,
        en,
        citations=tuple(c["citation_id"] for c in cited),
    )


def _printed(cited: Row) -> str:
    return (cited.get("date") or "") if cited.get("date_source") in (None, "printed") else ""


def _term(day: str) -> str:
    """The central term (XII) in which a day lies; empty before the first one known."""
    begun = [t for t in table("term") if t["congress"] <= day]
    return begun[-1]["number"] if begun else ""


def _registered(key: str) -> str:
    days = [r["date"] for r in register() if r["key"] == key]
    return days[0] if len(days) == 1 else ""


def _one_document(key: str, one: str, other: str) -> bool:
    """True when two dates cannot belong to two documents of one number."""
    if one.startswith(other) or other.startswith(one) or "?" in key:
        return False
    if re.search(r"/(?:19|20)\d\d/", key):
        return True
    if "TW" in key:
        return _term(one) == _term(other) != ""
    if "TU" not in key:  # offices of the state count by year
        return one[:4] == other[:4]
    # provincial congresses, which begin a new count, meet in 2010, 2015, 2020, 2025
    years = sorted((int(one[:4]), int(other[:4])))
    return years[0] // 5 == years[1] // 5 and years[0] % 5 != 0


def _cited(article: Article, cited: Row, published: str) -> Iterator[Finding]:
    key, printed = cited["key"], _printed(cited)
    known = sorted(r["date"] for r in register() if r["key"] == key)
    if len(printed) == 10 and known:
        same_term = [d for d in known if _term(d) == _term(printed) or "/20" in key]
        outcome = CONSISTENT if printed in known else INCONSISTENT if same_term else UNTESTABLE
        told = printed if printed in known else (same_term or known)[0]
        yield _dated(article, "register", outcome, printed, told, [cited], key=key)
    elif len(printed) == 10 and printed <= published:
        yield _dated(article, "older", CONSISTENT, printed, published, [cited], key=key)
    elif len(printed) == 10:
        yield _dated(article, "unregistered", UNTESTABLE, printed, "", [cited], key=key)
    plenum = re.fullmatch(r"NQTW (\d+)/([XVI]+)", key)
    if plenum:
        known = [p["opened"] for p in plenums() if (p["number"], p["term"]) == plenum.groups()]
    first = printed or (known[0] if known else "")
    if published and first and first > published[: len(first)]:
        start = int(cited["start"])
        lead = simplify(article.text[max(0, start - 40) : start]) if article.text else ""
        if not cue("to_come").search(lead[-25:]):
            yield _dated(article, "cited_early", INCONSISTENT, published, first, [cited], key=key)


def _event(article: Article, period: Row, published: str) -> Iterator[Finding]:
    """A day that does not exist, or one told as past before it came."""
    day, flags = period.get("period") or "", listed(period.get("flags"))
    if "invalid" in flags:
        yield _dated(article, "no_day", INCONSISTENT, str(period["literal"]), "", [])
    if article.text is None or len(day) != 10 or not published or day <= published or flags:
        return
    start, end = int(period["start"]), int(period["end"])
    lead = simplify(re.split(r"[.!?;\n]\s", article.text[max(0, start - 200) : start])[-1])
    rest = simplify(re.split(r"[.!?;\n](?:\s|$)", article.text[end : end + 200])[0])
    told = cue("day_first").search(lead) or cue("day_first").search(rest)
    if told and cue("happened").search(lead + rest) and not cue("to_come").search(lead + rest):
        yield _dated(article, "told_early", INCONSISTENT, published, day, [])


# --- between articles --------------------------------------------------------------------------


def between(articles: list[Article]) -> Iterator[Finding]:
    """One fact told by several articles: indicator, role, place, period and unit are the same."""
    facts: dict[tuple[Any, ...], dict[str, list[tuple[Article, Row]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    names = ("indicator", "role", "area_id", "province", "place", "period", "unit_class")
    for article in articles:
        for row in article.observations:
            told = all(row.get(n) is not None for n in ("indicator", "period", "province", "value"))
            if told and not row.get("repeats") and row.get("role") not in ("change", "remaining"):
                key = (*(row.get(n) for n in names), row.get("unit") == "%")
                facts[key][article.id].append((article, row))
    for _, by_doc in sorted(facts.items(), key=lambda item: str(item[0])):
        single = [rows[0] for rows in by_doc.values() if len({r["value"] for _, r in rows}) == 1]
        for (one, a), (other, b) in pairwise(single):
            yield _disagreement(one, a, other, b)


def _disagreement(one: Article, a: Row, other: Article, b: Row) -> Finding:
    last = _last_day(str(a["period"]).rsplit("/", 1)[-1])
    name, outcome = "articles", CONSISTENT
    if not _interval(one, a).meets(_interval(other, b)):
        outcome = UNTESTABLE
        if a["indicator"] in table("words")["many_facts"]:
            name = "articles_many"
        elif any((d.row.get("published") or "9") <= last for d in (one, other)):
            name = "articles_early"
        else:
            outcome = INCONSISTENT
    values = [exact(r["value"]) for r in (a, b)]
    told = {n: a[n] for n in ("indicator", "province", "period")} | {
        "one": one.id,
        "other": other.id,
    }
    check, vi, en = say(name, outcome, {**told, "a": show(values[0]), "b": show(values[1])})
    return Finding(
        check,
        outcome,
        (one.id, other.id),
        *map(plain, values),
        vi,
        en,
        tuple(i for r in (a, b) for i in listed(r.get("figure_ids"))),
        tuple(r["observation_id"] for r in (a, b) if r.get("observation_id")),
    )


def _interval(article: Article, row: Row) -> Interval:
    leading = next((f for i in listed(row.get("figure_ids")) if (f := article.by_id.get(i))), None)
    if leading and leading.value.value == exact(row["value"]):
        return leading.value.loose
    return Printed(exact(row["value"]), qualifier=row.get("qualifier") or "exact").loose


def _last_day(period: str) -> str:
    year, _, rest = period.partition("-")
    if len(rest) == 2:
        return f"{period}-{calendar.monthrange(int(year), int(rest))[1]:02d}"
    return period if rest else f"{year}-12-31"
