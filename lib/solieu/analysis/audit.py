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
from ..knowledge import read_toml
from ..tables import build
from ..text import simplify
from . import claims, sums
from .articles import Article, Figure, Finding, listed, read_articles
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
            "explanation": finding.vi[:1].upper() + finding.vi[1:],
            "explanation_en": finding.en[:1].upper() + finding.en[1:],
        }
    ordered = sorted(
        rows.values(),
        key=lambda r: (ORDER.index(r["outcome"]), r["check"], r["doc_ids"], r["verdict_id"]),
    )
    return build({"verdicts": ordered})["verdicts"]


def rows_alone(article: Article) -> Iterator[Finding]:
    """Shares of observations, for tables without texts (ratio_percent, implied_total)."""
    if article.text is not None:
        return
    for row in article.observations:
        if row.get("stated_percent") is None:
            continue
        ids = listed(row.get("figure_ids"))
        figures = [f for i in ids if (f := article.by_id.get(i))]
        share = next((f for f in figures if f.kind == "percent"), None)
        if share is None:
            value = str(row["stated_percent"]).removesuffix(".0")
            decimals = len(value.partition(".")[2])
            made = {"figure_id": "", "kind": "percent", "literal": value.replace(".", ",") + "%"}
            share = Figure(made, Printed(exact(value), exact(10) ** -decimals))
        used = figures or [share]
        if None not in (row.get("numerator"), row.get("denominator")) and row["denominator"] > 0:
            top, base = Printed(exact(row["numerator"])), Printed(exact(row["denominator"]))
            found = [
                sums.ratio(article, top, base, share, used, turn=t)
                for t in ("share", "excess", "short")
            ]
            finding = min(
                found, key=lambda f: (CONSISTENT, TRUNCATED, INCONSISTENT).index(f.outcome)
            )
            finding = finding if finding.outcome != INCONSISTENT else found[0]
        elif (
            row.get("value") and row.get("qualifier") in (None, "exact") and row.get("unit") != "%"
        ):
            outcome, only = whole_totals(point(exact(row["value"])), share.value)
            total = (
                point(only) if only else point(exact(row["value"])).times(100) / share.value.loose
            )
            outcome = outcome if only or outcome == INCONSISTENT else UNTESTABLE
            sum_done = f"{show(exact(row['value']))} : {share.text}"
            finding = sums.finding(
                article,
                "implied_total",
                outcome,
                share.value,
                total,
                used,
                f"{sum_done} cho tổng {show(total)}",
                f"{sum_done} implies a total of {show(total)}",
            )
        else:
            continue
        finding.figures = tuple(ids)
        finding.observations = (row["observation_id"],) if row.get("observation_id") else ()
        yield finding


# --- dates -------------------------------------------------------------------------------------

_CARRIES_OUT = re.compile(
    r"^[\W\d]*(?:của [^;.]{0,50})?\W*(?:về |để )?(?:việc )?(?:tiếp tục )?(?:thực hiện|triển khai|cụ thể hóa|hướng dẫn|thi hành)"
    r"[^;.]{0,25}$"
)
_AHEAD = re.compile(
    r"sẽ|dự kiến|đến ngày|trước ngày|tới|kể từ|từ ngày|phấn đấu|hoàn thành|hạn|hiệu lực|chậm nhất|kế hoạch|kỷ niệm|"
    r"chào mừng|hướng tới|chuẩn bị|trình|dự thảo|nhằm|lịch"
)
_TERM = re.compile(
    r"(?:đại hội (?:đại biểu toàn quốc )?(?:lần thứ )?(x|xi|xii|xiii)(?: của)? đảng|trung ương(?: đảng)?,? \(?khóa (x|xi|xii|xiii))"
    r"\)?,? \(?nhiệm kỳ (20\d\d) ?- ?(20\d\d)"
)


def dates(article: Article) -> Iterator[Finding]:
    """Dates of cited documents, of events and of terms (chronology)."""
    published = article.row.get("published") or ""
    seen: dict[str, Row] = {}
    mine = sorted(
        (c for c in article.citations if c.get("in_body") is not False), key=lambda c: c["start"]
    )
    for before, cited in zip([None, *mine], mine, strict=False):
        yield from _cited(article, cited, published)
        printed = _printed(cited)
        if printed:
            first = seen.setdefault(cited["key"], cited)
            if _printed(first) != printed and _one_document(cited["key"], _printed(first), printed):
                yield _dated(
                    article,
                    INCONSISTENT,
                    printed,
                    _printed(first),
                    [first, cited],
                    f"{cited['key']} ghi hai ngày: {_printed(first)} và {printed}",
                    f"{cited['key']} is given two dates: {_printed(first)} and {printed}",
                )
        if (
            before
            and article.text
            and _printed(before)
            and (due := printed or _registered(cited["key"]))
        ):
            between = simplify(article.text[int(before["end"]) : int(cited["start"])])
            if _CARRIES_OUT.match(between) and len(_printed(before)) == 10 == len(due):
                late = _printed(before) < due
                yield _dated(
                    article,
                    INCONSISTENT if late else CONSISTENT,
                    _printed(before),
                    due,
                    [before, cited],
                    f"{before['key']} ({_printed(before)}) thực hiện {cited['key']} ({due})",
                    f"{before['key']} ({_printed(before)}) carries out {cited['key']} ({due})",
                )
    for period in article.periods:
        yield from _event(article, period, published)
    for sentence in article.sentences:
        for m in _TERM.finditer(sentence.text):
            number = (m[1] or m[2]).upper()
            years = next(
                t["years"] for t in read_toml("audit.toml")["term"] if t["number"] == number
            )
            outcome = CONSISTENT if years == f"{m[3]}-{m[4]}" else INCONSISTENT
            yield _dated(
                article,
                outcome,
                f"{m[3]}-{m[4]}",
                years,
                [],
                f"Trung ương khóa {number} có nhiệm kỳ {years}, bài ghi {m[3]}-{m[4]}",
                f"the central term {number} is {years}, printed {m[3]}-{m[4]}",
            )


def _dated(
    article: Article, outcome: str, stated: str, implied: str, cited: list[Row], vi: str, en: str
) -> Finding:
    return Finding(
        "chronology",
        outcome,
        (article.id,),
        stated,
        implied,
        vi + sums.verdict_words(outcome, "vi"),
        en + sums.verdict_words(outcome, "en"),
        citations=tuple(c["citation_id"] for c in cited),
    )


def _printed(cited: Row) -> str:
    return (cited.get("date") or "") if cited.get("date_source") in (None, "printed") else ""


def _term(day: str) -> str:
    """The central term (XII) in which a day lies; empty before the first one known."""
    begun = [t for t in read_toml("audit.toml")["term"] if t["congress"] <= day]
    return begun[-1]["number"] if begun else ""


def _registered(key: str) -> str:
    days = [r["date"] for r in register() if r["key"] == key]
    return days[0] if len(days) == 1 else ""


def _one_document(key: str, one: str, other: str) -> bool:
    """True when two dates cannot belong to two documents of one number."""
    if one.startswith(other) or other.startswith(one):
        return False
    if re.search(r"/(?:19|20)\d\d/", key):
        return True
    if "TW" in key:
        return _term(one) == _term(other) != ""
    # provincial congresses meet in the second half of 2010, 2015, 2020, 2025; state offices count by year
    terms = [
        (int(day[:4]) + (day[5:7] > "06")) // 5 if "TU" in key else day[:4] for day in (one, other)
    ]
    near_congress = any(int(day[:4]) % 5 == 0 for day in (one, other))
    return terms[0] == terms[1] and not ("TU" in key and near_congress) and "?" not in key


def _cited(article: Article, cited: Row, published: str) -> Iterator[Finding]:
    key, printed = cited["key"], _printed(cited)
    known = sorted(r["date"] for r in register() if r["key"] == key)
    if printed and len(printed) == 10 and known:
        same_term = [d for d in known if _term(d) == _term(printed) or "/20" in key]
        outcome = CONSISTENT if printed in known else INCONSISTENT if same_term else UNTESTABLE
        shown = printed if printed in known else (same_term or known)[0]
        yield _dated(
            article,
            outcome,
            printed,
            shown,
            [cited],
            f"{key} ghi ngày {printed}, danh mục văn bản ghi {shown}",
            f"{key} is dated {printed}, the register says {shown}",
        )
    elif printed and len(printed) == 10 and not printed <= published:
        yield _dated(
            article,
            UNTESTABLE,
            printed,
            "",
            [cited],
            f"{key} ghi ngày {printed}, danh mục văn bản không có",
            f"{key} is dated {printed}, it is not in the register",
        )
    elif printed and len(printed) == 10:
        yield _dated(
            article,
            CONSISTENT,
            printed,
            published,
            [cited],
            f"{key} ngày {printed} có trước ngày đăng {published}",
            f"{key} of {printed} is older than the article of {published}",
        )
    if not published:
        return
    plenum = re.fullmatch(r"NQTW (\d+)/([XVI]+)", key)
    if plenum:
        known = [p["opened"] for p in plenums() if (p["number"], p["term"]) == plenum.groups()]
    first = printed or (known[0] if known else "")
    if first and first > published[: len(first)]:
        lead = (
            simplify(article.text[max(0, int(cited["start"]) - 40) : int(cited["start"])])
            if article.text
            else ""
        )
        if not re.search(r"trình|chuẩn bị|sẽ|dự thảo|sắp", lead):
            finding = _dated(
                article,
                INCONSISTENT,
                published,
                first,
                [cited],
                f"bài đăng ngày {published} dẫn {key} của ngày {first}",
                f"published on {published}, it cites {key} of {first}",
            )
            finding.citations += ("published",)
            yield finding


def _event(article: Article, period: Row, published: str) -> Iterator[Finding]:
    day, flags = period.get("period") or "", listed(period.get("flags"))
    where = f"{period['literal']}"
    if "invalid" in flags:
        yield _dated(
            article,
            INCONSISTENT,
            where,
            "",
            [],
            f"“{where}” không có trong lịch",
            f"there is no such day as “{where}”",
        )
    if article.text is None or len(day) != 10 or not published or day <= published or flags:
        return
    start, end = int(period["start"]), int(period["end"])
    sentence = re.split(r"[.!?;\n]\s", article.text[max(0, start - 200) : start])[-1]
    after = re.split(r"[.!?;\n](?:\s|$)", article.text[end : end + 200])[0]
    lead, rest = simplify(sentence), simplify(after)
    told = re.match(r"\W*(?:sáng |chiều |tối )?(?:ngày )?$", lead) or re.search(
        r"đã|vừa", lead + rest
    )
    if (
        told
        and re.search(r"đã|vừa|diễn ra|tổ chức|khai mạc|bế mạc|ban hành", lead + rest)
        and not _AHEAD.search(lead + rest)
    ):
        yield _dated(
            article,
            INCONSISTENT,
            published,
            day,
            [],
            f"bài đăng ngày {published} kể việc đã diễn ra ngày {day}",
            f"published on {published}, it tells what took place on {day}",
        )


# --- between articles --------------------------------------------------------------------------


def between(articles: list[Article]) -> Iterator[Finding]:
    """One fact told by several articles: indicator, role, place, period and unit are the same."""
    facts: dict[tuple[Any, ...], dict[str, list[tuple[Article, Row]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for article in articles:
        for row in article.observations:
            if (
                not row.get("indicator")
                or row.get("repeats")
                or not row.get("period")
                or row.get("value") is None
            ):
                continue
            if not row.get("province") or row.get("role") in ("change", "remaining"):
                continue
            unit = "%" if row.get("unit") == "%" else ""
            same = [
                row.get(k)
                for k in (
                    "indicator",
                    "role",
                    "area_id",
                    "province",
                    "place",
                    "period",
                    "unit_class",
                )
            ]
            facts[(*same, unit)][article.id].append((article, row))
    for key, by_doc in sorted(facts.items(), key=lambda item: str(item[0])):
        single = [rows[0] for rows in by_doc.values() if len({r["value"] for _, r in rows}) == 1]
        for (one, a), (other, b) in pairwise(single):
            yield _disagreement(one, a, other, b, key[0])


def _disagreement(one: Article, a: Row, other: Article, b: Row, indicator: str) -> Finding:
    values = [_interval(one, a), _interval(other, b)]
    end = str(a["period"]).rsplit("/", 1)[-1]
    early = [
        d.row.get("published")
        for d in (one, other)
        if (d.row.get("published") or "9") <= _last_day(end)
    ]
    note_vi = note_en = ""
    if values[0].meets(values[1]):
        outcome = CONSISTENT
    elif indicator in read_toml("audit.toml")["many_facts"]:
        outcome, note_vi, note_en = (
            UNTESTABLE,
            "; chỉ tiêu này gồm nhiều việc khác nhau",
            "; the indicator holds many different facts",
        )
    elif early:
        outcome, note_vi, note_en = (
            UNTESTABLE,
            "; có bài đăng khi kỳ chưa hết",
            "; one was published before the period ended",
        )
    else:
        outcome = INCONSISTENT
    shown = [show(exact(r["value"])) for r in (a, b)]
    ids = [listed(r.get("figure_ids")) for r in (a, b)]
    return Finding(
        "between_articles",
        outcome,
        (one.id, other.id),
        plain(exact(a["value"])),
        plain(exact(b["value"])),
        f"{indicator}, {a['province']}, {a['period']}: {one.id} nêu {shown[0]}, {other.id} nêu {shown[1]}{note_vi}{sums.verdict_words(outcome, 'vi')}",
        f"{indicator}, {a['province']}, {a['period']}: {one.id} says {shown[0]}, {other.id} says {shown[1]}{note_en}{sums.verdict_words(outcome, 'en')}",
        tuple(ids[0] + ids[1]),
        tuple(r["observation_id"] for r in (a, b) if r.get("observation_id")),
    )


def _interval(article: Article, row: Row) -> Interval:
    leading = next((f for i in listed(row.get("figure_ids")) if (f := article.by_id.get(i))), None)
    if leading and leading.value.value == exact(row["value"]):
        return leading.value.loose
    return Printed(exact(row["value"]), qualifier=row.get("qualifier") or "exact").loose


def _last_day(period: str) -> str:
    year, _, rest = period.partition("-")
    if not rest:
        return f"{year}-12-31"
    if len(rest) == 2:
        return f"{period}-{calendar.monthrange(int(year), int(rest))[1]:02d}"
    return period
