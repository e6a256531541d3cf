"""Observations: a figure, or figures that state one fact together, tied to an indicator."""

from __future__ import annotations

from typing import Any

from ..extraction import Ids, Reading
from ..extraction.periods import years_of
from ..knowledge import spaced
from ..rules import cues
from ..text import Document
from . import roles
from .facts import Fact, join, respective
from .indicators import Before, Linker
from .linkrules import Choice
from .scopes import Scopes, area_of
from .times import Times

CUES = cues("observations")

_SAME = ("indicator", "role", "value", "numerator", "denominator", "stated_percent")
_SAME += ("province", "place")
_LEVELS = ("province", "district", "commune", "hamlet")
Row = dict[str, Any]


def link(reading: Reading) -> list[Row]:
    """Tie every figure of a reading to an indicator (or to none); rows in view coordinates."""
    course, ids = _Course(reading), Ids(reading.document)
    rows = [course.link(fact, ids) for fact in course.facts]
    _mark_earlier(course.view, rows, course.times.year)
    _mark_repeats(reading.document, rows)
    return rows


class _Course:
    """The facts of a document in text order: what was linked before a fact bears on the next one.

    Attributes:
        before: the fact before and its choice; ``done``: all so far
        topic: to what the last figure of the whole was linked
        previous: end and role of the figure before in its sentence
        outer: the role before an open bracket
        counted: where the noun of the figure before ends
    """

    def __init__(self, reading: Reading) -> None:
        self.document, self.view = reading.document, reading.document.view
        figures = [f for f in reading.figures if f["kind"] != "measure"]
        self.scopes = Scopes(reading)
        places = sorted([*self.scopes.parts, *self.scopes.regions], key=lambda p: p.start)
        self.linker = Linker(reading.document, figures, places)
        self.plan = roles.is_plan(self.view[slice(*self.linker.title)])
        self.times = Times(reading.document, reading.periods, self.plan)
        runs = respective(self.view, figures)
        self.runs = {id(f): (i, run) for run in runs for i, f in enumerate(run)}
        for run in runs:  # "62 và 11 thôn": both are hamlets
            shared = next((f["unit_class"] for f in reversed(run) if f["unit_class"]), None)
            for figure in run:
                figure["shared_class"] = shared
        self.facts = join(self.view, figures)
        self.totals = {id(fact.total) for fact in self.facts if fact.total}
        self.before: Before | None = None
        self.done: list[Before] = []
        self.topic: Choice | None = None
        self.previous: tuple[int, str] | None = None
        self.outer: str | None = None
        self.counted = 0

    def link(self, fact: Fact, ids: Ids) -> Row:
        """The observation of the next fact."""
        lead, total = fact.lead, id(fact.lead) in self.totals
        clause = self.linker.clause(lead["start"], fact.figures[-1]["end"]).start
        order, run = self.runs.get(id(lead), (0, []))
        choices = self._respective(run, clause) if run else None
        choice = choices[order] if choices else None
        choice = choice or self.linker.choose(fact, self.before, self.topic, total=total)
        indicator = choice.rule.indicator if choice else ""
        if choice and indicator and choice.rule.group != "parts" and choice.at >= 0:
            self.topic = choice
        role = self._role(fact, choice, indicator, clause)
        province, place = self.scopes.place(lead, clause, (order, len(run)) if run else None)
        if not total:  # what follows goes on with the n of "n trong tổng số N"
            self.before = (fact, choice)
        self.done.append((fact, choice))
        return {
            "observation_id": ids.make("observation", lead["start"], lead["end"]),
            "indicator": indicator or None,
            "role": role,
            **_values(self.view, fact, indicator, role),
            "province": province,
            "area_id": area_of(self.document, province),
            "place": place,
            "level": lead["unit_class"] if lead["unit_class"] in _LEVELS else None,
            "period": self.times.period(lead, role, indicator),
            "figure_ids": [f["figure_id"] for f in fact.figures],
            "start": lead["start"],
            "end": lead["end"],
            "repeats": None,
            "rule": f"{choice.rule.name}: {spaced(choice.cue)[:60]}" if choice else "",
            "flags": _flags(self.view, lead),
        }

    def _respective(self, run: list[Row], clause: int) -> list[Choice] | None:
        """Choices for the figures of a "lần lượt" list, where these are different indicators.

        None for a list of places. Changes of what was counted before ("169 tổ chức và 395 đảng
        viên, lần lượt tăng 133 và 379") go on with its indicators.
        """
        start = run[0]["start"]
        if len(self.scopes.named(clause, start)) >= len(run):
            return None
        leads = [id(f) for f in run]
        done = [pair for pair in self.done if id(pair[0].lead) not in leads][-len(run) :]
        kinds = {choice.rule.indicator for _, choice in done if choice}
        near = done and done[0][0].lead["start"] > clause and len(kinds) == len(run)
        if near and CUES.turn.search(self.view[max(0, start - 25) : start]):
            return [choice._replace(at=-1) for _, choice in done]
        return self.linker.respective(run)

    def _role(self, fact: Fact, choice: Choice | None, indicator: str, clause: int) -> str:
        """The role of a fact; the course goes on behind it."""
        lead, rule = fact.lead, self.before and self.before[1] and self.before[1].rule
        lead["after"], self.counted = self.counted, lead["unit_end"]
        listed = bool(choice and choice.at < 0 and choice.rule is rule)
        previous = self._previous(clause, lead["start"], listed)
        if self.done and roles.is_excess(self.view, fact, self.done[-1][0], clause):
            role = "change"
        else:
            sentence = self.document.sentence_at(lead["start"]).start
            plan = self.plan and not self.times.past(lead, indicator)
            role = roles.role_of(self.view, fact, indicator, clause, sentence, previous, plan)
        if role == "actual" and self.times.ahead(lead, indicator):
            role = "target"
        self.previous = (fact.figures[-1]["end"], role)
        return role

    def _previous(self, clause: int, start: int, listed: bool) -> roles.Before | None:
        """The role before, none of another clause; a closed bracket gives back the one before it."""
        if self.previous and self.previous[0] < clause and not listed:
            self.previous = self.outer = None
        if not self.previous:
            return None
        end, role = self.previous
        gap = self.view[end:start]
        role = self.outer or "actual" if ")" in gap else role
        if "(" in gap.rpartition(")")[2]:
            self.outer = role
        return roles.Before(end, role, listed)


def _flags(view: str, lead: Row) -> list[str]:
    """``part``: a share of some of the units only ("tại 8 xã, tỷ lệ này đã là 100%")."""
    start = lead["start"]
    told = lead["kind"] == "percent" and CUES.some_of.search(view[max(0, start - 90) : start])
    return ["part"] if told else []


def _values(view: str, fact: Fact, indicator: str, role: str) -> Row:
    """Value, n and N, percent, qualifier, unit and decimals of a fact."""
    ratio, percent, lead = fact.ratio, fact.percent, fact.lead
    main = ratio or fact.count or lead
    beside = percent if percent is not main else None
    numerator, denominator = (ratio["numerator"], ratio["denominator"]) if ratio else (None, None)
    if fact.total:
        numerator, denominator = main["value"], fact.total["value"]
    of = "total" if denominator or percent else None
    if (ratio or percent) and roles.of_target(view, fact, indicator, role):
        of = "target"
    return {
        "value": numerator if ratio else main["value"],
        "unit": "%" if main["kind"] == "percent" and main["unit"] != "điểm %" else None,
        "unit_class": main["unit_class"],
        "numerator": numerator,
        "denominator": denominator,
        "denominator_is": of,
        "stated_percent": beside["value"] if beside else None,
        "qualifier": main["qualifier"],
        "decimals": (beside or main)["decimals"],
    }


def _mark_repeats(document: Document, rows: list[Row]) -> None:
    """Name, for a fact that is told again, the first row that states it.

    Equal numbers of one sentence or list are different facts ("dân tộc thiểu số 112, có đạo 112"),
    and so are those of different groups of people or units, wherever they stand.
    """
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if row["indicator"]:
            key = *map(row.get, _SAME), years_of(row["period"]), _group(document, row)
            first = seen.setdefault(key, row)
            if first is not row and not _beside(document, first["start"], row["start"]):
                row["repeats"] = first["observation_id"]


def _group(document: Document, row: Row) -> frozenset[str]:
    """The words that stand beside a figure for the group it counts ("nữ", "cấp xã")."""
    view, (low, high) = document.view, document.sentence_at(row["start"])
    before = CUES.other_figure.split(view[max(low, row["start"] - 60) : row["start"]])[-1]
    after = CUES.other_figure.split(view[row["end"] : min(high, row["end"] + 40)])[0]
    return frozenset(" ".join(m[0].split()) for m in CUES.groups.finditer(before + after))


def _beside(document: Document, first: int, second: int) -> bool:
    """True for two places in one sentence, or in one list with bullets."""
    lines = document.view[first:second].split("\n")[1:]
    if lines:
        return all(CUES.item.match(line) for line in lines if line)
    return document.sentence_at(first) == document.sentence_at(second)


def _mark_earlier(view: str, rows: list[Row], year: int | None) -> None:
    """An earlier year's value beside the reporting year's of the same indicator is a baseline."""
    for i, row in enumerate(rows):
        years = years_of(row["period"])
        if row["role"] != "actual" or not row["indicator"] or not years or not year:
            continue
        if CUES.apart.search(view[max(0, row["start"] - 200) : row["start"]]):
            continue
        # an article tells an earlier payroll, or how many units there were, only to cut from it
        before = view[max(0, row["start"] - 25) : row["start"]]
        there = CUES.all_units.match(row["indicator"]) and CUES.there_were.search(before)
        cut = (there or row["indicator"] == "payroll.total") and years[0] == years[1] < year
        if cut or any(_later(view, row, other, year) for other in rows[max(0, i - 12) : i + 13]):
            row["role"] = "baseline"


def _later(view: str, row: Row, other: Row, year: int) -> bool:
    """True when ``other`` gives a later year's value of the same thing in the same breath."""
    own, later = years_of(row["period"]), years_of(other["period"])
    if any(other[name] != row[name] for name in ("indicator", "place", "role")):
        return False
    if not later or not own[1] <= later[0] <= year or own[1] == later[1]:
        return False
    bare = any(r["unit"] == "%" for r in (row, other))
    shares = all(r["unit"] == "%" or r["stated_percent"] or r["denominator"] for r in (row, other))
    # a share is set against no count, a year against no term
    if (bare and not shares) or (own[0] == own[1]) != (later[0] == later[1]):
        return False
    first, last = sorted((row, other), key=lambda r: r["start"])
    if not CUES.stop.search(view[first["end"] : last["start"]]):
        return True
    low = 0 if row is first else first["end"]
    opening = view[max(low, row["start"] - 110) : row["start"]]
    return row is last or bool(CUES.scant.search(opening))
