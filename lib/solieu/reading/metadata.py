"""Title, publication date, author and publisher, as far as the document itself tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import lower
from .dates import find_date, has_time, has_weekday, told_as_publication
from .furniture import Line, signature

_PUBLISHER = re.compile(
    r"(?:báo (?!cáo|chí\b|động|hiệu|công)|cổng (?:thông tin|ttđt)|đài (?:phát thanh|truyền hình|pt)|tạp chí |trang (?:thông tin|tin) )"
    r"|(?:đảng bộ tỉnh|tỉnh ủy|thành ủy|ban tổ chức tỉnh ủy|ban tuyên giáo tỉnh ủy) "
)
_DATELINE = re.compile(r"\(([A-ZĐ]{2,6}|[a-z0-9.-]+\.(?:vn|com|org))\)")
_AUTHOR = re.compile(
    r"^(?:lược thuật theo(?: bài của)?|tác giả|người viết|(?:tin|bài|ảnh)(?:(?:[,&; ]| và )+(?:tin|bài|ảnh))*|theo bài của)\s*:?\s*"
)


def read(lines: Sequence[Line]) -> dict[str, str | None]:
    """Return title, published (ISO), author and publisher of labelled lines; None where untold."""
    return {
        "title": next((n.text for n in lines if n.label == "title"), None),
        "published": _published(lines),
        "author": _author(lines),
        "publisher": _publisher(lines),
    }


def _published(lines: Sequence[Line]) -> str | None:
    """The day of the publication line.

    A line that says so ("Ngày đăng") wins, then the date line below the headline, then the one right
    above it. A weekday and date that open the page are the page's own clock.
    """
    top = next((i for i, n in enumerate(lines) if n.label == "title"), None)
    dated = [(i, n.low) for i, n in enumerate(lines) if n.label == "date" and find_date(n.low)]
    if top is None:
        top = next((i for i, n in enumerate(lines) if not n.furniture), 0)
    ends = [
        i
        for i, n in enumerate(lines)
        if n.label in ("related", "documents", "comment", "imprint") and i > top
    ]
    end = ends[0] if ends else len(lines)
    told = [low for i, low in dated if told_as_publication(low) and i < end]
    below = [low for i, low in dated if top < i < end and _near(lines, top, i)]
    above = [low for i, low in dated if top - 4 <= i < top and not _clock(lines, i)]
    for found in (told, below, above):
        if found:
            return find_date(found[0])
    return None


def _clock(lines: Sequence[Line], i: int) -> bool:
    """True for a weekday and date above the headline that open the page, or follow its masthead
    without a time of day.
    """
    low = lines[i].low
    after = i > 0 and lines[i - 1].label in ("masthead", "clock", "counter", "session")
    return has_weekday(low) and (i == 0 or (after and not has_time(low)))


def _near(lines: Sequence[Line], top: int, i: int) -> bool:
    """True while no more than a standfirst and a few labels stand between headline and date."""
    between = [n for n in lines[top + 1 : i] if not n.furniture]
    return len(between) <= 3 or i >= len(lines) - 4


def _author(lines: Sequence[Line]) -> str | None:
    named = [
        n
        for n in lines
        if n.label == "author" and not n.low.startswith(("nguồn", "biên tập", "nhóm"))
    ]
    top = next((i for i, n in enumerate(lines) if n.label == "title"), None)
    if not named and top is not None:
        named = [n for n in lines[top + 1 : top + 3] if n.label == "body" and signature(n.text)]
    for line in named:
        words = line.text[_AUTHOR.match(line.low).end() :] if _AUTHOR.match(line.low) else line.text
        if not line.low.startswith("theo ") or _AUTHOR.match(line.low):
            return words.strip(" .:|()-–") or None
    return None


def _publisher(lines: Sequence[Line]) -> str | None:
    top = next((i for i, n in enumerate(lines) if n.label == "title"), 0)
    for line in lines[:top]:
        for part in re.split(r"[|•·›»]|\s-\s", line.text):
            part = part.strip()
            if _PUBLISHER.match(lower(part)) and len(part) <= 90:
                return part
    for line in lines[top : top + 4]:
        found = _DATELINE.match(line.text)
        if found:
            return found[1]
    return None
