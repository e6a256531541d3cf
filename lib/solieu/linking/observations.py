"""Observations: a figure, or figures that state one fact together, tied to an indicator."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from ..extraction import Ids, Reading, places
from ..extraction.periods import years_of
from ..rules import cues
from ..text import Document, Span
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
)
_LEVELS = ("province", "district", "commune", "hamlet")
Linked = tuple[facts.Fact, indicators.Choice | None]


@dataclass
class _Course:
    """What was linked before a figure, as far as it bears on the next one.

    Attributes:
        before: the fact before it and its choice
        topic: where and to what the last figure of the whole was linked
        previous: end and role of the figure before it in its sentence
        outer: the role before an open bracket
        counted: where the noun of the figure before ends
        done: the figures linked so far, with their choices
    """

    before: Linked | None = None
    topic: tuple[int, indicators.Choice] | None = None
    previous: tuple[int, str] | None = None
    outer: str | None = None
    counted: int = 0
    done: list[Linked] = field(default_factory=list)

    def roles_before(self, view: str, clause: Span, start: int, listed: bool) -> None:
        """Forget the role of another clause; a closed bracket gives back the role before it."""
        if self.previous and self.previous[0] < clause.start and not listed:
            self.previous = self.outer = None
        gap = view[self.previous[0] : start] if self.previous else ""
        if self.previous and ")" in gap:
            self.previous = (self.previous[0], self.outer or "actual")
        if self.previous and "(" in gap.rpartition(")")[2]:
            self.outer = self.previous[1]


def link(reading: Reading) -> list[dict[str, Any]]:
    """Tie every figure of a reading to an indicator (or to none); rows in view coordinates."""
    document, view = reading.document, reading.document.view
    found = [f for f in reading.figures if f["kind"] != "measure"]
    parts = [
        p for p in reading.places if p.data.get("level") != "province" or _elsewhere(p, document)
    ]
    linker = indicators.Linker(document, found, parts)
    plan = roles.is_plan(view[linker.title.start : linker.title.end])
    whole = places.focus(document, reading.places)
    scope = scopes.Scopes(
        document, reading.places, reading.periods, whole and whole.data["name"], plan
    )
    runs = {id(f): (i, run) for run in facts.respective(view, found) for i, f in enumerate(run)}
    for _, run in runs.values():  # "62 và 11 thôn": both are hamlets
        shared = next((f["unit_class"] for f in reversed(run) if f["unit_class"]), None)
        for figure in run:
            figure["shared_class"] = shared
    ids, course = Ids(document), _Course()
    rows: list[dict[str, Any]] = []
    joined = facts.join(view, found)
    totals = {id(fact.total) for fact in joined if fact.total}
    for fact in joined:
        lead = fact.lead
        total = id(lead) in totals
        clause = linker.clause(lead["start"], fact.figures[-1]["end"])
        choice = None
        order, run = runs.get(id(lead), (0, []))
        if run and (choices := _respective(linker, scope, course, view, run, clause)):
            choice = choices[order]
        choice = choice or linker.choose(fact, course.before, total=total, topic=course.topic)
        indicator = choice.rule.indicator if choice else ""
        role = _role(view, fact, choice, clause, course, scope, plan)
        province, place = scope.place(lead, clause.start, (order, len(run)) if run else None)
        if not total:  # what follows goes on with the n of "n trong tổng số N"
            course.before = (fact, choice)
        course.done.append((fact, choice))
        rows.append(
            {
                "observation_id": ids.make("observation", lead["start"], lead["end"]),
                "indicator": indicator or None,
                "role": role,
                **_values(view, fact),
                "province": province,
                "area_id": places.area(province, places.moment(document))
                if province != document.province
                else document.area_id,
                "place": place,
                "level": lead["unit_class"] if lead["unit_class"] in _LEVELS else None,
                "period": scope.months(lead, scope.period(lead, role, indicator), role, indicator),
                "figure_ids": [f["figure_id"] for f in fact.figures],
                "start": lead["start"],
                "end": lead["end"],
                "repeats": None,
                "rule": f"{choice.rule.name}: {_short(choice.cue)}" if choice else "",
                "flags": _flags(view, lead),
            }
        )
    _mark_earlier(view, rows, scope.year)
    _mark_title(rows, linker.title, scope)
    _mark_repeats(document, rows)
    return rows


def _elsewhere(place: Any, document: Any) -> bool:
    """True for another province, told of beside the article's own."""
    return bool(document.province) and place.data["name"] != document.province


def _respective(
    linker: indicators.Linker,
    scope: scopes.Scopes,
    course: _Course,
    view: str,
    run: list[dict[str, Any]],
    clause: Span,
) -> list[indicators.Choice | None] | None:
    """Choices for the figures of a "lần lượt" list, where these are different indicators.

    None for a list of places. Changes of what was counted before ("169 tổ chức và 395 đảng viên,
    lần lượt tăng 133 và 379") go on with its indicators.
    """
    start = run[0]["start"]
    if scope.listed(clause.start, start) >= len(run):
        return None
    leads = [id(f) for f in run]
    done = [pair for pair in course.done if id(pair[0].lead) not in leads][-len(run) :]
    kinds = {choice.rule.indicator for _, choice in done if choice}
    near = len(done) == len(run) and done[0][0].lead["start"] > clause.start
    if near and len(kinds) == len(run) and CUES.turn.search(view[max(0, start - 25) : start]):
        return [choice._replace(at=-1) for _, choice in done if choice]
    return linker.respective(run)


def _role(
    view: str,
    fact: facts.Fact,
    choice: indicators.Choice | None,
    clause: Span,
    course: _Course,
    scope: scopes.Scopes,
    plan: bool,
) -> str:
    """The role of a fact; the course goes on behind it."""
    lead, indicator = fact.lead, choice.rule.indicator if choice else ""
    lead["after"], course.counted = course.counted, lead["unit_end"]
    if choice and indicator and choice.rule.group != "parts" and choice.at >= 0:
        course.topic = (lead["start"], choice)
    rule = course.before and course.before[1] and course.before[1].rule
    listed = bool(choice and choice.at < 0 and choice.rule is rule)
    course.roles_before(view, clause, lead["start"], listed)
    last = course.done[-1][0] if course.done else None
    excess = last and roles.is_excess(view, fact, last, clause.start)
    role = (
        "change"
        if excess
        else roles.role_of(
            view,
            fact,
            indicator,
            clause.start,
            scope.document.sentence_at(lead["start"]).start,
            course.previous and roles.Before(*course.previous, listed),
            plan and not scope.past(lead, indicator),
        )
    )
    if role == "actual" and scope.ahead(lead, indicator):
        role = "target"
    course.previous = (fact.figures[-1]["end"], role)
    return role


def _mark_title(rows: list[dict[str, Any]], title: Span, scope: scopes.Scopes) -> None:
    """A figure of the title is told again in the article, with its period."""
    for row in rows:
        if not title.start <= row["start"] < title.end or not row["indicator"]:
            continue
        if scope.told(row["start"], row["end"]):
            continue
        same = ("indicator", "role", "value", "unit_class", "place")
        again = (r for r in rows if r["start"] >= title.end and all(r[k] == row[k] for k in same))
        row["period"] = next((r["period"] for r in again), row["period"])


def _mark_repeats(document: Document, rows: list[dict[str, Any]]) -> None:
    """Name, for a fact that is told again, the first row that states it.

    Equal numbers of one sentence or list are different facts ("dân tộc thiểu số 112, có đạo 112"),
    and so are those of different groups of people or units, wherever they stand.
    """
    seen: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        if row["indicator"]:
            key = *map(row.get, _SAME), years_of(row["period"]), _group(document, row)
            first = seen.setdefault(key, row)
            if first is not row and not _beside(document, first["start"], row["start"]):
                row["repeats"] = first["observation_id"]


def _group(document: Document, row: dict[str, Any]) -> tuple[str, ...]:
    """The words that stand beside a figure for the group it counts ("nữ", "cấp xã")."""
    low, high = document.sentence_at(row["start"])
    view = document.view
    before = CUES.other_figure.split(view[max(low, row["start"] - 60) : row["start"]])[-1]
    after = CUES.other_figure.split(view[row["end"] : min(high, row["end"] + 40)])[0]
    return tuple(sorted({" ".join(m[0].split()) for m in CUES.groups.finditer(before + after)}))


def _beside(document: Document, first: int, second: int) -> bool:
    """True for two places in one sentence, or in one list with bullets."""
    between = document.view[first:second].split("\n")[1:]
    item = all(CUES.item.match(line) for line in between if line)
    return item if between else document.sentence_at(first) == document.sentence_at(second)


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
