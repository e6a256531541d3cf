"""Figures: every quantity the article reports, written with digits.

Rules start at the digits and say what kind of quantity stands there; what surrounds it (qualifier,
unit noun) is read afterwards, once overlaps are settled.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

from ..knowledge import either, read_toml, spaced, unit_pattern, units
from ..rules import Claim, cues, expand, load
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
_QUALIFIER = {word: name for name, words in _WORDS["qualifiers"].items() for word in words}
_BESIDE = cues(
    "beside",
    "figures.toml",
    bounds=either(word for word, name in _QUALIFIER.items() if name != "estimate"),
    estimates=either(_WORDS["qualifiers"]["estimate"]),
)


def qualifier_of(view: str, start: int, end: int) -> str:
    """Read the qualifier of a figure from the words beside it; the longest word counts."""
    before = view[max(0, start - 48) : start]
    if _BESIDE.more_after.match(view, end, end + 40):
        return "more_than"
    if _BESIDE.less_after.match(view, end, end + 44):
        return "less_than"
    bound = _BESIDE.bound.search(before)
    word = spaced(bound["word"]) if bound else ""
    if (word == "hơn" and _BESIDE.compared.search(before)) or (
        word == "trên" and _BESIDE.divided.search(before)
    ):
        return "exact"
    exceeds = word == "vượt" or (word == "tối thiểu" and " là" in before[bound.end("word") :])
    if word and not exceeds:
        return _QUALIFIER[word]
    told = _BESIDE.estimate.search(before) or _BESIDE.estimate_after.match(view, end, end + 90)
    return "estimate" if told else "exact"


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
