"""Periods: the dates, months, quarters, years and terms an article names, as ISO strings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import unit_pattern
from ..rules import Claim, Rule
from ..text import Document

RANK = 80
_YEAR = r"(?:19[3-9][0-9]|20[0-4][0-9])"
_SEP = r"\s?[/.-]\s?"
_END = r"(?![0-9]|[.,][0-9])"
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_NO_UNIT = rf"(?!\s{{0,2}}(?:{unit_pattern()}|lượt|đồng|triệu|tỷ|nghìn|%)(?![^\W\d_]))"
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
# Anniversaries so well known that they stand without "ngày".
_FEASTS = r"(?:0?3[/.-]0?2|0?8[/.-]0?3|26[/.-]0?3|30[/.-]0?4|0?1[/.-]0?5|19[/.-]0?5|27[/.-]0?7|19[/.-]0?8|0?2[/.-]0?9|20[/.-]10|0?7[/.-]11|20[/.-]11|22[/.-]12)"

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
    count = int(m["months"])
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


RULES: tuple[Rule, ...] = (
    Rule(
        "period.day",
        "period",
        RANK,
        re.compile(
            rf"(?<![0-9.,/])(?:ngày\s{{1,2}})?(?:(?P<first>{_DAY})\s?-\s?)?(?P<day>[0-9]{{1,2}}){_SEP}(?P<month>[0-9]{{1,2}}){_SEP}(?P<year>1[0-9]{{3}}|20[0-4][0-9]){_END}"
        ),
        "a whole date in digits, also with the first of two days",
        {
            "Sáng ⟦ngày 2-2-2023⟧ họp": {"period": "2023-02-02"},
            "⟦22/07/2019⟧ (GMT+7)": {"period": "2019-07-22"},
            "(⟦19/5/1890⟧ -": {"period": "1890-05-19"},
            "trong 2 ngày (⟦27-28/7/2020⟧)": {"period": "2020-07-27/2020-07-28"},
            "⟦20.11.2014⟧ của": {"period": "2014-11-20"},
            "⟦31/2/2019⟧ ghi nhầm": {"flags": ["invalid"]},
        },
        ["1.642/1.550 đảng viên", "21/NQ-HĐND", "12.480/11.300 tỷ đồng", "74/156 xã"],
        _day,
    ),
    Rule(
        "period.day_in_words",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)(?:ngày\s{{1,2}})?(?P<day>{_DAY})\s{{1,2}}tháng\s{{1,2}}(?P<month>{_MONTH})(?:,?\s{{1,2}}năm\s{{1,2}}(?P<year>{_YEAR}))?(?![0-9])"
        ),
        "a date told in words, with or without its year",
        {
            "⟦ngày 7 tháng 8 năm 2025⟧ của": {"period": "2025-08-07"},
            "Chiều ⟦16 tháng 7⟧, Ủy ban": {"flags": ["partial"]},
        },
        ["trong 6 tháng đầu năm", "12 tháng qua"],
        _day_in_words,
    ),
    Rule(
        "period.day_of_month",
        "period",
        RANK,
        re.compile(
            rf"(?:(?<!\w)(?:ngày|sáng|trưa|chiều|tối|đêm|hôm|dịp|lễ|đợt|tết|vào|mồng|từ ngày|đến ngày|từ|đến|tới|trước|sau|hết|đến hết|quốc khánh|kỷ niệm|sinh nhật)(?:\s{{1,2}}ngày)?\s{{1,2}}\(?|\(\s?)(?P<span>{_DAY}[/.-]{_MONTH}){_END}(?!\s?[/-]\s?[0-9a-zđ]){_NO_UNIT}"
        ),
        "day and month after a word for a day; the year stays open",
        {
            "Sáng ⟦1/12⟧, Hội nghị": {"period": "--12-01"},
            "Ngày ⟦17-2⟧, Chi bộ": {"period": "--02-17"},
            "đợt ⟦19/5⟧ có 1 đảng viên": {},
            "hướng tới Quốc khánh ⟦2-9⟧": {},
        },
        ["ngày 10/11 huyện báo cáo", "đợt 3/2021", "hợp nhất tại 3/11 đơn vị", "sáng 10/11 xã nộp"],
        _day_of_month,
    ),
    Rule(
        "period.feast",
        "period",
        RANK - 29,
        re.compile(
            rf"(?<![0-9.,/-])(?P<span>{_FEASTS}){_END}(?!\s?[/-]\s?[0-9a-zđ])(?!%){_NO_UNIT}"
        ),
        "a national day in digits, known without the word for day",
        {
            "chào mừng ⟦30-4⟧ và": {"period": "--04-30"},
            "Huy hiệu Đảng ⟦7.11⟧.": {"period": "--11-07"},
        },
        ["3/2 xã đạt", "đạt 19/5%", "2/9 đơn vị chưa làm", "1/5/2020-NQ"],
        _day_of_month,
    ),
    Rule(
        "period.month",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)(?<!mỗi )(?<!hằng )(?<!hàng )tháng\s{{1,2}}(?P<month>{_MONTH})(?:(?:{_SEP}|,?\s{{1,2}}(?:năm\s{{1,2}})?)(?P<year>{_YEAR}))?{_END}(?!\s?[/-]\s?[0-9]){_NO_UNIT}"
        ),
        "a month, with or without its year",
        {
            "từ ⟦tháng 6/2019⟧ đến": {"period": "2019-06"},
            "⟦Tháng 7-2018⟧": {"period": "2018-07"},
            "trong ⟦tháng 12 năm 2020⟧": {"period": "2020-12"},
            "hết ⟦tháng 9⟧, toàn tỉnh": {"flags": ["partial"]},
        },
        ["mỗi tháng 12 triệu", "tháng 13 vừa rồi"],
        _month,
    ),
    Rule(
        "period.month_of_year",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)(?:từ|đến|tới|hết|trước|sau|cuối|đầu|t)\s{{0,2}}(?P<span>(?P<month>{_MONTH})\s?[/-]\s?(?P<year>{_YEAR})){_END}"
        ),
        "month and year after a word of time, without the word for month",
        {
            "tính đến ⟦6/2019⟧, toàn": {"period": "2019-06"},
            "từ ⟦9/2018⟧ đến nay": {"period": "2018-09"},
        },
        ["đợt 3/2021", "67/2022/TT-BTC", "đến 15/2020"],
        _month,
    ),
    Rule(
        "period.quarter",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)quý\s{{1,2}}(?P<quarter>iv|i{{1,3}}|[1-4])(?![\w])(?:(?:{_SEP}|,?\s{{1,2}}(?:năm\s{{1,2}})?)(?P<year>{_YEAR}){_END})?(?!\.[0-9]){_NO_UNIT}"
        ),
        "a quarter in roman or arabic figures",
        {
            "như ⟦quý II.2018⟧, toàn huyện": {"period": "2018-04/2018-06"},
            "⟦quý 3/2020⟧": {"period": "2020-07/2020-09"},
            "⟦Quý I năm 2021⟧": {},
            "hết ⟦quý IV⟧ phải": {"flags": ["partial"]},
        },
        ["Phú Quý 2 đảng viên", "quý 5/2020", "quý vị"],
        _quarter,
    ),
    Rule(
        "period.months",
        "period",
        RANK + 1,
        re.compile(
            rf"(?<![\w.,/-])(?P<months>0?[2-9]|1[01])\s{{1,2}}tháng(?:\s{{1,2}}(?P<side>đầu|cuối))?(?:\s{{1,2}}(?:của\s{{1,2}})?năm(?:\s{{1,2}}(?P<year>{_YEAR}){_END})?|(?<=đầu)|(?<=cuối))"
        ),
        "the first or last months of a year",
        {
            "trong ⟦6 tháng đầu năm 2022⟧;": {"period": "2022-01/2022-06"},
            "nhiệm vụ ⟦6 tháng cuối năm 2019⟧ là": {"period": "2019-07/2019-12"},
            "kết quả ⟦9 tháng năm 2020⟧": {"period": "2020-01/2020-09"},
            "sơ kết ⟦6 tháng đầu năm⟧, bàn": {"flags": ["partial", "relative"]},
        },
        ["trong 6 tháng qua", "12 tháng đầu năm", "tháng 6 năm 2019", "đi 3 tháng"],
        _months,
    ),
    Rule(
        "period.years",
        "period",
        RANK,
        re.compile(
            rf"(?<![0-9.,/-])(?P<span>(?:giai đoạn|nhiệm kỳ|thời kỳ|năm học|niên khóa|khóa|các năm)?\s{{0,2}}(?P<first>{_YEAR})\s{{0,2}}(?:-|đến|tới|/)\s{{0,2}}(?:năm\s{{1,2}})?(?P<last>{_YEAR}|[0-9]{{2}}(?=\W))){_END}(?!/|-[a-zđ])"
        ),
        "a span of years, a term, a school year",
        {
            "⟦nhiệm kỳ 2015 - 2020⟧ theo": {"period": "2015/2020"},
            "cho ⟦nhiệm kỳ 2021 -2026⟧.": {"period": "2021/2026"},
            "bình quân ⟦giai đoạn 1997-2021⟧ đạt": {"period": "1997/2021"},
            "⟦2016 đến năm 2020⟧": {"period": "2016/2020"},
        },
        ["108/2014/NĐ-CP", "ngày 12-5-2016", "2.016-2.020 người"],
        _span,
    ),
    Rule(
        "period.from_to",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)từ\s{{1,2}}(?:đầu\s{{1,2}}|cuối\s{{1,2}}|tháng\s{{1,2}}[0-9]{{1,2}}\s?[/-]\s?)?(?:năm\s{{1,2}})?(?P<first>{_YEAR})\s{{1,2}}(?:cho\s{{1,2}})?(?:đến|tới)\s{{1,2}}(?:hết\s{{1,2}}|cuối\s{{1,2}}|đầu\s{{1,2}}|giữa\s{{1,2}})?(?:tháng\s{{1,2}}[0-9]{{1,2}}(?:\s?[/-]\s?|\s{{1,2}}))?(?:năm\s{{1,2}})?(?P<last>{_YEAR}){_END}"
        ),
        "a span told as from one year to another",
        {
            "⟦từ năm 2015 đến hết năm 2021⟧, tỉnh": {"period": "2015/2021"},
            "⟦từ năm 2017 đến 2019⟧ giảm": {"period": "2017/2019"},
            "⟦từ năm 2015 đến tháng 3/2019⟧,": {"period": "2015/2019"},
        },
        ["từ năm 2015 đến nay", "từ năm 2015, huyện"],
        _span,
    ),
    Rule(
        "period.year",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)năm\s{{1,2}}(?P<span>{_YEAR}(?:(?:,\s{{1,2}}|\s{{1,2}}và\s{{1,2}}(?:năm\s{{1,2}})?){_YEAR}){{0,8}}){_END}(?![/][0-9]|\s?[/-][a-zđ])"
        ),
        "a year after the word for year, also several in a list",
        {
            "đến hết năm ⟦2021⟧ phải": {"period": "2021"},
            "trong các năm ⟦2016, 2017 và 2018⟧,": {"period": "2016/2018"},
            "cùng kỳ năm ⟦2020⟧ là": {},
        },
        ["mỗi năm 2.020 đảng viên", "năm 20 tuổi", "40 năm tuổi Đảng", "nhiệm kỳ 5 năm"],
        _years,
    ),
    Rule(
        "period.bare_year",
        "period",
        RANK - 25,
        re.compile(
            rf"(?<![0-9a-zđ.,/-])(?P<span>{_YEAR}){_END}(?![/][0-9a-z]|\s?-\s?[a-zđ0-9]){_NO_UNIT}"
        ),
        "four digits that look like a year and count nothing",
        {
            "đầu ⟦2019⟧, tỉnh": {"period": "2019"},
            "(⟦2020⟧)": {"period": "2020"},
            "Đại hội Đảng bộ tỉnh ⟦2020⟧": {},
        },
        ["có 2020 đảng viên", "2.019 hộ", "1950%", "21/2019/NĐ-CP"],
        _years,
    ),
    Rule(
        "period.batch",
        "period",
        RANK,
        re.compile(
            rf"(?<!\w)đợt\s{{1,2}}(?P<span>(?:[0-9]{{1,2}}|i{{1,3}}|iv|v)(?:{_SEP}|,?\s{{1,2}}(?:năm\s{{1,2}}))(?P<year>{_YEAR})){_END}(?![/-])"
        ),
        "a batch and its year",
        {
            "tinh giản biên chế đợt ⟦2.2020⟧.": {"period": "2020"},
            "đợt ⟦3/2021⟧": {"period": "2021"},
            "sang Đợt ⟦II năm 2022⟧, việc": {},
        },
        ["đợt 19/5", "đợt 2 có 30 người"],
        _batch,
    ),
    Rule(
        "period.relative",
        "period",
        RANK - 60,
        re.compile(
            r"(?<!\w)(?:từ\s{1,2}đầu\s{1,2}nhiệm\s{1,2}kỳ(?:\s{1,2}đến\s{1,2}nay)?|(?:tính\s{1,2})?đến\s{1,2}(?:nay|thời\s{1,2}điểm\s{1,2}này)|(?<!xuất )(?<!thể )hiện\s{1,2}nay|(?<!xuất )(?<!thể )hiện\s{1,2}tại|cùng\s{1,2}kỳ(?:\s{1,2}năm\s{1,2}(?:trước|ngoái))?|năm\s{1,2}(?:nay|trước|ngoái|qua|tới)|nhiệm\s{1,2}kỳ\s{1,2}(?:này|qua|trước|vừa\s{1,2}qua|tới))(?!\w)"
        ),
        "a period told against the article's own time, without digits",
        ["⟦đến nay⟧, toàn huyện", "so với ⟦cùng kỳ năm trước⟧", "⟦từ đầu nhiệm kỳ đến nay⟧, tỉnh"],
        ["xuất hiện nay mai", "đến này", "thể hiện năng lực"],
        _relative,
    ),
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


# What the words before a year make of it: a comparison, a plan, or the state at its end.
_COMPARED = re.compile(
    r"(?:so\s{1,2}với(?:\s{1,2}\S{1,8}){0,4}|cùng\s{1,2}kỳ|nếu\s{1,2}như|trước|hơn|từ|kể\s{1,2}từ|sinh|thời\s{1,2}điểm|tái\s{1,2}lập|thành\s{1,2}lập|giao|rà\s{1,2}soát|\()"
    r"(?:\s{1,2}(?:đầu|cuối|tỉnh|tháng|ngày))?(?:\s{1,2}năm)?\s{0,2}\(?\Z"
)
_PLANNED = re.compile(
    r"(?:(?<!tính\s)(?:đến|tới)(?:\s{1,2}(?:hết|cuối|đầu|tháng))?|mục\s{1,2}tiêu|phấn\s{1,2}đấu|chỉ\s{1,2}tiêu|lộ\s{1,2}trình|nhiệm\s{1,2}vụ|phương\s{1,2}hướng|kế\s{1,2}hoạch|bước\s{1,2}(?:sang|vào)|bàn\s{1,2}việc|dự\s{1,2}kiến|mốc|chậm\s{1,2}nhất|hạn"
    r"|(?:hoàn\s{1,2}thành|xong|trước|từ|thực\s{1,2}hiện|làm|bố\s{1,2}trí|chuyển\s{1,2}sang|giải\s{1,2}quyết)\s{1,2}(?:trong|hết|tháng\s{1,2}[0-9]{1,2}))(?::?\s{1,2}[^\W\d_]{1,8}){0,5}?(?:\s{1,2}năm)?\s{0,2}\Z"
)
_AHEAD = re.compile(
    r"(?:\s{1,2}[^\W\d_]{1,8}){0,2}\s{1,2}(?:phải|sẽ|phấn\s{1,2}đấu|yêu\s{1,2}cầu)\s|,?[^.;\n]{0,25}(?:mục\s{1,2}tiêu|phấn\s{1,2}đấu)"
)
_AS_OF = re.compile(
    r"(?:(?:kết\s{1,2}quả|số\s{1,2}liệu)[^.;\n]{0,16}\s(?:tính\s{1,2})?đến(?:\s{1,2}(?:hết|cuối|ngày))?|tính\s{1,2}đến(?:\s{1,2}(?:hết|cuối|ngày))?|(?:kết\s{1,2}thúc|hết|cuối)|(?:trong|riêng))(?:\s{1,2}năm)?\s{0,2}\Z"
)
_TERM_REPORT = re.compile(
    r"nhiệm\s{1,2}kỳ\s{1,2}(?:vừa\s{1,2})?qua|(?:trong|gần|sau|những)\s{1,2}5\s{1,2}năm(?:\s{1,2}qua)?|nhìn\s{1,2}lại\s{1,2}nhiệm\s{1,2}kỳ|một\s{1,2}nhiệm\s{1,2}kỳ|(?:trong|cả)\s{1,2}nhiệm\s{1,2}kỳ"
)


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
            congress = re.search(
                r"đại\s{1,2}hội[^.;\n]{0,60}\Z", view[max(0, claim.start - 70) : claim.end]
            )
            if congress:
                fallback.setdefault(4, years[0])
            spans.append((f"{years[0]}/{years[1]}", "nhiệm kỳ" in whole))
            continue
        if "cùng kỳ" in before:
            fallback.setdefault(1, years[1] + 1)
        if years[1] < 1990:  # history
            continue
        dated = claim.data["grain"] == "day"
        if (
            re.search(r"trước\s{1,2}(?:ngày\s{1,2})?\Z", before)
            or (_COMPARED.search(before) and not dated)
            or re.match(r"\s{1,2}là\s{1,2}[0-9]", view[claim.end : claim.end + 5])
        ):
            continue
        as_of = _AS_OF.search(before)
        if _AHEAD.match(view[claim.end : claim.end + 40]) or (
            _PLANNED.search(before) and not (as_of and "đến" in as_of[0])
        ):
            continue
        weight = (2.0 if as_of else 1.0) * (2.0 if claim.start < body + 600 else 1.0)
        votes[years[1]] = votes.get(years[1], 0) + weight * (0.6 if dated else 1.0)
    title = view.find("\n", body + 20)
    staged = next(
        (
            c
            for c in claims
            if c.data["grain"] == "years"
            and body <= c.start < title
            and "giai đoạn" in view[c.start - 12 : c.end]
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
    if term and _TERM_REPORT.search(view) and not any(y > int(term[5:]) for y in votes):
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
