"""Periods: the dates, months, quarters, years and terms an article names, as ISO strings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..knowledge import iso_day, months
from ..rules import Claim, cues, load
from ..text import Document

CUES = cues("periods")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

Read = Mapping[str, Any] | None
Told = tuple[Claim, int, int]  # a period, its first and its last year


def _period(grain: str, year: str | None, *ends: tuple[int, ...], flags: Iterable[str] = ()):
    """A period of ``year`` from the first of ``ends`` (month, day) to the last; ``--05`` without year."""
    told = ["-".join([year or "-", *(f"{number:02d}" for number in end)]) for end in ends]
    flags = [*([] if year else ["partial"]), *flags]
    return {"period": "/".join(told), "grain": grain, "flags": flags}


def _day(m: re.Match[str], _: Document) -> Read:
    told = m.groupdict()
    year, day = told.get("year"), int(m["day"])
    month = months().get(" ".join(m["month"].split())) or int(m["month"])
    if not iso_day(year or 2000, month, day):
        return _period("day", year, () if year else (month, day), flags=["invalid"])
    first = int(told.get("first") or day)
    if first < day:
        return _period("days", year, (month, first), (month, day))
    return _period("day", year, (month, day))


def _feast(m: re.Match[str], document: Document) -> Read:
    """None for a part of units that others of them stand beside: "ở 8/9 huyện, …; phòng nội vụ 2/9"."""
    around = document.view[max(0, m.start() - 200) : m.start()]
    beside = re.findall(rf"(?<![0-9.,/])([0-9]{{1,2}})/{m['month']}(?![0-9/])", around)
    if "/" in m[0] and any(m["day"] != n and int(n) <= int(m["month"]) for n in beside):
        return None
    return _day(m, document)


def _month(m: re.Match[str], _: Document) -> Read:
    return _period("month", m["year"], (int(m["month"]),))


def _quarter(m: re.Match[str], _: Document) -> Read:
    last = 3 * (_ROMAN.get(m["quarter"]) or int(m["quarter"]))
    return _period("quarter", m["year"], (last - 2,), (last,))


def _months(m: re.Match[str], _: Document) -> Read:
    count = int(m["months"] or 6)
    first, last = (13 - count, 12) if m["side"] == "cuối" else (1, count)
    flags = [] if m["year"] else ["relative"]
    return _period("months", m["year"], (first,), (last,), flags=flags)


def _span(m: re.Match[str], _: Document) -> Read:
    first, last = m["first"], m["last"]
    last = first[: 4 - len(last)] + last
    if not 0 <= int(last) - int(first) <= 100:
        return _period("years", first, (), flags=["invalid"])
    return _period("years", f"{first}/{last}", ())


def _years(m: re.Match[str], _: Document) -> Read:
    years = re.findall(r"[0-9]{4}", m["span"])
    return _period("year", "/".join(sorted({min(years), max(years)})), ())


def _batch(m: re.Match[str], _: Document) -> Read:
    return _period("batch", m["year"], ())


def _relative(m: re.Match[str], _: Document) -> Read:
    return {"period": "", "grain": "relative", "flags": ["relative"]}


_READERS = {
    "day": _day,
    "feast": _feast,
    "month": _month,
    "quarter": _quarter,
    "months": _months,
    "span": _span,
}
_READERS |= {"years": _years, "batch": _batch, "relative": _relative}
RULES = load("periods.toml", _READERS, "period")


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

    A scheme's stage and the term that a report looks back on go before years. Of years, those told
    most count, and of these the newest; title and lead count more, comparisons and plans not at all.
    """
    published = int(document.published[:4]) if document.published else None
    # what appears in January or February mostly sums up the year before
    day = document.published or _opening_day(document, claims) or ""
    back = int(day[:4]) if day[5:7] in ("01", "02") else None
    told: list[Told] = []
    for claim in claims:
        years = years_of(claim.data["period"])
        if years and "invalid" not in claim.data["flags"] and years[0] <= (published or 9999):
            told.append((claim, *years))
    inside = [one for one in told if document.in_body(one[0].start)]
    spans = [one for one in inside if one[1] < one[2]]
    votes: Counter[int] = Counter()
    for claim, first, last in inside:
        votes[last] += _weight(document, claim, first < last, published, back)
    votes = +votes
    done = [one for one in spans if one[2] <= (published or 9999) + 1]
    long = _stage(document, spans, published) or _term(document, done, max(votes, default=0))
    if long:
        return long
    if published:
        votes[published - (back is not None)] += 1.0
    elif len(votes) > 1:
        nearer, newest = sorted(votes)[-2:]
        if newest % 5 == 0 and newest >= nearer + 3:
            del votes[newest]  # a far aim ("vào năm 2030")
    if votes:
        return str(max(y for y, count in votes.items() if count >= 0.4 * max(votes.values())))
    return next(_hints(document, told, citations), None)


def _opening_day(document: Document, claims: list[Claim]) -> str | None:
    """The day with which the text under the headline opens ("Chiều 10/1/2018, …")."""
    for line in document.body[:1]:
        low = document.view.find("\n", line.start + 20, line.end)
        for claim in claims:
            before = document.view[low : claim.start] if low < claim.start else ""
            if claim.data["grain"] == "day" and CUES.opens.fullmatch(before):
                return (
                    None
                    if {"partial", "invalid"} & {*claim.data["flags"]}
                    else claim.data["period"]
                )
    return None


def _weight(
    document: Document, claim: Claim, long: bool, published: int | None, back: int | None
) -> float:
    """How much a period in the body says that the article reports on its (last) year.

    ``back`` is the year of an article of January or February, which reports on the one before.
    """
    if long:  # "từ năm 2015 đến hết năm 2019, đã …": told when it was over
        return 1.0 if claim.rule == "period.from_to" else 0.0
    view, grain, year = document.view, claim.data["grain"], int(claim.data["period"][:4])
    before = view[max(0, claim.start - 34) : claim.start]
    as_of = CUES.as_of.search(before)
    over = (published and year < published) or (as_of and "đến" in as_of[0])
    until = grain in ("month", "day", "days")  # "đến cuối tháng 11/2018, tỉnh có …"
    if year == back and not (as_of and "đến" in as_of[0]):
        return 0.0  # the day of the meeting, or what is set for the new year
    if (
        year < 1990
        or (CUES.compared.search(before) and grain != "day" and year != published)
        or (CUES.planned.search(before) and not (over or until))
        or CUES.ahead.match(view, claim.end, claim.end + 100)
    ):
        return 0.0
    weight = 2.0 if as_of else 1.0
    weight *= 2.0 if claim.start < document.body[0].start + 600 else 1.0
    return weight * (0.6 if grain == "day" else 1.0)


def _stage(document: Document, spans: Iterable[Told], published: int | None) -> str | None:
    """The stage of years in the title, or told of a scheme in the lead; not one only planned."""
    view = document.view
    title = view.find("\n", document.body[0].start + 20) if document.body else 0
    for claim, first, last in spans:
        lead = claim.start < title or CUES.scheme.search(view, title, claim.start)
        lead = lead or CUES.summed_up.match(view, claim.end, title + 600)
        planned = published and last > published + 2
        if lead and not planned and "giai đoạn" in view[claim.start : claim.end]:
            return f"{first}/{last}"
    return None


def _term(document: Document, spans: Iterable[Told], newest: int) -> str | None:
    """The term that a report looks back on; ``newest`` is the last year told."""
    terms = [one for one in spans if "nhiệm kỳ" in document.view[one[0].start : one[0].end]]
    if not terms or newest > terms[0][2] or not CUES.term_report.search(document.view):
        return None
    return "{1}/{2}".format(*terms[0])


def _hints(document: Document, told: list[Told], citations: list[Claim]) -> Iterator[str]:
    """What tells the period where no year stands by itself, the surest first."""
    view = document.view
    inside = [one for one in told if document.in_body(one[0].start)]
    for claim, _, last in inside:
        if "cùng kỳ" in view[max(0, claim.start - 34) : claim.start]:
            yield str(last + 1)
    for claim, _, last in told:
        if claim.data["grain"] == "month" and not document.in_body(claim.start):
            yield str(last)
    local = (c for c in citations if CUES.local.search(c.data["key"]) and c.data["date"])
    yield from sorted((c.data["date"][:4] for c in local), reverse=True)
    for claim, first, last in inside:
        if first < last:
            begun = CUES.congress.search(view, max(0, claim.start - 70), claim.end)
            yield str(first) if begun else f"{first}/{last}"
