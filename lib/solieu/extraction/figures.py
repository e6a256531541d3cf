"""Figures: every quantity the article reports, written with digits.

Rules start at the digits and say what kind of quantity stands there; what surrounds it (qualifier,
unit noun) is read afterwards, once overlaps are settled. Rules and words are data (`figures.toml`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from ..knowledge import either, read_toml, spaced, units
from ..rules import Claim, cues, load
from ..text import Document, Span
from .numerals import read_number

Read = Mapping[str, Any] | None
_WORDS = read_toml("figures.toml")


def _single(kind: str, m: re.Match[str], _: Document) -> Read:
    word = m.groupdict().get("multiplier")
    number = read_number(m["number"], word, point=bool(kind != "count" or word))
    return number and {"kind": kind, "value": number.value, "decimals": number.decimals}


def _ratio(m: re.Match[str], _: Document) -> Read:
    top, bottom = (
        read_number(m[name], m["multiplier"], point="%" in m[0]) for name in ("top", "bottom")
    )
    if not top or not bottom or not bottom.value:
        return None
    told = {"kind": "ratio", "value": top.value / bottom.value, "numerator": top.value}
    return told | {
        "denominator": bottom.value,
        "decimals": max(top.decimals, bottom.decimals),
    }


def _range(m: re.Match[str], _: Document) -> Read:
    point = bool(m["multiplier"] or m["percent"])
    low = read_number(m["low"], m["lowword"] or m["multiplier"], point=point)
    high = read_number(m["high"], m["multiplier"], point=point)
    if not low or not high or low.value >= high.value:
        return None
    told = {"kind": "range", "value": None, "low": low.value, "high": high.value}
    return told | {"decimals": max(low.decimals, high.decimals)}


_KINDS = ("percent", "money", "measure", "multiple", "index", "count")
_READERS = {"ratio": _ratio, "range": _range} | {kind: partial(_single, kind) for kind in _KINDS}
RULES = load("figures.toml", _READERS, "figure")

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
    if bound and not _BESIDE.no_bound.search(before):
        return _QUALIFIER[spaced(bound["word"])]
    told = _BESIDE.estimate.search(before) or _BESIDE.estimate_after.match(view, end, end + 90)
    return "estimate" if told else "exact"


def _class(noun: str) -> str | None:
    return units().get(spaced(noun.replace(",", " ")))


def unit_of(view: str, end: int, kind: str) -> tuple[Span | None, str | None]:
    """The unit noun right after a figure, as a span of the view, and its unit class.

    Nouns of one class told together are one unit ("xã, phường, thị trấn").
    """
    found = _BESIDE.currency.match(view, end)
    if kind == "money" or found:
        return (Span(*found.span("unit")) if found else None), "money"
    rate = _BESIDE.rate.match(view, end)
    found = _BESIDE.unit.match(view, rate.end() if rate else end)
    if not found or (kind == "percent" and _BESIDE.measures_of.match(view, end)):
        return None, None
    unit_class, stop = _class(found["first"]), found.end("first")
    for more in _BESIDE.noun.finditer(view, stop, found.end("more")):
        if _class(more["noun"]) != unit_class:
            break
        stop = more.end()
    return Span(found.start("unit"), stop), unit_class


def complete(claim: Claim, document: Document) -> dict[str, Any]:
    """A settled figure claim with its qualifier and unit; ``unit_end`` is in view coordinates."""
    data, literal = dict(claim.data), document.view[claim.start : claim.end]
    shared = data["kind"] == "range" and "%" in literal
    usual = _WORDS["kinds"].get("percent" if shared else data["kind"], {})
    span, unit_class = unit_of(document.view, claim.end, data["kind"])
    unit = document.literal(*span) if span else usual.get("unit")
    if data["kind"] == "percent" and "điểm" in literal:
        unit = "điểm %"
    elif data["kind"] == "measure":
        unit = literal.lstrip("0123456789., \n")
    return {
        **dict.fromkeys(("numerator", "denominator", "low", "high")),
        **data,
        "qualifier": qualifier_of(document.view, claim.start, claim.end),
        "unit": unit,
        "unit_class": unit_class or usual.get("unit_class"),
        "unit_end": span.end if span else claim.end,
    }
