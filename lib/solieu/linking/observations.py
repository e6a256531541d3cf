"""Observations: a figure, or figures that state one fact together, tied to an indicator."""

from __future__ import annotations

import re
from typing import Any

from ..extraction import Ids, Reading, places
from ..extraction.periods import years_of
from ..rules import cues
from . import facts, indicators, roles, scopes

CUES = cues("observations")

_SAME = (
    "indicator",
    "role",
    "value",
    "numerator",
    "denominator",
    "stated_percent",
    "province",
    "place",
    "period",
)
_LEVELS = ("province", "district", "commune", "hamlet")


def link(reading: Reading) -> list[dict[str, Any]]:
    """Tie every figure of a reading to an indicator (or to none); rows in view coordinates."""
    document, view = reading.document, reading.document.view
    found = [f for f in reading.figures if f["kind"] != "measure"]
    parts = [p for p in reading.places if p.data.get("level") != "province"]
    linker = indicators.Linker(document, found, parts)
    ids = Ids(document)
    plan = roles.is_plan(view[linker.title.start : linker.title.end])
    whole = places.focus(document, reading.places)
    scope = scopes.Scopes(
        document, reading.places, reading.periods, whole and whole.data["name"], plan
    )
    order: dict[int, tuple[int, int]] = {}
    chosen: dict[int, indicators.Choice] = {}
    for run in facts.respective(view, found):
        shared = next((f["unit_class"] for f in reversed(run) if f["unit_class"]), None)
        for figure in run:  # "62 và 11 thôn": both are hamlets
            figure["shared_class"] = shared
        order |= {id(figure): (i, len(run)) for i, figure in enumerate(run)}
        chosen |= {
            id(f): choice for f, choice in zip(run, linker.respective(run) or (), strict=False)
        }
    rows: list[dict[str, Any]] = []
    seen: dict[tuple[Any, ...], str] = {}
    previous: tuple[int, str] | None = None
    topic: tuple[int, indicators.Choice] | None = None
    counted = 0  # where the noun of the figure before ends
    outer: str | None = None  # the role before an open bracket
    before: tuple[facts.Fact, indicators.Choice | None] | None = None
    joined = facts.join(view, found)
    totals = {id(fact.total) for fact in joined if fact.total}
    for fact in joined:
        lead = fact.lead
        lead["after"], counted = counted, lead["unit_end"]
        clause = linker.clause(lead["start"], fact.figures[-1]["end"])
        choice = chosen.get(id(lead)) or linker.choose(
            fact, before, total=id(lead) in totals, topic=topic
        )
        if choice and choice.rule.indicator and choice.rule.group != "parts" and choice.at >= 0:
            topic = (lead["start"], choice)
        listed = bool(
            before and choice and choice.at < 0 and choice.rule is (before[1] and before[1].rule)
        )
        if id(lead) not in totals:  # what follows goes on with the n of "n trong tổng số N"
            before = (fact, choice)
        indicator = choice.rule.indicator if choice else ""
        if previous and previous[0] < clause.start and not listed:
            previous = outer = None
        gap = view[previous[0] : lead["start"]] if previous else ""
        if previous and ")" in gap:
            previous = (previous[0], outer or "actual")
        if previous and "(" in gap.rpartition(")")[2]:
            outer = previous[1]
        role = roles.role_of(
            view,
            fact,
            indicator,
            clause.start,
            document.sentence_at(lead["start"]).start,
            previous and roles.Before(*previous, listed),
            plan and not scope.past(lead, indicator),
        )
        if role == "actual" and scope.ahead(lead, indicator):
            role = "target"
        previous = (fact.figures[-1]["end"], role)
        province, place = scope.place(lead, clause.start, order.get(id(lead)))
        row = {
            "observation_id": ids.make("observation", lead["start"], lead["end"]),
            "indicator": indicator or None,
            "role": role,
            **_values(view, fact),
            "province": province,
            "area_id": document.area_id if province else None,
            "place": place,
            "level": lead["unit_class"] if lead["unit_class"] in _LEVELS else None,
            "period": scope.period(lead, role, indicator),
            "figure_ids": [f["figure_id"] for f in fact.figures],
            "start": lead["start"],
            "end": lead["end"],
            "repeats": None,
            "rule": f"{choice.rule.name}: {_short(choice.cue)}" if choice else "",
            "flags": _flags(view, lead),
        }
        if indicator:
            key = tuple(row[name] for name in _SAME)
            row["repeats"] = seen.get(key)
            seen.setdefault(key, row["observation_id"])
        rows.append(row)
    _mark_earlier(view, rows, scope.year)
    return rows


def _mark_earlier(view: str, rows: list[dict[str, Any]], year: int | None) -> None:
    """An earlier year's value beside the reporting year's of the same indicator is a baseline."""
    for i, row in enumerate(rows):
        years = years_of(row["period"])
        if row["role"] != "actual" or not row["indicator"] or not years or not year:
            continue
        if CUES.apart.search(view[max(0, row["start"] - 200) : row["start"]]):
            continue
        if row["indicator"] == "payroll.total" and years[0] == years[1] < year:
            row["role"] = "baseline"  # an article tells an earlier payroll only to cut from it
        elif any(
            _later(view, row, other, years[1], year) for other in rows[max(0, i - 12) : i + 13]
        ):
            row["role"] = "baseline"


def _later(view: str, row: dict[str, Any], other: dict[str, Any], since: int, year: int) -> bool:
    """True when ``other`` gives a later year's value of the same thing in the same breath."""
    same = all(other[name] == row[name] for name in ("indicator", "place", "role"))
    start, until = years_of(other["period"]) or (0, 0)
    bare = [r["unit"] == "%" for r in (row, other)]
    shares = [r["unit"] == "%" or r["stated_percent"] or r["denominator"] for r in (row, other)]
    if (
        not same
        or start < since
        or until <= since
        or start > year
        or (any(bare) and not all(shares))
    ):
        return False
    own = years_of(row["period"]) or (0, 0)
    if (own[0] == own[1]) != (start == until):  # a year against a term
        return False
    first, last = sorted((row, other), key=lambda r: r["start"])
    if not CUES.stop.search(view[first["end"] : last["start"]]):
        return True
    near = (
        start <= year <= until
        and last["start"] - first["start"] < 400
        and "\n" not in view[first["end"] : last["start"]]
    )
    low = 0 if row is first else first["end"]
    opening = view[max(low, row["start"] - 110) : row["start"]]
    return near and bool(
        CUES.scant.search(opening) or (row is last and CUES.looks_back.search(opening))
    )


def _flags(view: str, lead: dict[str, Any]) -> list[str]:
    """``part``: a share of some of the units only ("tại 8 xã, tỷ lệ này đã là 100%")."""
    start = lead["start"]
    told = lead["kind"] == "percent" and CUES.some_of.search(view[max(0, start - 90) : start])
    return ["part"] if told else []


def _short(cue: str) -> str:
    return re.sub(r"\s+", " ", cue)[:60]


def _values(view: str, fact: facts.Fact) -> dict[str, Any]:
    """Value, n and N, percent, qualifier, unit and decimals of a fact."""
    ratio, percent, count, lead = fact.ratio, fact.percent, fact.count, fact.lead
    main = ratio or count or lead
    numerator = ratio["numerator"] if ratio else None
    denominator = ratio["denominator"] if ratio else None
    if fact.total and count:
        numerator, denominator = count["value"], fact.total["value"]
    against_target = roles.of_target(view, fact) and (ratio or percent)
    return {
        "value": numerator if ratio else main["value"],
        "unit": "%" if main["kind"] == "percent" and main["unit"] != "điểm %" else None,
        "unit_class": main["unit_class"],
        "numerator": numerator,
        "denominator": denominator,
        "denominator_is": "target"
        if against_target
        else "total"
        if denominator or percent
        else None,
        "stated_percent": percent["value"] if percent and main is not percent else None,
        "qualifier": main["qualifier"],
        "decimals": (percent if percent and main is not percent else main)["decimals"],
    }
