"""Dates of publication lines: ``THỨ NĂM, 19/12/2019 12:12:52``, ``6:22' 6/1/2018`` and the like."""

from __future__ import annotations

import re
from datetime import date

MONTHS = {
    **{str(m): m for m in range(1, 13)},
    **{f"0{m}": m for m in range(1, 10)},
    **dict(
        zip(
            (
                "một",
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
                "giêng",
                "bốn",
                "bẩy",
                "chạp",
            ),
            (*range(1, 13), 1, 4, 7, 12),
            strict=True,
        )
    ),
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
ENGLISH = "january february march april may june july august september october november december"
MONTHS |= {name: at for at, name in enumerate(ENGLISH.split(), 1)}
_ENGLISH = "|".join(ENGLISH.split())
_DAY, _YEAR = r"(?<!\d)\d{1,2}", r"(?:19|20)\d\d(?!\d)"
DATE = (
    rf"(?:{_DAY} ?[/.-] ?\d{{1,2}} ?[/.-] ?{_YEAR}|(?<!\d){_YEAR}[/-]\d{{1,2}}[/-]\d{{1,2}}(?!\d)"
    rf"|{_DAY} tháng (?:{_MONTH}),? (?:năm )?{_YEAR}|(?:tháng )?(?:{_MONTH}|{_ENGLISH}) \d{{1,2}}, {_YEAR}|{_DAY} (?:{_ENGLISH}),? {_YEAR})"
)
_DATE = re.compile(DATE)
_TIME = re.compile(
    r"(?:\blúc\b[ :]*|\bhồi\b[ :]*)?(?<![\d/.])\d{1,2}(?:[:h]|g| giờ )\s?\d{2}(?:[:']\d{2}|'| phút)?(?![\d/])\s*(?:\b(?:am|pm|sa|ch)\b)?"
)
_APART = re.compile(
    rf"(?:[|•·]|\s-)\s*(?:{DATE}|{_TIME.pattern}|thứ |chủ nhật)|{DATE}[^|•·]{{0,25}}(?:[|•·]|\s-\s)"
)
_LAST = re.compile(
    rf"\s(?:{DATE}[\s,-]{{1,4}}{_TIME.pattern}|{_TIME.pattern}[\s,-]{{1,4}}{DATE})\s*\Z"
)
_WEEKDAY = re.compile(r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật)\b")
_AROUND = re.compile(
    r"\b(?:thứ (?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ nhật|cn|t[2-7])\b|\(?(?:gmt|utc)\s?[+-]?\s?\d*(?::\d\d)?\)?"
    r"|\b(?:ngày đăng|đăng ngày|đăng lúc|đăng tải|ngày xuất bản|xuất bản|cập nhật lúc|cập nhật ngày|cập nhật|ngày cập nhật|cập nhật lần cuối"
    r"|ngày tạo|ngày đăng tin|đăng bởi|thời gian đăng|ngày viết|được đăng|đã đăng|ngày gửi|posted on|published|updated|lần cuối|mới nhất|date|by [\w ]{1,30}|bởi [\w ]{1,30}|ngày|lúc|lần|vào|hồi|theo|giờ)\b"
)
_TOLD = re.compile(
    r"\b(?:ngày đăng|đăng ngày|đăng lúc|ngày xuất bản|xuất bản|cập nhật|thời gian đăng|ngày gửi|được đăng|đã đăng|posted on|published|updated|ngày tạo)\b"
)
_VIEWS = re.compile(
    r"\b(?:số )?(?:lượt (?:xem|đọc|truy cập)|(?:đã )?xem|views?|bình luận)\b\D{0,4}[\d.,]+|[\d.,]+ (?:lượt (?:xem|đọc)|views?|bình luận|phản hồi)"
)
_TOOLS = re.compile(
    r"\b(?:in trang|in bài|bản in|xem cỡ chữ|cỡ chữ|gửi email|email|chia sẻ|a\+?)(?!\w)"
)


def find_date(low: str) -> str | None:
    """The ISO date first printed in ``low`` (view), or None when there is none or it is no day."""
    found = _DATE.search(low)
    return _iso(found[0], low) if found else None


def _iso(text: str, line: str) -> str | None:
    named = re.fullmatch(rf"(\d+) (?:tháng )?({_MONTH}|{_ENGLISH}),? (?:năm )?(\d+)", text)
    swapped = re.fullmatch(rf"(?:tháng )?({_MONTH}|{_ENGLISH}) (\d+), (\d+)", text)
    if named:
        day, month, year = int(named[1]), MONTHS[named[2]], int(named[3])
    elif swapped:
        day, month, year = int(swapped[2]), MONTHS[swapped[1]], int(swapped[3])
    else:
        a, b, c = (int(n) for n in re.findall(r"\d+", text))
        day, month, year = (c, b, a) if a > 99 else (a, b, c)
        if re.search(r"\d ?(?:am|pm)\b", line) and month != a:  # printed the American way
            day, month = (month, day) if day <= 12 else (day, month)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def is_date_line(low: str) -> bool:
    """True when a line (view) holds nothing but one date and what goes with it.

    What goes with it: weekday, time of day, time zone, "ngày đăng", view counts, tools, and a short
    name set apart by a bar or dash ("Báo Bình Minh - 12/5/2020 08:15").
    """
    if not 8 <= len(low) <= 160 or len(_DATE.findall(low)) != 1:
        return False
    rest, strong = low, 0
    for pattern, points in ((_DATE, 0), (_TIME, 1), (_AROUND, 1), (_VIEWS, 1), (_TOOLS, 0)):
        rest, found = pattern.subn(" ¦ ", rest)
        strong += points * bool(found)
    parts = [
        p
        for p in (
            re.sub(r"[\s|,.:;()\[\]'\"/*•·+-]+", " ", p).strip() for p in re.split(r"[¦|•·]", rest)
        )
        if p
    ]
    if not parts:
        return True
    if strong and all(re.fullmatch(r"[\d., ]+", p) for p in parts):
        return True  # counters without a word: "19:23 23.686 0"
    apart = _APART.search(low) or (strong and _LAST.search(low))
    return (
        bool(apart)
        and len(parts) == 1
        and len(parts[0].split()) <= 6
        and not re.search(r"\d", parts[0])
    )


def has_weekday(low: str) -> bool:
    """True when the line names a day of the week."""
    return bool(_WEEKDAY.search(low))


def has_time(low: str) -> bool:
    """True when the line tells hours and minutes."""
    return bool(_TIME.search(low))


def told_as_publication(low: str) -> bool:
    """True when the line says that it is the day of publication ("Ngày đăng: …")."""
    return bool(_TOLD.search(low))
