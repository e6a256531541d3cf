"""Provinces beside each other: who reports what, what can be compared, and each indicator in full.

`choose` sorts the observations into series: figures of one indicator that measure the same thing.
Only within a series are provinces ranked or drawn on one axis, and only where
`analysis.comparability` does not withhold it.
"""

from __future__ import annotations

import collections
import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from ..analysis.comparability import compare, rank
from ..analysis.cues import table as judgements
from ..analysis.groups import Group, groups
from ..analysis.measures import MEASURES, PERCENTAGES, measures
from ..extraction.places import provinces
from ..knowledge import codebook
from ..tables import rows as records
from ..text import simplify
from .markup import Prose, Table, element, show
from .report import Area, Report, Row, UnknownName, overlapping, years
from .wording import Words, collate

BOUNDARIES = ("", "2025")


@dataclass(frozen=True)
class Series:
    """Figures of one indicator that measure the same thing, and whether they can be ranked.

    Attributes:
        indicator: id of the codebook; measure: one of `analysis.measures.MEASURES`
        rows: its observations within the period, of every role
        facts: rows of `analysis.comparability.compare`, those outside the period marked so
        areas: labels of the provinces in ``rows``
        flags: what hinders a comparison; why: that in a sentence
        ranking: provinces and their values, the highest first; empty where it is withheld
    """

    indicator: str
    measure: str
    rows: list[Row]
    facts: list[Row]
    areas: frozenset[str]
    flags: tuple[str, ...]
    why: str
    ranking: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Comparison:
    """What is compared: areas and series, under which period, group and boundaries."""

    report: Report
    period: str
    group: Group | None
    boundaries: str
    areas: list[Area]
    series: list[Series]

    @functools.cached_property
    def wide(self) -> dict[str, list[Series]]:
        """Series by indicator, of indicators that at least two provinces report."""
        found: dict[str, list[Series]] = collections.defaultdict(list)
        for one in self.series:
            found[one.indicator].append(one)
        return {i: s for i, s in found.items() if len(spread(s)) > 1}

    def label(self, series: Series) -> str:
        """The indicator in short, and what is measured where that is not plain."""
        words, name = self.report.words, self.report.words.short(series.indicator)
        alone = sum(s.indicator == series.indicator for s in self.series) == 1
        plain = alone and series.measure not in ("plan_share", "of_target")
        return name if plain else f"{name} – {words.label('measure', series.measure)}"

    def within(self, area: Area) -> Comparison:
        """The same comparison, only the figures of one province."""
        kept = [(s, [o for o in s.rows if area.holds(o)]) for s in self.series]
        series = [replace(s, rows=rows) for s, rows in kept if rows]
        return replace(self, areas=[area], series=series)

    def named(self, row: Row) -> str:
        """A row's province as it was, under today's boundaries with today's name before it."""
        label = next((a.label for a in self.areas if a.holds(row)), row["province"])
        today = self.today(row.get("area_id"))
        return f"{today} ({label})" if today and today != row["province"] else label

    def today(self, area_id: str | None) -> str:
        """Name of the province of July 2025 that an area lies in; "" unless they are asked for."""
        return _heirs().get(area_id or "", "") if self.boundaries else ""


@functools.cache
def _heirs() -> dict[str, str]:
    """Today's province of each area, by area_id."""
    names = {row["area_id"]: row["name"] for row in provinces()}
    return {row["area_id"]: names[row["successor"] or row["area_id"]] for row in provinces()}


def choose(
    report: Report,
    indicators: Sequence[str] = (),
    period: str = "",
    group: str = "",
    boundaries: str = "",
) -> Comparison:
    """The series to compare.

    Args:
        report: the corpus
        indicators: ids of the codebook; empty for all
        period: ``2017`` or ``2015/2020``; empty for any
        group: id or name of a group of provinces (``groups.csv``); empty for all provinces
        boundaries: empty for provinces as reported, ``2025`` to list them under today's

    Raises:
        UnknownName: an indicator or group that there is not.
        ValueError: a period that is none, or other boundaries.
    """
    for name in indicators:
        if name not in codebook():
            raise UnknownName("indicator", name, codebook())
    if boundaries not in BOUNDARIES:
        raise ValueError(
            f"boundaries {boundaries!r}: give '' (as reported) or '2025' (34 provinces)"
        )
    chosen = _group(group) if group else None
    areas = [a for a in report.areas if not chosen or a.area_id in chosen.members]
    inside = {o["observation_id"] for o in overlapping(report.observations, period)}
    kinds = measures(report.observations, report.documents, report.texts)
    found: dict[tuple[str, str], list[tuple[str, Row]]] = collections.defaultdict(list)
    for o in report.observations:
        area = next((a.label for a in areas if o["province"] and a.holds(o)), "")
        if area and (not indicators or o["indicator"] in indicators):
            found[o["indicator"], kinds[o["observation_id"]]].append((area, o))
    series = []
    for key in ((i, m) for i in codebook() for m in MEASURES if (i, m) in found):
        rows = [o for _, o in found[key]]
        held = frozenset(a for a, o in found[key] if o["observation_id"] in inside)
        frame = compare(pd.DataFrame(rows), key[0], period=period, boundaries=boundaries or None)
        rows = [o for o in rows if o["observation_id"] in inside]
        series.append(Series(*key, rows, records(frame), held, *_judged(report, frame)))
    return Comparison(report, period, chosen, boundaries, areas, series)


def _group(name: str) -> Group:
    for group in groups().values():
        if simplify(name) in (group.id, simplify(group.name_vi), simplify(group.name_en)):
            return group
    raise UnknownName("group", name, groups())


def _judged(
    report: Report, frame: pd.DataFrame
) -> tuple[tuple[str, ...], str, tuple[tuple[str, float], ...]]:
    """Flags, sentence and ranking of a compared series.

    A province that gives several figures for one time tells of several groups of people or bodies,
    none of which stands for the province.
    """
    judged, words = rank(frame), report.words
    usable = frame[frame["missing"].isna() & frame["place"].isna()]
    if not usable.duplicated(["area_id", "province", "period"]).any():
        return judged.flags, getattr(judged, words.lang), judged.ranking
    several = words.say("several_populations")
    told = f"{getattr(judged, words.lang)[:-1]}; {several}" if judged.withheld else ""
    return (*judged.flags, "several"), told or str(words.say("unranked", reason=several)), ()


def spread(series: Sequence[Series]) -> frozenset[str]:
    """Labels of the provinces that have a figure in any of the series."""
    return frozenset().union(*(s.areas for s in series))


def answer(comparison: Comparison) -> Prose:
    """What several provinces tell, how much of it can be ranked, and what most often hinders it."""
    words, wide = comparison.report.words, comparison.wide
    told: dict[str, object] = {"provinces": words.count(len(comparison.areas), "province")}
    if not wide:
        none = words.say("comparison_none", **told)
        return comparison.report.answer(none, *_scope(comparison))
    every = [s for series in wide.values() for s in series if len(s.areas) > 1]
    first = max(wide, key=lambda i: len(spread(wide[i])))
    told |= {
        "indicators": words.count(len(wide), "indicator_told"),
        "first": words.short(first),
        "most": words.count(len(spread(wide[first])), "province"),
    }
    ranked = len({s.indicator for s in every if s.ranking})
    told["ranked"] = words.say("comparison_ranked" if ranked else "comparison_unranked", n=ranked)
    flags = judgements("flag")
    hinder = collections.Counter(f for s in every if not s.ranking for f in s.flags if f in flags)
    serious = [f for f, _ in hinder.most_common() if flags[f][2]]
    why = Markup("")
    if serious:
        reason = flags[serious[0]][words.lang == "en"]
        told_so = reason.format(years=words.label("joint", "several"))
        why = words.say("comparison_why", reason=told_so, n=hinder[serious[0]], of=len(every))
    said = words.say("comparison_answer", **told)
    return comparison.report.answer(said, why, *_scope(comparison))


def _scope(comparison: Comparison) -> list[Markup]:
    """What the comparison is limited to, a sentence each."""
    words, group, said = comparison.report.words, comparison.group, []
    if group:
        names = {row["area_id"]: row["name"] for row in provinces()}
        told = {"name": group.name_vi if words.lang == "vi" else group.name_en}
        told |= {"n": len(group.members), "valid": words.period(group.valid)}
        told |= {"source": group.source, "led": ""}
        if group.head:
            deputies = words.listing([names[d] for d in group.deputies])
            led = {"head": names[group.head], "year": words.period(group.officers)}
            told["led"] = words.say("scope_led", deputies=deputies, **led)
        said.append(words.say("scope_group", **told))
    if comparison.period:
        said.append(words.say("scope_period", period=words.period(comparison.period)))
    return said + ([words.say("scope_boundaries")] if comparison.boundaries else [])


def judged(comparison: Comparison) -> Table:
    """Each series of several provinces: who could be ranked, or why nobody is."""
    words, groups_ = comparison.report.words, {"ranked": [], "withheld": []}
    for series in (s for found in comparison.wide.values() for s in found if len(s.areas) > 1):
        told = [y for o in series.rows for y in years(o["period"])]
        span = words.period("/".join(dict.fromkeys((str(min(told)), str(max(told)))))) if told else "–"  # fmt: skip
        say = words.percent if series.measure in PERCENTAGES else words.number
        ranks = (f"{n}. {name} {say(v, 1)}" for n, (name, v) in enumerate(series.ranking, 1))
        row = (comparison.label(series), words.number(len(series.areas)), span)
        listed = show("; ".join(itertools.islice(ranks, 10)) + "; …" * (len(series.ranking) > 10))
        key = "ranked" if series.ranking else "withheld"
        groups_[key].append((*row, Markup(" ").join(filter(None, (show(series.why), listed)))))
    found = [(words.label("state", key), rows) for key, rows in groups_.items() if rows]
    return comparison.report.table("judged", "indicator provinces_n# period! judgement", groups=found)  # fmt: skip


def table(comparison: Comparison, most: int = 500) -> Table:
    """Every series as each province tells it; beyond ``most`` rows in all, a dozen rows of each."""
    report, words, groups_ = comparison.report, comparison.report.words, []
    shown = [s for found in comparison.wide.values() for s in found] or comparison.series
    limit = 12 if sum(len(s.rows) for s in shown) > most else most
    for series in (s for s in shown if s.rows):
        notes = {i: f for f in series.facts for i in f["observation_ids"]}
        rows = [
            report.cells(o)
            | {"province": comparison.named(o), "note": _note(words, notes[o["observation_id"]])}
            for o in report.sort(series.rows)[:limit]
        ]
        more = len(series.rows) - len(rows)
        told = words.count(len(series.areas), "province")
        told += f"; {words.say('more', n=more)}" if more else ""
        groups_.append((f"{comparison.label(series)} ({told}). {series.why}", rows))
    columns = "province value# share# role! period! place note! article!"
    return report.table("comparison", columns, groups=groups_)


def _note(words: Words, fact: Row) -> Markup:
    """Whether a figure can stand beside other provinces', with the reason as its tip."""
    lang = words.lang == "en"
    refused = judgements("judgement")["withheld"][lang].partition("{")[0]
    free = fact[words.lang] == judgements("judgement")["free"][lang]
    key = (
        "no"
        if fact["missing"] or fact[words.lang].startswith(refused)
        else "yes"
        if free
        else "care"
    )
    return element("span", words.label("comparable", key), title=fact[words.lang])


def pairs(comparison: Comparison) -> list[tuple[Row, Row | None]]:
    """Targets, each with the result that the same article tells of the same thing and place."""
    report, done = comparison.report, {}
    kinds = {o["observation_id"]: s.measure for s in comparison.series for o in s.rows}
    rows = report.sort(o for s in comparison.series for o in s.rows)
    about = lambda o: (o["doc_id"], o["indicator"], o["place"])  # noqa: E731
    for o in (o for o in rows if o["role"] == "actual"):
        done.setdefault((*about(o), kinds[o["observation_id"]]), o)
        if o["unit"] != "%":
            done.setdefault((*about(o), "count"), o)
    counted = lambda o: "count" if o["unit"] != "%" else kinds[o["observation_id"]]  # noqa: E731
    return [(o, done.get((*about(o), counted(o)))) for o in rows if o["role"] == "target"]


def targets(comparison: Comparison) -> Table:
    """Targets beside results, and how far these go: counts in percent, shares in points."""
    report, words = comparison.report, comparison.report.words
    both = pairs(comparison)
    told = {done["observation_id"] for _, done in both if done}
    reached = [o for s in comparison.series if s.measure == "of_target" for o in s.rows]
    alone = [o for o in reached if o["role"] == "actual" and o["observation_id"] not in told]
    rows = []
    for goal, done in [*both, *((o, o) for o in alone)]:
        row = {"target": report.value(goal), "gap": _gap(report, goal, done)}
        if goal is done:  # a result that is told as a share of its target
            row["target"] = words.number(goal["denominator"]) or words.label(
                "joint", "not_reported"
            )
        row["achieved"] = report.value(done) if done else words.label("joint", "not_reported")
        where = " – ".join(filter(None, (comparison.named(goal), goal["place"])))
        rows.append(report.cells(goal) | row | {"province": where})
    rows.sort(key=lambda row: collate(row["province"]))
    return report.table("aims", "province indicator target# period! achieved# gap! article!", rows)


def _gap(report: Report, goal: Row, done: Row | None) -> str | Markup:
    """How far a result goes towards its target."""
    words, share = report.words, goal["unit"] == "%" and goal is not done
    if not done or (not share and goal is not done and not goal["value"]):
        return "–"
    bound = words.label("qualifier", done["qualifier"] if done["qualifier"] != "exact" else None)
    if share:
        points = round(report.percentage(done) - report.percentage(goal), 2)
        text = words.say("gap_points", points="+" * (points > 0) + words.number(points))
    else:
        part = report.percentage(done) if goal is done else 100 * done["value"] / goal["value"]
        text = words.say("gap_share", share=words.percent(round(part, 2)))
    return f"{bound}\u00a0{text}" if bound else text


def by_group(comparison: Comparison) -> Table:
    """Each group of provinces: how many of it the corpus covers, with what."""
    report, rows = comparison.report, []
    words = report.words
    told = [o for series in comparison.series for o in series.rows]
    for group in groups().values():
        inside = [a for a in comparison.areas if a.area_id in group.members]
        found = [o for o in told if o["area_id"] in group.members]
        told_by = collections.defaultdict(set)
        for o in found:
            told_by[o["indicator"]].add(o["area_id"])
        first = max(told_by, key=lambda i: len(told_by[i]), default="")
        most = (
            f"{words.label('indicator', first)} ({len(told_by[first])})"
            if first and len(told_by[first]) > 1
            else "–"
        )
        counts = (f"{len(inside)}/{len(group.members)}", words.number(len(found)), words.number(len(told_by)))  # fmt: skip
        name = group.name_vi if words.lang == "vi" else group.name_en
        rows.append((name, words.period(group.valid), *counts, most))
    columns = "group valid! covered# facts# indicators# most_told"
    return report.table("by_group", columns, rows)


def today(comparison: Comparison) -> Table:
    """Today's provinces: which predecessors the corpus has, what they share, and sums if fair."""
    report, words, rows = comparison.report, comparison.report.words, []
    members = collections.defaultdict(list)
    for row in (row for row in provinces() if row["successor"]):
        members[_heirs()[row["area_id"]]].append(row)
    for name in sorted((n for n in members if len(members[n]) > 1), key=collate):
        former = {row["area_id"] for row in members[name]}
        inside = [a for a in comparison.areas if a.area_id in former]
        silent = [
            r["name"] for r in members[name] if r["area_id"] not in {a.area_id for a in inside}
        ]
        labels = {a.label for a in inside}
        shared = [
            _shared(comparison, s, name) for s in comparison.series if len(s.areas & labels) > 1
        ]
        nothing = words.label("joint", "nothing") if len(inside) > 1 else "–"
        told = Markup("<br>").join(shared) or nothing
        have = words.listing([a.label for a in inside])
        rows += [(name, have, words.listing(silent) or "–", told)] if inside else []
    return report.table("today", "province_today predecessors silent shared", rows)


def _shared(comparison: Comparison, series: Series, name: str) -> Markup:
    """A series as a province's predecessors tell it, and their sum where that is fair."""
    words, rows = comparison.report.words, [o for o in series.rows if not o["place"]]
    here = [o for o in rows if _heirs().get(o["area_id"] or "") == name]
    each = [show(f"{o['province']} ") + comparison.report.value(o) for o in here]
    frame = compare(pd.DataFrame(here), series.indicator, boundaries="2025") if here else None
    sums = (
        []
        if frame is None
        else [f for f in records(frame) if f["province"] == name and len(f["observation_ids"]) > 1]
    )
    total = words.say("sum", n=words.number(sums[0]["value"])) if sums else words.say("no_sum")
    return Markup("; ").join(
        [
            show(f"{comparison.label(series)}: ") + (each[0] if each else Markup("–")),
            *each[1:],
            total,
        ]
    )
