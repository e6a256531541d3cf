"""What may be set beside what: figures of one indicator, flagged where a comparison would mislead.

Two figures are compared on the points that official statistics ask for before two series are put
side by side: concept, unit, population, reference period, coverage, sources (ESS Handbook for
Quality and Metadata Reports, Eurostat 2020, chapter "Coherence and comparability"). Nothing is
averaged, and a figure of a former province stays with that province.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pandas as pd

from ..extraction.periods import years_of
from ..extraction.places import provinces
from ..knowledge import codebook, unknown
from ..tables import plain, rows
from .cues import table
from .intervals import exact
from .measures import OWN, PEAK

Row = dict[str, Any]
Ranking = tuple[tuple[str, float], ...]
SMALL_BASE = 20  # one unit more or less moves a share by 5 points or more
NUMBERS = ("value", "numerator", "denominator", "share")
COLUMNS = [
    "area_id", "province", "place", "period", "role", "value", "unit", "unit_class", "numerator",
    "denominator", "denominator_is", "share", "qualifier", "level", "statements", "sources", "flags",
    "missing", "area_today", "summed", "comparable", "vi", "en", "observation_ids", "doc_ids",
]  # fmt: skip
_ALIKE = ("unit", "unit_class", "role", "period", "qualifier")
# What makes two statements one fact.
_SAME = ("area_id", "province", "place", "period", "role", *NUMBERS[:3], "unit_class")


@dataclass(frozen=True)
class Judgement:
    """Whether figures may be compared: flags, one sentence in two languages, the ranking if any."""

    flags: tuple[str, ...]
    withheld: bool
    vi: str
    en: str
    ranking: Ranking = ()


def compare(
    observations: pd.DataFrame,
    indicator: str,
    *,
    period: str | int | None = None,
    boundaries: str | None = None,
) -> pd.DataFrame:
    """Set the figures of one indicator side by side, each with what hinders a comparison.

    Args:
        observations: the table of the contract. Figures flagged ``own_definition`` stand beside no
            others, and those flagged ``peak`` in no ranking (`measures.flagged` finds both).
        indicator: an id of the codebook.
        period: a year or span of years, ``2019`` or ``2015/2020``; figures wholly outside are
            listed as not comparable.
        boundaries: None for provinces as they were, "2025" to list them under today's provinces;
            a sum is added only where every predecessor reports the same unit, role and period.

    Returns:
        One row per fact or area without any. Statements of different articles that are alike, and
        those tied by ``repeats``, are one fact, counted in ``statements``; ``share`` is
        a percentage, ``flags`` and ``missing`` hold keys of data/audit.toml, ``comparable`` (yes,
        care or no) and the sentences ``vi`` and ``en`` say whether the row can stand beside the
        others' or why nothing stands there; ``summed`` marks a sum over predecessors.

    Raises:
        ValueError: no such indicator, a period that is none, or ``boundaries`` other than these.
    """
    if boundaries not in (None, "2025"):
        raise ValueError(f"boundaries {boundaries!r}: give None (as they were) or '2025' (today's)")
    if indicator not in codebook():
        raise ValueError(f"indicator {unknown(indicator, codebook())}")
    asked = window(period)
    told: list[Row] = []
    themes: dict[tuple[Any, Any], set[str]] = {}
    for row in (row for row in rows(observations) if row.get("province")):
        themes.setdefault((row.get("area_id"), row["province"]), set()).add(
            str(row.get("indicator")).partition(".")[0]
        )
        if row.get("indicator") == indicator:
            told.append(row)
    facts = [_fact(statements, indicator, asked) for statements in _one_fact(told)]
    usual = _distinct([f for f in facts if not f["missing"]])
    for fact in facts:
        others = [fact, *(o for o in usual if o["area"] != fact["area"])]
        found = {*fact["flags"], *(flag for o in others for flag in pair(fact, o).flags)}
        told_for = [y[1] for f in others if (y := years_of(f["period"]))]
        fact["years"] = max(told_for, default=0) - min(told_for, default=0)
        fact["flags"] = [flag for flag in table("flag") if flag in found]
    for area in themes.keys() - {f["area"] for f in facts}:
        near = indicator.partition(".")[0] in themes[area]
        facts.append(_absent(area, "not_reported" if near else "out_of_scope"))
    facts = _today(facts) if boundaries else facts
    facts = [fact | _said(fact) for fact in facts]
    order = ("province", "place", "period", "role", "value")
    facts.sort(key=lambda f: (f["area_today"] or f["province"], *(str(f[n] or "") for n in order)))
    frame = pd.DataFrame(facts, columns=COLUMNS, dtype=object)
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))


def window(period: str | int | None) -> tuple[int, int] | None:
    """First and last year of a year or span of years; None for none.

    Raises:
        ValueError: it is neither.
    """
    if period in (None, ""):
        return None
    years = years_of(str(period)) or (1, 0)
    if not re.fullmatch(r"\d{4}(/\d{4})?", str(period)) or years[0] > years[1]:
        raise ValueError(f"period {period!r}: write a year or a span of years, 2017 or 2015/2020")
    return years


def _one_fact(told: Iterable[Row]) -> Iterable[list[Row]]:
    """Statements by fact: alike and of different articles, or one that repeats the other.

    What one article tells twice without repeating itself, as 1 person of each of two bodies, is
    two facts: the first and second of their kind, like those of another article.
    """
    found: dict[tuple[Any, ...], list[Row]] = {}
    kinds: dict[Any, tuple[Any, ...]] = {}
    told_before: Counter[tuple[Any, ...]] = Counter()
    for row in told:
        same = tuple(row.get(name) for name in _SAME)
        kind = kinds.get(row.get("repeats"), ())
        if kind[:-1] != same:
            kind = (*same, told_before[row.get("doc_id"), same])
            told_before[row.get("doc_id"), same] += 1
        kinds[row.get("observation_id")] = kind
        found.setdefault(kind, []).append(row)
    return found.values()


def _said(fact: Row) -> dict[str, str]:
    """Whether a row can be compared, or why nothing stands there, in a word and two sentences."""
    judged = _judged(fact["flags"], fact.get("years", 0))
    vi, en = judged.vi, judged.en
    if fact["missing"] and not judged.withheld:
        vi, en = (f"{text[:1].upper()}{text[1:]}." for text in table("missing")[fact["missing"]])
    refused = fact["missing"] or judged.withheld
    return {
        "comparable": "no" if refused else "care" if judged.flags else "yes",
        "vi": vi,
        "en": en,
    }


def pair(a: Mapping[str, Any], b: Mapping[str, Any]) -> Judgement:
    """Judge two figures of one indicator (rows of `compare` or of observations)."""
    a, b = _known(a), _known(b)
    years = [years_of(r.get("period")) for r in (a, b)]
    distance = abs(years[0][1] - years[1][1]) if all(years) else 0
    both = {"unit": "unit_class", "base": "denominator_is", "role": "role", "level": "level"}
    told = {flag: {r.get(name) for r in (a, b)} - {None} for flag, name in both.items()}
    tests = {
        **{flag: len(values) > 1 for flag, values in told.items()},
        "measure": (_share(a) is None) != (_share(b) is None),
        "period": distance > 0,
        "part_year": _part_year(a) != _part_year(b),
        "part_of_province": bool(a.get("place")) != bool(b.get("place")),
        "qualifier": any((r.get("qualifier") or "exact") != "exact" for r in (a, b)),
        "small_base": any((r.get("denominator") or SMALL_BASE) < SMALL_BASE for r in (a, b)),
        "period_unknown": not all(r.get("period") for r in (a, b)),
        OWN: any(OWN in (r.get("flags") or ()) for r in (a, b)),
    }
    return _judged((flag for flag, hit in tests.items() if hit), distance)


def _known(row: Mapping[str, Any]) -> Row:
    """A row as `tables.rows` gives it, also one that pandas has read from CSV: no NaN, years text."""
    known = {name: plain(value) for name, value in row.items()}
    return known | {"period": str(known["period"])} if known.get("period") else known


def _distinct(told: Iterable[Row]) -> list[Row]:
    """Two areas' figures of each kind: figures alike in all that `pair` looks at are judged alike.

    Without it the figures of 63 provinces would be judged two by two, some thousands of times.
    """
    alike: dict[tuple[Any, ...], dict[Any, Row]] = {}
    for r in told:
        points = (r.get(n) for n in ("unit_class", "denominator_is", "role", "level", "period"))
        small = (r.get("denominator") or SMALL_BASE) < SMALL_BASE
        own = OWN in (r.get("flags") or ())
        kind = (*points, r.get("qualifier"), bool(r.get("place")), _share(r) is None, small, own)
        alike.setdefault(kind, {}).setdefault((r["area_id"], r["province"]), r)
    return [r for areas in alike.values() for r in list(areas.values())[:2]]


def rank(compared: pd.DataFrame) -> Judgement:
    """Rank the areas of a comparison by share, or withhold the ranking and say why.

    Each area takes part with its latest figure for the whole province; it needs two of them.
    """
    told = sorted((r for r in rows(compared) if not r["missing"]), key=lambda r: str(r["period"]))
    told = [r for r in told if not r["summed"]]  # what is summed is there in its parts
    figures = list({(r["area_id"], r["province"]): r for r in told if not r["place"]}.values())
    own = {"no_base", "definition", "single_source", OWN}
    flags = {flag for r in figures for flag in r["flags"]} & own
    flags.update(flag for two in combinations(_distinct(figures), 2) for flag in pair(*two).flags)
    if len(figures) < 2:
        parts = {flag for r in told for flag in r["flags"]} & {"part_of_province"}
        flags = {"too_few", *parts}
    years = [y[1] for r in figures if (y := years_of(r["period"]))]
    sizes = ((r["province"], r["value"] if r["share"] is None else r["share"]) for r in figures)
    sized = sorted((-float(size or 0), name) for name, size in sizes)
    ranking = tuple((name, -size) for size, name in sized)
    return _judged(flags, max(years, default=0) - min(years, default=0), ranking)


def _judged(found: Iterable[str], years: int, ranking: Ranking | None = None) -> Judgement:
    found = set(found)
    flags = tuple(flag for flag in table("flag") if flag in found)
    serious = [f for f in flags if table("flag")[f][2] and not (f == "period" and years <= 1)]
    why = [[table("flag")[f][k].format(years=years) for f in serious or flags] for k in (0, 1)]
    refused = "withheld" if ranking is None else "unranked"
    told = table("judgement")[refused if serious else "careful" if flags else "free"]
    vi, en = (text.format("; ".join(reasons)) for text, reasons in zip(told, why, strict=True))
    return Judgement(flags, bool(serious), vi, en, () if serious else ranking or ())


def _fact(told: Sequence[Row], indicator: str, window: tuple[int, int] | None) -> Row:
    """One record for a fact, however often it is told, with what its flags do not owe to others."""
    docs, years = sorted({str(row.get("doc_id")) for row in told}), years_of(told[0].get("period"))
    fact = {name: told[0].get(name) for name in COLUMNS} | {"share": _share(told[0])}
    fact["area"] = fact["area_id"], fact["province"]
    outside = window and years and (years[1] < window[0] or years[0] > window[1])
    tests = {
        "no_base": fact["share"] is None and not indicator.startswith(("economy.", "index.")),
        "part_of_province": fact["place"],
        "definition": indicator.endswith((".other", "_subgroup")),
        "single_source": len(docs) == 1,
        **{flag: any(flag in (row.get("flags") or ()) for row in told) for flag in (OWN, PEAK)},
    }
    fact |= {"summed": False, "statements": len(told), "sources": len(docs), "doc_ids": docs}
    fact["observation_ids"] = [row.get("observation_id") for row in told]
    refused = outside or fact["role"] != "actual" or tests[PEAK]
    fact["missing"] = "not_comparable" if refused else None
    return fact | {"flags": [flag for flag, hit in tests.items() if hit]}


def _absent(area: tuple[Any, Any], why: str) -> Row:
    """The record of an area that reports no figure."""
    known: Row = {"area": area, "area_id": area[0], "province": area[1], "missing": why}
    known |= {name: [] for name in ("flags", "observation_ids", "doc_ids")}
    return dict.fromkeys(COLUMNS) | known | {"summed": False, "statements": 0, "sources": 0}


def _share(row: Mapping[str, Any]) -> float | None:
    """A figure as a percentage, where it is one."""
    if row.get("numerator") is not None and row.get("denominator"):
        return float(exact(row["numerator"]) / exact(row["denominator"]) * 100)
    percent = row.get("value") if row.get("unit") == "%" else None
    told = (n for n in (row.get("share"), row.get("stated_percent"), percent) if n is not None)
    return next(map(float, told), None)


def _part_year(row: Mapping[str, Any]) -> bool:
    """True for a period within one year that is not the whole of it."""
    ends = str(row.get("period") or "").split("/")
    return len(ends[0]) > 4 and ends[0][:4] == ends[-1][:4]


def _today(facts: list[Row]) -> list[Row]:
    """List facts under today's provinces; add a sum where every predecessor reports alike."""
    names = {a["area_id"]: a["name"] for a in provinces()}
    heirs = {a["area_id"]: a["successor"] or a["area_id"] for a in provinces()}
    for today in sorted({heirs[f["area_id"]] for f in facts if f["area_id"] in heirs}):
        members = sorted(area for area, heir in heirs.items() if heir == today != area)
        here = [f for f in facts if f["area_id"] in members]
        silent = set(members) - {f["area_id"] for f in here}
        facts += [_absent((area, names[area]), "no_article") for area in sorted(silent)]
        # counts for the whole province alone add up, of one unit and time
        told = [f for f in here if not f["missing"] and not f["place"] and f["unit"] != "%"]
        kinds = {(f["value"] is None, *(f[name] for name in _ALIKE)) for f in told}
        every = len(members) > 1 and sorted(f["area_id"] for f in told) == members
        if every and len(kinds) == 1 and told[0]["period"] and told[0]["value"] is not None:
            facts.append(_sum(told) | {"area_id": today, "province": names[today]})
    for fact in facts:
        fact["area_today"] = names.get(heirs.get(fact["area_id"], ""), fact["province"])
    return facts


def _sum(told: list[Row]) -> Row:
    """The sum of several areas' counts."""
    total, sources = dict(told[0]), min(f["sources"] for f in told)
    for name in NUMBERS[:3]:
        values = [f[name] for f in told]
        total[name] = None if None in values else float(sum(map(exact, values)))
    for name in ("statements", "observation_ids", "doc_ids"):
        total[name] = sum((f[name] for f in told), type(total[name])())
    total |= {
        "summed": True,
        "sources": sources,
        "flags": ["single_source"] * (sources == 1),
        "share": None,
    }
    return total | {"share": _share(total), "doc_ids": sorted({*total["doc_ids"]})}
