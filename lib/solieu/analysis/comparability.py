"""What may be set beside what: figures of one indicator, flagged where a comparison would mislead.

Two figures are compared on the points that official statistics ask for before two series are put
side by side: concept, unit, population, reference period, coverage, sources (ESS Handbook for
Quality and Metadata Reports, Eurostat 2020, chapter "Coherence and comparability"). Nothing is
averaged, and a figure of a former province stays with that province.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import pandas as pd

from ..extraction.periods import years_of
from ..extraction.places import provinces
from ..tables import rows as records
from .cues import table
from .intervals import exact

Row = dict[str, Any]
SMALL_BASE = 20  # one unit more or less moves a share by 5 points or more
NUMBERS = ("value", "numerator", "denominator", "share")
COLUMNS = [
    "area_id", "province", "place", "period", "role", "value", "unit", "unit_class", "numerator",
    "denominator", "denominator_is", "share", "qualifier", "level", "statements", "sources", "flags",
    "missing", "area_today", "observation_ids", "doc_ids",
]  # fmt: skip
# What makes two statements one fact.
_SAME = ("area_id", "province", "place", "period", "role", *NUMBERS[:3], "unit_class")


@dataclass(frozen=True)
class Judgement:
    """Whether figures may be compared: flags, one sentence in two languages, the ranking if any."""

    flags: tuple[str, ...]
    withheld: bool
    vi: str
    en: str
    ranking: tuple[tuple[str, float], ...] = ()


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
        which says why in ``missing``. ``flags`` and ``missing`` hold keys of the sections of
        data/audit.toml; ``share`` is a percentage.

    Raises:
        ValueError: ``boundaries`` is neither None nor "2025".
    """
    if boundaries not in (None, "2025"):
        raise ValueError(f"boundaries {boundaries!r}: give None (as they were) or '2025' (today's)")
    told: dict[tuple[Any, ...], list[Row]] = {}
    themes: dict[tuple[Any, Any], set[str]] = {}
    for row in records(observations):
        if row.get("province"):
            area = row.get("area_id"), row["province"]
            themes.setdefault(area, set()).add(str(row.get("indicator")).partition(".")[0])
            if row.get("indicator") == indicator:
                told.setdefault(tuple(row.get(name) for name in _SAME), []).append(row)
    facts = [_fact(statements, indicator, years_of(period)) for statements in told.values()]
    usual = [f for f in facts if not f["missing"]]
    for fact in facts:
        others = (o for o in usual if _area(o) != _area(fact))
        against = {flag for other in others for flag in pair(fact, other).flags}
        fact["flags"] = [f for f in table("flag") if f in {*fact["flags"], *against}]
    for area in themes.keys() - {_area(f) for f in facts}:
        near = indicator.partition(".")[0] in themes[area]
        facts.append(_absent(area, "not_reported" if near else "out_of_scope"))
    if boundaries:
        facts = _today(facts)
    order = ("province", "place", "period", "role", "value")
    facts.sort(key=lambda f: (f["area_today"] or f["province"], *(str(f[n] or "") for n in order)))
    frame = pd.DataFrame(facts, columns=COLUMNS, dtype=object)
    return frame.astype(dict.fromkeys(NUMBERS, "float64"))


def pair(a: Mapping[str, Any], b: Mapping[str, Any]) -> Judgement:
    """Judge two figures of one indicator (rows of `compare` or of observations)."""
    years = [years_of(r.get("period")) for r in (a, b)]
    distance = abs(years[0][1] - years[1][1]) if all(years) else 0

    def differs(name: str) -> bool:
        return a.get(name) != b.get(name) and None not in (a.get(name), b.get(name))

    tests = {
        "unit": differs("unit_class"),
        "measure": (_share(a) is None) != (_share(b) is None),
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
    return _judged((flag for flag, hit in tests.items() if hit), distance)


def rank(compared: pd.DataFrame) -> Judgement:
    """Rank the areas of a comparison by share, or withhold the ranking and say why.

    Each area takes part with its latest figure for the whole province; a ranking that rests on
    anything else is withheld, as is one of fewer than two areas.
    """
    rows = [r for r in records(compared) if r["missing"] is None]
    rows.sort(key=lambda r: str(r["period"]))
    figures = list({r["province"]: r for r in rows if not r["place"]}.values())
    if len(figures) < 2:
        judged = _judged({f for r in rows for f in r["flags"] if f == "part_of_province"}, 0)
        why = table("missing")["too_few"]
        vi, en = f"Không xếp hạng: {why[0]}.", f"Ranking withheld: {why[1]}."
        return replace(judged, withheld=True, vi=vi, en=en)
    flags = {f for r in figures for f in r["flags"]} & {"no_base", "definition", "single_source"}
    flags.update(f for two in combinations(figures, 2) for f in pair(*two).flags)
    years = [y[1] for r in figures if (y := years_of(r["period"]))]
    sizes = ((r["province"], r["value"] if r["share"] is None else r["share"]) for r in figures)
    ranking = sorted(
        ((name, float(size or 0)) for name, size in sizes), key=lambda s: (-s[1], s[0])
    )
    made = _judged(flags, max(years, default=0) - min(years, default=0))
    if not made.withheld:
        return replace(made, ranking=tuple(ranking))
    vi, en = (text.partition(":")[2] for text in (made.vi, made.en))
    return replace(made, vi=f"Không xếp hạng:{vi}", en=f"Ranking withheld:{en}")


def _judged(found: Iterable[str], years: int) -> Judgement:
    found = set(found)
    flags = tuple(flag for flag in table("flag") if flag in found)
    serious = [f for f in flags if table("flag")[f][2] and not (f == "period" and years <= 1)]
    named = serious or flags
    vi, en = ("; ".join(table("flag")[f][k].format(years=years) for f in named) for k in (0, 1))
    if serious:
        return Judgement(flags, True, f"Không so sánh: {vi}.", f"Not compared: {en}.")
    if flags:
        return Judgement(
            flags, False, f"So sánh được, lưu ý: {vi}.", f"Comparable, with care: {en}."
        )
    return Judgement(flags, False, "So sánh được.", "Comparable.")


def _area(row: Row) -> tuple[Any, Any]:
    return row.get("area_id"), row.get("province")


def _fact(told: Sequence[Row], indicator: str, window: tuple[int, int] | None) -> Row:
    """One record for a fact, however often it is told, with what hinders any comparison of it."""
    docs = sorted({str(row.get("doc_id")) for row in told})
    fact = {name: told[0].get(name) for name in COLUMNS}
    fact |= {"statements": len(told), "sources": len(docs), "doc_ids": docs}
    fact |= {"observation_ids": [row.get("observation_id") for row in told], "area_today": None}
    years = years_of(fact["period"])
    outside = window and years and (years[1] < window[0] or years[0] > window[1])
    fact["missing"] = "not_comparable" if outside or fact["role"] != "actual" else None
    fact["share"] = _share(told[0])
    tests = {
        "no_base": fact["share"] is None and not indicator.startswith(("economy.", "index.")),
        "part_of_province": fact["place"],
        "definition": indicator.endswith((".other", "_subgroup")),
        "qualifier": (fact["qualifier"] or "exact") != "exact",
        "small_base": (fact["denominator"] or SMALL_BASE) < SMALL_BASE,
        "single_source": fact["sources"] == 1,
        "period_unknown": not fact["period"],
    }
    return fact | {"flags": [flag for flag, hit in tests.items() if hit]}


def _absent(area: tuple[Any, Any], why: str) -> Row:
    """The record of an area that reports no figure."""
    empty = dict.fromkeys(COLUMNS) | {"area_id": area[0], "province": area[1], "missing": why}
    lists = {name: [] for name in ("flags", "observation_ids", "doc_ids")}
    return empty | lists | {"statements": 0, "sources": 0}


def _share(row: Mapping[str, Any]) -> float | None:
    """A figure as a percentage, where it is one."""
    if row.get("numerator") is not None and row.get("denominator"):
        return float(exact(row["numerator"]) / exact(row["denominator"]) * 100)
    if row.get("share") is not None or row.get("stated_percent") is not None:
        return float(row.get("share") or row["stated_percent"])
    return float(row["value"]) if row.get("unit") == "%" and row.get("value") is not None else None


def _part_year(row: Mapping[str, Any]) -> bool:
    """True for a period within one year that is not the whole of it."""
    ends = str(row.get("period") or "").split("/")
    return len(ends[0]) > 4 and ends[0][:4] == ends[-1][:4]


def _today(facts: list[Row]) -> list[Row]:
    """List facts under today's provinces; add a sum where every predecessor reports alike."""
    names = {a["area_id"]: a["name"] for a in provinces()}
    follower = {a["area_id"]: a["successor"] or a["area_id"] for a in provinces()}
    for today in sorted({follower[f["area_id"]] for f in facts if f["area_id"] in follower}):
        members = [area for area, heir in follower.items() if heir == today != area]
        here = [f for f in facts if f["area_id"] in members]
        told = [f for f in here if not f["missing"] and not f["place"]]
        if len(members) > 1:
            silent = set(members) - {f["area_id"] for f in here}
            facts += [_absent((area, names[area]), "not_reported") for area in sorted(silent)]
            if sorted(f["area_id"] for f in told) == sorted(members):
                facts += _summed(told, (today, names[today]))
    for fact in facts:
        fact["area_today"] = names.get(follower.get(fact["area_id"], ""), fact["province"])
    return facts


def _summed(told: list[Row], area: tuple[str, str]) -> list[Row]:
    """The sum of predecessors' counts, if they are alike; none of shares, which do not add up."""
    alike = {
        tuple(f[n] for n in ("unit", "unit_class", "role", "period", "qualifier")) for f in told
    }
    first = told[0]
    if len(alike) > 1 or first["unit"] == "%" or not first["period"]:
        return []
    total = first | {"area_id": area[0], "province": area[1], "share": None}
    for name in NUMBERS[:3]:
        values = [f[name] for f in told]
        total[name] = None if None in values else float(sum(map(exact, values)))
    if total["value"] is None:
        return []
    single = any("single_source" in f["flags"] for f in told)
    return [
        total
        | {
            "share": _share(total),
            "flags": ["single_source"] if single else [],
            "statements": sum(f["statements"] for f in told),
            "sources": min(f["sources"] for f in told),
            "observation_ids": [i for f in told for i in f["observation_ids"]],
            "doc_ids": sorted({d for f in told for d in f["doc_ids"]}),
        }
    ]
