"""What may be set beside what: figures of one indicator, flagged where a comparison would mislead.

Two figures are compared on the points that official statistics ask for before two series are put
side by side: concept, unit, population, reference period, coverage, sources (ESS Handbook for
Quality and Metadata Reports, Eurostat 2020, chapter "Coherence and comparability"). Nothing is
averaged, and a figure of a former province stays with that province.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from ..extraction.periods import years_of
from ..extraction.places import provinces
from .articles import listed, records
from .cues import table
from .intervals import exact

Row = dict[str, Any]
SMALL_BASE = 20  # one unit more or less moves a share by 5 points or more

COLUMNS = [
    "area_id", "province", "place", "period", "role", "value", "unit", "unit_class", "numerator",
    "denominator", "denominator_is", "share", "qualifier", "level", "statements", "sources", "flags",
    "missing", "area_today", "observation_ids", "doc_ids",
]  # fmt: skip


def compare(
    observations: pd.DataFrame,
    indicator: str,
    *,
    period: str | None = None,
    boundaries: str | None = None,
) -> pd.DataFrame:
    """Set the figures of one indicator side by side, each with what hinders a comparison.

    Args:
        observations: the table of the contract.
        indicator: an id of the codebook.
        period: ISO year or span; figures wholly outside are listed as not comparable.
        boundaries: None for provinces as they were, "2025" to list them under today's provinces;
            a sum is added only where every predecessor reports the same unit, role and period.

    Returns:
        One row per fact (repetitions counted in ``statements``), and one per area without any,
        which says why in ``missing`` (keys of the section missing). ``flags`` holds keys of the section flag of data/audit.toml; ``share`` is a percentage.

    Raises:
        ValueError: ``boundaries`` is neither None nor "2025".
    """
    if boundaries not in (None, "2025"):
        raise ValueError(f"boundaries {boundaries!r}: give None (as they were) or '2025' (today's)")
    rows = [r for r in records(observations) if r.get("province")]
    facts = _facts(r for r in rows if r.get("indicator") == indicator)
    window = years_of(period)
    for fact in facts:
        fact["flags"] = _own_flags(fact, indicator)
        years = years_of(fact["period"])
        outside = window and years and (years[1] < window[0] or years[0] > window[1])
        fact["missing"] = "not_comparable" if outside or fact["role"] != "actual" else None
    usual = [f for f in facts if not f["missing"]]
    for fact in facts:
        others = [
            o for o in usual if o["area_id"] != fact["area_id"] or o["province"] != fact["province"]
        ]
        against = {
            flag
            for other in others
            for flag in pair(fact, other).flags
            if flag not in fact["flags"]
        }
        fact["flags"] = [flag for flag in table("flag") if flag in {*fact["flags"], *against}]
    reported = {_area(f) for f in facts}
    theme = indicator.partition(".")[0] + "."
    for key in sorted({_area(r) for r in rows} - reported, key=str):
        same_theme = any(
            _area(r) == key and str(r.get("indicator")).startswith(theme) for r in rows
        )
        empty: Row = dict.fromkeys(COLUMNS)
        empty |= {"area_id": key[0], "province": key[1], "flags": [], "statements": 0, "sources": 0}
        facts.append({**empty, "missing": "not_reported" if same_theme else "out_of_scope"})
    if boundaries:
        facts = _today(facts)
    order = sorted(
        facts,
        key=lambda f: (
            str(f["area_today"] or f["province"]),
            str(f["province"]),
            f["place"] or "",
            str(f["period"]),
            str(f["role"]),
            str(f["value"]),
        ),
    )
    for fact in order:
        for column in ("observation_ids", "doc_ids"):
            fact[column] = fact[column] or []
    numbers = ("value", "numerator", "denominator", "share")
    types = {c: "float64" if c in numbers else "object" for c in COLUMNS}
    return pd.DataFrame({c: pd.Series([f[c] for f in order], dtype=types[c]) for c in COLUMNS})


def _area(row: Mapping[str, Any]) -> tuple[Any, Any]:
    return row.get("area_id"), row.get("province")


def _facts(rows: Iterable[Row]) -> list[Row]:
    """One record per fact; statements of the same fact, in one article or several, count once."""
    facts: dict[tuple[Any, ...], Row] = {}
    names = (
        "area_id",
        "province",
        "place",
        "period",
        "role",
        "value",
        "numerator",
        "denominator",
        "unit_class",
    )
    for row in rows:
        key = tuple(row.get(name) for name in names)
        fact = facts.get(key)
        if fact is None:
            fact = facts[key] = {c: row.get(c) for c in COLUMNS}
            fact |= {"statements": 0, "observation_ids": [], "doc_ids": [], "area_today": None}
            fact["share"] = _share(row)
        fact["statements"] += 1
        fact["observation_ids"].append(row.get("observation_id"))
        fact["doc_ids"] = sorted({*fact["doc_ids"], row.get("doc_id")})
        fact["sources"] = len(fact["doc_ids"])
    return list(facts.values())


def _share(row: Row) -> float | None:
    if row.get("numerator") is not None and row.get("denominator"):
        return float(exact(row["numerator"]) / exact(row["denominator"]) * 100)
    if row.get("stated_percent") is not None:
        return float(row["stated_percent"])
    return float(row["value"]) if row.get("unit") == "%" and row.get("value") is not None else None


def _own_flags(fact: Row, indicator: str) -> list[str]:
    """What hinders a comparison of this figure with any other."""
    share = fact["share"] is not None
    tests = {
        "no_base": not share and not indicator.startswith(("economy.", "index.")),
        "part_of_province": bool(fact["place"]),
        "definition": indicator.endswith((".other", "_subgroup")),
        "qualifier": (fact["qualifier"] or "exact") != "exact",
        "small_base": bool(fact["denominator"]) and fact["denominator"] < SMALL_BASE,
        "single_source": fact["sources"] == 1,
        "period_unknown": not fact["period"],
    }
    return [flag for flag, hit in tests.items() if hit]


@dataclass(frozen=True)
class Judgement:
    """Whether figures may be compared: flags, one sentence in two languages, the ranking if any."""

    flags: tuple[str, ...]
    withheld: bool
    vi: str
    en: str
    ranking: tuple[tuple[str, float], ...] = ()


def pair(a: Mapping[str, Any], b: Mapping[str, Any]) -> Judgement:
    """Judge two figures of one indicator (rows of `compare` or of observations)."""
    years = [years_of(r.get("period")) for r in (a, b)]
    distance = abs(years[0][1] - years[1][1]) if all(years) else 0

    def differs(name: str) -> bool:
        return a.get(name) != b.get(name) and None not in (a.get(name), b.get(name))

    shares = [r["share"] if "share" in r else _share(dict(r)) for r in (a, b)]
    tests = {
        "unit": differs("unit_class"),
        "measure": (shares[0] is None) != (shares[1] is None),
        "base": differs("denominator_is"),
        "role": differs("role"),
        "level": differs("level"),
        "period": distance > 0,
        "part_year": _part_year(a) != _part_year(b),
        "part_of_province": bool(a.get("place")) != bool(b.get("place")),
        "qualifier": any((r.get("qualifier") or "exact") != "exact" for r in (a, b)),
        "small_base": any((r.get("denominator") or SMALL_BASE) < SMALL_BASE for r in (a, b)),
        "period_unknown": not all(r.get("period") for r in (a, b)),
    }
    return _judged([flag for flag in table("flag") if tests.get(flag)], distance)


def _part_year(row: Mapping[str, Any]) -> bool:
    """True for a period within one year that is not the whole of it."""
    ends = str(row.get("period") or "").split("/")
    return len(ends[0]) > 4 and ends[0][:4] == ends[-1][:4]


def _judged(
    flags: Iterable[str], years: int, ranking: tuple[tuple[str, float], ...] = ()
) -> Judgement:
    flags = tuple(flags)
    serious = [f for f in flags if table("flag")[f][2] and not (f == "period" and years <= 1)]
    named = serious or flags
    vi, en = ("; ".join(table("flag")[f][k].format(years=years) for f in named) for k in (0, 1))
    if serious:
        return Judgement(flags, True, f"Không so sánh: {vi}.", f"Not compared: {en}.")
    if flags:
        return Judgement(
            flags, False, f"So sánh được, lưu ý: {vi}.", f"Comparable, with care: {en}.", ranking
        )
    return Judgement(flags, False, "So sánh được.", "Comparable.", ranking)


def rank(compared: pd.DataFrame) -> Judgement:
    """Rank the areas of a comparison by share, or withhold the ranking and say why.

    Each area takes part with its latest figure for the whole province; a ranking that rests on
    anything else is withheld, as is one of fewer than two areas.
    """
    latest: dict[str, Row] = {}
    rows = [r for r in records(compared) if r["missing"] is None]
    whole = [r for r in rows if not r["place"]]
    for row in sorted(whole, key=lambda r: str(r["period"])):
        latest[row["province"]] = row
    figures = list(latest.values())
    if len(figures) < 2:
        some = {f for r in rows for f in listed(r["flags"]) if f == "part_of_province"}
        why = (
            "chưa đủ hai tỉnh có số liệu toàn tỉnh",
            "fewer than two provinces report a figure of their own",
        )
        return Judgement(
            tuple(some), True, f"Không xếp hạng: {why[0]}.", f"Ranking withheld: {why[1]}."
        )
    own = {
        f
        for r in figures
        for f in listed(r["flags"])
        if f in ("no_base", "definition", "single_source")
    }
    judged = [pair(a, b) for i, a in enumerate(figures) for b in figures[i + 1 :]]
    flags = own | {f for j in judged for f in j.flags}
    spans = [y[1] for r in figures if (y := years_of(r["period"]))]
    years = max(spans) - min(spans) if spans else 0
    ordered = sorted(figures, key=lambda r: (-_size(r), r["province"]))
    ranking = tuple((r["province"], float(_size(r))) for r in ordered)
    made = _judged([f for f in table("flag") if f in flags], years, ranking)
    if made.withheld:
        return Judgement(
            made.flags,
            True,
            made.vi.replace("Không so sánh", "Không xếp hạng"),
            made.en.replace("Not compared", "Ranking withheld"),
        )
    return made


def _size(row: Row) -> Fraction:
    return exact(row["share"] if row["share"] is not None else row["value"] or 0)


def _today(facts: list[Row]) -> list[Row]:
    """List facts under today's provinces; add a sum where every predecessor reports alike."""
    areas = provinces()
    follower = {a["area_id"]: a["successor"] or a["area_id"] for a in areas}
    names = {a["area_id"]: a["name"] for a in areas}
    before: dict[str, list[str]] = {}
    for area in areas:
        if area["successor"]:
            before.setdefault(area["successor"], []).append(area["area_id"])
    for fact in facts:
        fact["area_today"] = names.get(follower.get(fact["area_id"], ""), fact["province"])
    sums, present = [], {follower[f["area_id"]] for f in facts if f["area_id"] in follower}
    for today in sorted(present):
        members = before.get(today, [])
        told = [f for f in facts if f["area_id"] in members and not f["missing"] and not f["place"]]
        if len(members) < 2:
            continue
        for member in members:
            if member not in {f["area_id"] for f in facts}:
                empty: Row = dict.fromkeys(COLUMNS)
                empty |= {"area_id": member, "province": names[member], "area_today": names[today]}
                facts.append(
                    {**empty, "flags": [], "statements": 0, "sources": 0, "missing": "not_reported"}
                )
        alike = {(f["unit"], f["unit_class"], f["role"], f["period"], f["qualifier"]) for f in told}
        if (
            {f["area_id"] for f in told} == set(members)
            and len(told) == len(members)
            and len(alike) == 1
        ):
            total = _summed(told)
            if total:
                sums.append(
                    {
                        **total,
                        "area_id": today,
                        "province": names[today],
                        "area_today": names[today],
                    }
                )
    return facts + sums


def _summed(told: list[Row]) -> Row | None:
    """The sum of predecessors' counts; None for shares, which cannot be added."""
    if any(f["value"] is None or f["unit"] == "%" or not f["period"] for f in told):
        return None
    summed = {c: told[0][c] for c in COLUMNS}
    for name in ("value", "numerator", "denominator"):
        values = [f[name] for f in told]
        summed[name] = None if None in values else float(sum(map(exact, values)))
    summed["share"] = _share({**summed, "stated_percent": None})
    return summed | {
        "flags": ["single_source"] if any("single_source" in f["flags"] for f in told) else [],
        "statements": sum(f["statements"] for f in told),
        "sources": min(f["sources"] for f in told),
        "observation_ids": [i for f in told for i in f["observation_ids"]],
        "doc_ids": sorted({d for f in told for d in f["doc_ids"]}),
        "missing": None,
    }
