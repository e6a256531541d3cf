"""Periods: the dates, months, quarters, years and terms an article names, as ISO strings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from ..rules import Claim, cues, load
from ..text import Document

CUES = cues("periods")

_MONTHS = [
    "giêng",
    "hai",
    "ba",
    "tư",
    "năm",
    "sáu",
    "bảy",
    "tám",
    "chín",
    "mười",
    "mười một",
    "mười hai",
]
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

Read = Mapping[str, Any] | None


def _iso(year: str | int, month: str | int | None = None, day: str | int | None = None) -> str:
    return "-".join([str(year), *(f"{int(part):02d}" for part in (month, day) if part)])


def _valid(year: int, month: int, day: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def _data(period: str, grain: str, *flags: str) -> dict[str, Any]:
    return {"period": period, "grain": grain, "flags": list(flags)}


def _day(m: re.Match[str], _: Document) -> Read:
    year, month, day = int(m["year"]), int(m["month"]), int(m["day"])
    if not _valid(year, month, day):
        return _data(_iso(year), "day", "invalid")
    first = m.groupdict().get("first")
    until = _iso(year, month, day)
    if first and _valid(year, month, int(first)) and int(first) < day:
        return _data(f"{_iso(year, month, first)}/{until}", "days")
    return _data(until, "day")


def _day_of_month(m: re.Match[str], _: Document) -> Read:
    day, month = m["span"].strip().replace(".", "/").replace("-", "/").split("/")[-2:]
    if not _valid(2000, int(month), int(day)):
        return _data(f"--{int(month):02d}-{int(day):02d}", "day", "partial", "invalid")
    return _data(f"--{int(month):02d}-{int(day):02d}", "day", "partial")


def _day_in_words(m: re.Match[str], document: Document) -> Read:
    if m["year"]:
        return _day(m, document)
    return _data(f"--{int(m['month']):02d}-{int(m['day']):02d}", "day", "partial")


def _day_in_month_name(m: re.Match[str], _: Document) -> Read:
    month = 1 + _MONTHS.index(" ".join(m["month"].replace("chạp", "mười hai").split()))
    return _data(_iso(m["year"], month, m["day"]), "day")


def _month(m: re.Match[str], _: Document) -> Read:
    if m["year"]:
        return _data(_iso(m["year"], m["month"]), "month")
    return _data(f"--{int(m['month']):02d}", "month", "partial")


def _quarter(m: re.Match[str], _: Document) -> Read:
    number = _ROMAN.get(m["quarter"]) or int(m["quarter"])
    first, last = 3 * number - 2, 3 * number
    if not m["year"]:
        return _data(f"--{first:02d}/--{last:02d}", "quarter", "partial")
    return _data(f"{_iso(m['year'], first)}/{_iso(m['year'], last)}", "quarter")


def _months(m: re.Match[str], _: Document) -> Read:
    count = int(m["months"] or 6)
    if not 1 < count < 12:
        return None
    first, last = (13 - count, 12) if m["side"] == "cuối" else (1, count)
    if not m["year"]:
        return _data(f"--{first:02d}/--{last:02d}", "months", "partial", "relative")
    return _data(f"{_iso(m['year'], first)}/{_iso(m['year'], last)}", "months")


def _span(m: re.Match[str], _: Document) -> Read:
    first, last = int(m["first"]), int(m["last"])
    if last < 100:
        last += first // 100 * 100
    if first > last or last - first > 100:
        return _data(str(first), "years", "invalid")
    return _data(f"{first}/{last}", "years")


def _years(m: re.Match[str], _: Document) -> Read:
    years = re.findall(r"[0-9]{4}", m["span"])
    return _data(f"{min(years)}/{max(years)}" if len(years) > 1 else years[0], "year")


def _batch(m: re.Match[str], _: Document) -> Read:
    return _data(m["year"], "batch")


def _relative(m: re.Match[str], _: Document) -> Read:
    return _data("", "relative", "relative")


RULES = load(
    "periods.toml",
    {
        "day": _day,
        "day_in_words": _day_in_words,
        "day_in_month_name": _day_in_month_name,
        "day_of_month": _day_of_month,
        "month": _month,
        "quarter": _quarter,
        "months": _months,
        "span": _span,
        "years": _years,
        "batch": _batch,
        "relative": _relative,
    },
    "period",
)


def find(document: Document) -> list[Claim]:
    """Every period claim of the document (overlaps are settled by the caller)."""
    return [claim for rule in RULES for claim in rule.claims(document)]


def years_of(period: str | None) -> tuple[int, int] | None:
    """First and last year of an ISO period; None when it names none (``--05-19``)."""
    years = re.findall(r"(?<![0-9-])[0-9]{4}", period or "")
    return (int(years[0]), int(years[-1])) if years else None


def resolve(period: str, year: int | None) -> str:
    """Fill the open year of a partial period (``--05-19``) from the article's own year."""
    if not period.startswith("--") or year is None:
        return period
    return "/".join(part.replace("--", f"{year}-", 1) for part in period.split("/"))


def report_period(document: Document, claims: list[Claim], citations: list[Claim]) -> str | None:
    """What an article reports on, as a year or a span of years; None when nothing says.

    Years vote: title and lead count more, comparisons and plans not at all, old years little. A
    report on a term ("nhiệm kỳ qua") takes the term. Where no year stands by itself, the year
    after a "cùng kỳ năm …", the masthead's month, the publication date, a congress's first year or
    the newest local document tell.
    """
    view = document.view
    published = int(document.published[:4]) if document.published else None
    body = document.body[0].start if document.body else 0
    votes: dict[int, float] = {}
    spans: list[tuple[str, bool]] = []
    fallback: dict[int, int] = {}
    for claim in claims:
        years = years_of(claim.data.get("period"))
        if not years or "invalid" in claim.data["flags"] or (published and years[0] > published):
            continue
        before = view[max(0, claim.start - 34) : claim.start]
        if not document.in_body(claim.start):
            if claim.data["grain"] == "month" and claim.start < body + 400:
                fallback.setdefault(2, years[1])
            continue
        whole = view[max(0, claim.start - 12) : claim.end]
        if years[0] != years[1]:
            if CUES.congress.search(view[max(0, claim.start - 70) : claim.end]):
                fallback.setdefault(4, years[0])
            spans.append((f"{years[0]}/{years[1]}", "nhiệm kỳ" in whole))
            if (
                claim.rule == "period.from_to"
            ):  # "từ năm 2015 đến hết năm 2019, đã …": told when it was over
                votes[years[1]] = votes.get(years[1], 0) + 1.0
            continue
        if "cùng kỳ" in before:
            fallback.setdefault(1, years[1] + 1)
        if re.search(r"(?<!\w)sang\s{1,2}năm\s{1,2}\Z", before):
            fallback.setdefault(1, years[1] - 1)
        if years[1] < 1990:  # history
            continue
        dated = claim.data["grain"] == "day"
        if (
            re.search(r"trước\s{1,2}(?:ngày\s{1,2})?\Z", before)
            or (CUES.compared.search(before) and not dated)
            or re.match(r"\s{1,2}là\s{1,2}[0-9]", view[claim.end : claim.end + 5])
        ):
            continue
        as_of = CUES.as_of.search(before)
        by_month = claim.data["grain"] in (
            "month",
            "day",
            "days",
        )  # "đến cuối tháng 11/2018, tỉnh có …"
        planned = CUES.planned.search(before) and not (as_of and "đến" in as_of[0])
        planned = planned and not (published and years[1] < published)  # that is over
        if CUES.ahead.match(view[claim.end : claim.end + 100]) or (planned and not by_month):
            continue
        weight = (2.0 if as_of else 1.0) * (2.0 if claim.start < body + 600 else 1.0)
        votes[years[1]] = votes.get(years[1], 0) + weight * (0.6 if dated else 1.0)
    title = view.find("\n", body + 20)
    staged = next(
        (
            c
            for c in claims
            if c.data["grain"] == "years"
            and "giai đoạn" in view[c.start - 12 : c.end]
            and (body <= c.start < title or CUES.scheme.search(view, title, c.start) is not None)
            and c.start < title + 600
        ),
        None,
    )
    if staged and (not published or int(staged.data["period"][:4]) <= published):
        return staged.data["period"]
    term = next(
        (
            name
            for name, is_term in spans
            if is_term and (not published or int(name[5:]) <= published + 1)
        ),
        None,
    )
    if term and CUES.term_report.search(view) and not any(y > int(term[5:]) for y in votes):
        return term
    if published:  # what appears in January or February mostly sums up the year before
        year = published - (str(document.published)[5:7] in ("01", "02"))
        votes[year] = votes.get(year, 0) + 1.0
    if (
        len(votes) > 1
        and max(votes) % 5 == 0
        and max(votes) >= sorted(votes)[-2] + 3
        and not published
    ):  # a far aim ("vào năm 2030")
        del votes[max(votes)]
    if votes:
        most = max(votes.values())
        return str(max(year for year, count in votes.items() if count >= 0.4 * most))
    for citation in citations:
        date, symbol = citation.data.get("date") or "", str(citation.data.get("key") or "")
        if (
            document.in_body(citation.start)
            and date[:4].isdigit()
            and re.search(r"TU$|UBND|HĐND", symbol)
            and "BTCTU" not in symbol
        ):
            fallback[3] = max(fallback.get(3, 0), int(date[:4]))
    if fallback:
        return str(fallback[min(fallback)])
    return spans[0][0] if spans else None
