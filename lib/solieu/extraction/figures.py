"""Figures: every quantity the article reports, written with digits.

Rules start at the digits and say what kind of quantity stands there; what surrounds it (qualifier,
unit noun) is read afterwards, once overlaps are settled.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import read_toml, unit_pattern, units
from ..rules import Claim, expand, load
from ..text import Document, simplify
from .numerals import MULTIPLIER, read_number

Read = Mapping[str, Any] | None


def _number(m: re.Match[str], name: str, multiplier: str | None = None, *, point: bool = False):
    return read_number(m[name], multiplier, point=point)


def _ratio(m: re.Match[str], _: Document) -> Read:
    word = m["multiplier"]
    point = "%" in m[0]
    top, bottom = _number(m, "top", word, point=point), _number(m, "bottom", word, point=point)
    if not top or not bottom or not bottom.value:
        return None
    if (
        not point
        and top.decimals != bottom.decimals
        and not word
        and 0 in (top.decimals, bottom.decimals)
        and bottom.decimals > 1
    ):
        return None
    return {
        "kind": "ratio",
        "value": top.value / bottom.value,
        "numerator": top.value,
        "denominator": bottom.value,
        "decimals": max(top.decimals, bottom.decimals),
    }


def _single(kind: str, *, point: bool = True):
    def read(m: re.Match[str], _: Document) -> Read:
        groups = m.groupdict()
        number = read_number(
            m["number"], groups.get("multiplier"), point=point or bool(groups.get("multiplier"))
        )
        return number and {"kind": kind, "value": number.value, "decimals": number.decimals}

    return read


def _range(m: re.Match[str], _: Document) -> Read:
    word, groups = m["multiplier"], m.groupdict()
    point = bool(word or groups.get("percent"))
    low = _number(m, "low", groups.get("lowword") or word, point=point)
    high = _number(m, "high", word, point=point)
    if not low or not high or not low.value < high.value:
        return None
    return {
        "kind": "range",
        "value": None,
        "low": low.value,
        "high": high.value,
        "decimals": max(low.decimals, high.decimals),
    }


RULES = load(
    "figures.toml",
    {
        "ratio": _ratio,
        "range": _range,
        "percent": _single("percent"),
        "money": _single("money"),
        "measure": _single("measure"),
        "multiple": _single("multiple"),
        "index": _single("index"),
        "count": _single("count", point=False),
    },
    "figure",
    multiplier=MULTIPLIER,
)

# --- qualifiers ---------------------------------------------------------------------------------

_WORDS = read_toml("figures.toml")
_SMALL = r"(?:\s{1,2}(?:đạt|có|được|là|còn|tăng|giảm|khoảng|thu|tới|đến|cho|sẽ|với|từ|ở mức|chiếm|bằng|lên|thêm|gộp|sáp nhập|hợp nhất|kết nạp|tinh giản)){0,3}"


@functools.cache
def _before() -> tuple[tuple[str, re.Pattern[str]], ...]:
    made = []
    for name, words in _WORDS["qualifiers"].items():
        alternatives = "|".join(
            w.replace(" ", r"\s{1,2}") for w in sorted(words, key=len, reverse=True)
        )
        reach = _SMALL if name == "estimate" else r"(?:\s{1,2}(?:đạt|có|được|số|tới|đến))?"
        made.append(
            (name, re.compile(rf"(?<![^\W\d_])(?P<word>{alternatives}){reach}\s{{0,2}}\(?\Z"))
        )
    return tuple(made)


# "cao hơn 3 %" and "gọn hơn 240" compare; "12 trên 15" divides; "vượt 12,5 %" is a difference.
_COMPARED = re.compile(
    r"(?:cao|thấp|nhiều|ít|gọn|lớn|nhỏ|tốt|nhanh|chậm|sớm|dài|ngắn|rộng|đông|mạnh|kém|già|trẻ|dày|mỏng|xa|nặng|nhẹ|giỏi|bé)\s{1,2}hơn\s{0,2}\Z"
)
_DIVIDED = re.compile(
    r"[0-9](?:\s{1,2}[^\W\d_]{1,12}){0,4}\s{1,2}trên(?:\s{1,2}tổng\s{1,2}số)?\s{0,2}\Z"
)
_MORE_AFTER = re.compile(r"\s{0,2}(?:[^\W\d_]{1,12}\s{1,2}){0,3}?trở\s{1,2}lên")
_LESS_AFTER = re.compile(r"\s{0,2}(?:[^\W\d_]{1,12}\s{1,2}){0,3}?trở\s{1,2}xuống")
_ESTIMATE_AFTER = re.compile(
    r"[^.;,()\n0-9]{0,50}?(?<!\w)(?:dự\s{1,2}kiến|ước)\s{1,2}(?:đạt|hoàn|sẽ|vượt)"
)


def qualifier_of(view: str, start: int, end: int) -> str:
    """Read the qualifier of a figure from the words beside it."""
    before = view[max(0, start - 48) : start]
    if _MORE_AFTER.match(view, end, end + 40):
        return "more_than"
    if _LESS_AFTER.match(view, end, end + 44):
        return "less_than"
    for name, pattern in _before():
        match = pattern.search(before)
        if match:
            word = match["word"]
            if word == "hơn" and _COMPARED.search(before):
                return "exact"
            if word == "trên" and _DIVIDED.search(before):
                return "exact"
            if word == "vượt" or (word == "tối thiểu" and " là" in before[match.end("word") :]):
                continue
            return name
    return "estimate" if _ESTIMATE_AFTER.match(view, end, end + 90) else "exact"


# --- units --------------------------------------------------------------------------------------

_DETERMINERS = r"(?:(?:số|tổng\s{1,2}số|các|lượt|cái|tất\s{1,2}cả|toàn\s{1,2}bộ)\s{1,2})?"


# A percent is of these, it does not count them.
_MEASURES_OF = re.compile(
    r"(?:/[^\W\d_]{2,5})?\s{0,3}\(?(?:(?:so\s{1,2}với|của)\s{1,2})?(?:chỉ\s{1,2}tiêu|kế\s{1,2}hoạch|nghị\s{1,2}quyết|dự\s{1,2}toán|yêu\s{1,2}cầu|mục\s{1,2}tiêu)(?![^\W\d_])"
)


@functools.cache
def _unit() -> re.Pattern[str]:
    noun = rf"(?:{unit_pattern()})(?![^\W\d_])"
    return re.compile(
        rf"\s{{0,3}}\(?{_DETERMINERS}(?P<unit>(?P<first>{noun})(?P<more>(?:(?:,\s{{0,2}}|\s{{1,2}}(?:và|hoặc)\s{{1,2}}){noun}(?=[^0-9])){{0,6}}))"
    )


@functools.cache
def _noun() -> re.Pattern[str]:
    return re.compile(
        rf"(?:,\s{{0,2}}|\s{{1,2}}(?:và|hoặc)\s{{1,2}})(?P<noun>{unit_pattern()})(?![^\W\d_])"
    )


def _class(noun: str) -> str | None:
    return units().get(simplify(" ".join(noun.replace(",", " ").split())))


_MONEY_UNIT = re.compile(
    expand(r"\s{0,2}(?P<unit>{money}(?:\s?/\s?[^\W\d_]{1,8}){0,3})", _WORDS["words"])
)
_RATE = re.compile(r"\s?/\s?(?:năm|người|tháng|ngày|hộ|ha|km2|quý)(?![^\W\d_])")


def unit_of(view: str, end: int, kind: str) -> tuple[tuple[int, int] | None, str | None]:
    """The unit noun right after a figure, as a span of the view, and its unit class.

    Nouns of one class told together are one unit ("xã, phường, thị trấn").
    """
    found = _MONEY_UNIT.match(view, end)
    if kind == "money" or found:
        return (found.span("unit") if found else None), "money"
    rate = _RATE.match(view, end)
    found = _unit().match(view, rate.end() if rate else end)
    if not found or (kind == "percent" and _MEASURES_OF.match(view, end)):
        return None, None
    unit_class, stop = _class(found["first"]), found.end("first")
    for more in _noun().finditer(view, stop, found.end("more")):
        if _class(more["noun"]) != unit_class:
            break
        stop = more.end()
    return (found.start("unit"), stop), unit_class


def find(document: Document) -> list[Claim]:
    """Every figure claim of the document (overlaps are settled by the caller)."""
    return [claim for rule in RULES for claim in rule.claims(document)]


def complete(claim: Claim, document: Document) -> dict[str, Any]:
    """A settled figure claim with its qualifier and unit; ``unit_end`` is in view coordinates."""
    data = dict(claim.data)
    span, unit_class = unit_of(document.view, claim.end, data["kind"])
    unit = document.literal(*span) if span else None
    if data["kind"] == "percent" and "điểm" in document.view[claim.start : claim.end]:
        unit = "điểm %"
    elif data["kind"] == "measure":
        unit = re.sub(r"[0-9.,\s]+", "", document.view[claim.start : claim.end], count=1)
    elif data["kind"] in ("multiple", "money") and not span:
        unit = {"multiple": "lần", "money": "đồng"}[data["kind"]]
    shared = data["kind"] == "range" and "%" in document.view[claim.start : claim.end]
    default = {
        "percent": "share",
        "range": "share" if shared else None,
        "multiple": "other",
        "measure": "area",
        "index": "other",
    }
    return {
        "numerator": None,
        "denominator": None,
        "low": None,
        "high": None,
        **data,
        "qualifier": qualifier_of(document.view, claim.start, claim.end),
        "unit": unit,
        "unit_class": unit_class or default.get(data["kind"]),
        "unit_end": span[1] if span else claim.end,
    }
