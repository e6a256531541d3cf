"""Title, publication date, author and publisher, as far as the document itself tells them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..text import lower
from .dates import TIME, TOLD, WEEKDAY, find_date
from .furniture import Line, signature

_PUBLISHER = re.compile(
    r"báo (?!cáo|chí\b|động|hiệu|công)|cổng (?:thông tin|ttđt)|đài (?:phát thanh|truyền hình|pt)|tạp chí "
    r"|trang (?:thông tin|tin) |(?:(?:ban tổ chức |ban tuyên giáo )?tỉnh ủy|thành ủy|đảng bộ tỉnh) "
)
_DATELINE = re.compile(r"\(([A-ZĐ]{2,6}|[a-z0-9.-]+\.(?:vn|com|org))\)")
_AUTHOR = re.compile(
    r"(?:(?:lược thuật )?theo(?: bài của)?|tác giả|người viết|(?:tin|bài|ảnh)(?:(?:[,&; ]| và )+(?:tin|bài|ảnh))*)?\s*:?\s*"
)


def read(lines: Sequence[Line]) -> dict[str, str | None]:
    """Return title, published (ISO), author and publisher of labelled lines; None where untold."""
    top = next((i for i, n in enumerate(lines) if n.label == "title"), None)
    return {
        "title": None if top is None else lines[top].text,
        "published": _published(lines, top),
        "author": _author(lines, top),
        "publisher": _publisher(lines, top or 0),
    }


def _published(lines: Sequence[Line], top: int | None) -> str | None:
    """The day of the publication line.

    A line that says so ("Ngày đăng") wins, then the date line below the headline (no more than a
    standfirst and a few labels between them, or at the very end), then the one right above it. A weekday
    and date without a time of day that open the page, or follow its masthead, are its own clock.
    """
    if top is None:
        top = next((i for i, n in enumerate(lines) if not n.furniture), 0)
    closed = ("related", "documents", "comment", "imprint")
    end = next((i for i, n in enumerate(lines) if i > top and n.label in closed), len(lines))
    told, below, above = [], [], []
    for i, line in enumerate(lines[:end]):
        day = find_date(line.low) if line.label == "date" else None
        if day and TOLD.search(line.low):
            told.append(day)
        elif day and i > top and not below:
            between = sum(not n.furniture for n in lines[top + 1 : i])
            below += [day] if between <= 3 or i >= len(lines) - 4 else []
        elif day and top - 4 <= i < top:
            headed = i and lines[i - 1].label in ("masthead", "clock", "counter", "session")
            clock = WEEKDAY.search(line.low) and (not i or headed) and not TIME.search(line.low)
            above += [] if clock else [day]
    return next(iter(told + below + above), None)


def _author(lines: Sequence[Line], top: int | None) -> str | None:
    """The name on the first line that names an author and is no other source."""
    others = ("nguồn", "biên tập", "nhóm")
    named = [n for n in lines if n.label == "author" and not n.low.startswith(others)]
    if not named and top is not None:
        named = [n for n in lines[top + 1 : top + 3] if n.label == "body" and signature(n.text)]
    for line in named:
        role = _AUTHOR.match(line.low)
        if not line.low.startswith("theo ") or role[0].startswith("theo bài"):
            return line.text[role.end() :].strip(" .:|()-–") or None
    return None


def _publisher(lines: Sequence[Line], top: int) -> str | None:
    """A masthead above the headline, else the paper's letters that open the article: "(QNO)"."""
    parts = (p.strip() for n in lines[:top] for p in re.split(r"[|•·›»]|\s-\s", n.text))
    letters = (found[1] for n in lines[top : top + 4] if (found := _DATELINE.match(n.text)))
    return next(
        (p for p in parts if _PUBLISHER.match(lower(p)) and len(p) <= 90), next(letters, None)
    )
