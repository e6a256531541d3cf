"""Provinces beside each other: who reports what, what can be compared, and each indicator in full.

`choose` sorts the observations into series: figures of one indicator that measure the same thing.
Only within a series are provinces ranked or drawn on one axis, and only where
`analysis.comparability` does not withhold it.
"""

from __future__ import annotations

import collections
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from markupsafe import Markup

from ..analysis.comparability import compare, rank
from ..analysis.contexts import over_plan
from ..analysis.cues import table as judgements
from ..analysis.groups import Group, groups, subject
from ..analysis.measures import MEASURES, OWN, PEAK, PERCENTAGES, measures, own_definitions
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
        rows: its observations within the period, of every role; those flagged own_definition
            follow a standard of their own
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
    """What is compared: areas and series, under which period, group and boundaries.

    ``joint`` are figures that articles tell of a group as a whole: no province's, never compared.
    """

    report: Report
    indicators: tuple[str, ...]
    period: str
    group: Group | None
    boundaries: str
    areas: list[Area]
    series: list[Series]
    joint: list[tuple[Group, Row]]

    @functools.cached_property
    def wide(self) -> dict[str, list[Series]]:
        """Series by indicator, of indicators that at least two provinces report."""
        found: dict[str, list[Series]] = collections.defaultdict(list)
        for one in self.series:
            found[one.indicator].append(one)
        return {i: s for i, s in found.items() if len(spread(s)) > 1}

    @functools.cached_property
    def measures(self) -> dict[str, str]:
        """What each observation measures, by observation_id."""
        return {o["observation_id"]: s.measure for s in self.series for o in s.rows}

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

    def name(self, row: Row, *, place: bool = False) -> str:
        """A row's province as it was, with today's before it if asked for, and its place."""
        label = next((a.label for a in self.areas if a.holds(row)), row["province"])
        today = self.today(row.get("area_id"))
        label = f"{today} ({label})" if today and today != row["province"] else label
        return " – ".join(filter(None, (label, row["place"] if place else None)))

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
    period: str | int = "",
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
    chosen, period = _group(group) if group else None, str(period)
    areas = within(report, "", group)
    kinds = measures(report.observations, report.documents, report.texts)
    read = report.observations, report.tables["figures"], report.texts
    flagged = {OWN: report.own, PEAK: own_definitions(*read, PEAK)}
    found: dict[tuple[str, str], list[Row]] = collections.defaultdict(list)
    joint = []
    for o in report.observations:
        told = o["indicator"] in (indicators or codebook()) and any(a.holds(o) for a in areas)
        document = report.documents[o["doc_id"]]
        about = subject(document) if o["province"] == document["province"] else None
        if told and about:
            joint.append((about, o))
        elif told and (not chosen or chosen.held(o["period"])):
            said = (kind for kind, ids in flagged.items() if o["observation_id"] in ids)
            flags = [*(o["flags"] or ()), *said]
            found[o["indicator"], kinds[o["observation_id"]]].append(o | {"flags": flags})
    series = []
    for key in ((i, m) for i in codebook() for m in MEASURES if (i, m) in found):
        frame = compare(
            pd.DataFrame(found[key]), key[0], period=period, boundaries=boundaries or None
        )
        inside = overlapping(found[key], period)
        held = frozenset(a.label for a in areas if any(a.holds(o) for o in inside))
        series.append(Series(*key, inside, records(frame), held, *_judged(report, frame)))
    joint = [(about, o) for about, o in joint if overlapping([o], period)]
    # a mere host of others tells nothing, nor does a member of other years
    telling = {places(report).get(doc_id) for doc_id in documents(report, "", group)}
    areas = [a for a in areas if a.label in telling | spread(series)]
    return Comparison(report, tuple(indicators), period, chosen, boundaries, areas, series, joint)


@functools.lru_cache(maxsize=4)
def places(report: Report) -> Mapping[str, str]:
    """Label of the province, or name of the group of provinces, that each document is about."""
    lang, found = report.words.lang, report.documents.items()
    held = {d: a.label for d, row in found for a in report.areas if a.holds(row)}
    told = {d: group.name(lang) for d, row in found if (group := subject(row))}
    return held | told


def within(report: Report, province: str, group: str) -> list[Area]:
    """The provinces of the corpus: the one named, those of a group, or all of them.

    Raises:
        UnknownName: no article is about the province, or there is no such group.
    """
    areas = [report.area(province)] if province else report.areas
    return [a for a in areas if not group or a.area_id in _group(group).members]


def documents(report: Report, province: str, group: str) -> set[str]:
    """Ids of the documents about these provinces, in years when the group was one.

    Raises:
        UnknownName: as `within`.
    """
    areas, chosen = within(report, province, group), _group(group) if group else None
    return {
        doc_id
        for doc_id, row in report.documents.items()
        if any(a.holds(row) for a in areas) and (not chosen or chosen.held(row["period"]))
    }


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
    parts = ~frame["summed"].astype(bool)  # what is summed is there in its parts
    usable = frame[parts & frame["missing"].isna() & frame["place"].isna()]
    if not usable.duplicated(["area_id", "province", "period"]).any():
        return judged.flags, getattr(judged, words.lang), judged.ranking
    several = words.say("several_populations")
    told = f"{getattr(judged, words.lang)[:-1]}; {several}" if judged.withheld else ""
    return (*judged.flags, "several"), told or str(words.say("unranked", reason=several)), ()


def told_years(rows: Iterable[Row]) -> str:
    """First and last year that rows tell of, as ``2017–2020``; a dash if none does."""
    found = [str(year) for row in rows for year in years(row["period"])]
    return "–".join(sorted({min(found), max(found)})) if found else "–"


def spread(series: Sequence[Series]) -> frozenset[str]:
    """Labels of the provinces that have a figure in any of the series."""
    return frozenset().union(*(s.areas for s in series))


def answer(comparison: Comparison) -> Prose:
    """What several provinces tell, how much of it can be ranked, and what most often hinders it."""
    words, wide = comparison.report.words, comparison.wide
    provinces_ = words.count(len(comparison.areas), "province")
    limited = comparison.group or comparison.period or comparison.indicators
    docs = {o["doc_id"] for s in comparison.series for o in s.rows} if limited else ()
    if not wide:
        none = words.say("comparison_none", provinces=provinces_)
        return comparison.report.answer(none, *_scope(comparison), docs=docs)
    every = [s for series in wide.values() for s in series if len(s.areas) > 1]
    first, most = words.widest({f"“{words.short(i)}”": len(spread(s)) for i, s in wide.items()})
    ranked = len({s.indicator for s in every if s.ranking})
    told = {
        "provinces": provinces_,
        "indicators": words.count(len(wide), "indicator_told"),
        "first": first,
        "most": words.count(most, "province"),
        "ranked": words.say(f"comparison_{'ranked' if ranked else 'unranked'}", n=ranked),
    }
    said = [words.say("comparison_answer", **told)]
    flags = {key: told for key, told in judgements("flag").items() if told[2]}  # serious ones
    hinder = collections.Counter(f for s in every if not s.ranking for f in s.flags if f in flags)
    for flag, n in hinder.most_common(1):
        reason = flags[flag][words.lang == "en"].format(years=words.label("joint", "several"))
        said.append(words.say("comparison_why", reason=reason, n=n, of=len(every)))
    return comparison.report.answer(*said, *_scope(comparison), docs=docs)


def _scope(comparison: Comparison) -> list[Markup]:
    """What the comparison is limited to, a sentence each."""
    words, group, said = comparison.report.words, comparison.group, []
    if group:
        names = {row["area_id"]: row["name"] for row in provinces()}
        deputies = words.listing([names[d] for d in group.deputies])
        led = {"head": names.get(group.head, ""), "year": words.period(group.officers)}
        told = {"n": len(group.members), "valid": words.period(group.valid), "led": ""}
        if group.head:
            told["led"] = words.say("scope_led", deputies=deputies, **led)
        name = group.name(words.lang)
        said.append(words.say("scope_group", name=name, source=group.source, **told))
    if comparison.period:
        said.append(words.say("scope_period", period=words.period(comparison.period)))
    if about := {group.name(words.lang): None for group, _ in comparison.joint}:
        told = {"n": len(comparison.joint), "names": words.listing([*about])}
        said.append(words.say("scope_joint", **told))
    return said + ([words.say("scope_boundaries")] if comparison.boundaries else [])


def judged(comparison: Comparison) -> Table:
    """Each series of several provinces: who could be ranked, or why nobody is."""
    words, rows = comparison.report.words, []
    found = [s for wide in comparison.wide.values() for s in wide if len(s.areas) > 1]
    for series in sorted(found, key=lambda s: not s.ranking):
        span = told_years(series.rows)
        why = " ".join(filter(None, (series.why, _order(words, series))))
        rows.append((comparison.label(series), words.number(len(series.areas)), span, show(why)))
    return comparison.report.table("judged", "indicator provinces_n# period! judgement", rows)


def _order(words: Words, series: Series, most: int = 10) -> str:
    """The ranking in a line, equal values on one rank; which end is the better, where it is known."""
    if not (ranking := series.ranking):
        return ""
    say = words.percent if series.measure in PERCENTAGES else words.number
    values = [value for _, value in ranking]
    decimals = 1 if len({say(v, 1) for v in values}) == len({*values}) else 2
    told = [f"{values.index(v) + 1}. {name} {say(v, decimals)}" for name, v in ranking[:most]]
    better = codebook()[series.indicator]["direction"] == "less"
    first = words.say("ranked_less" if better else "ranked_from")
    return f"{first} {'; '.join(told + ['…'] * (len(ranking) > most))}"


def table(comparison: Comparison, most: int = 500) -> Table:
    """Every series as each province tells it; beyond ``most`` rows in all, a dozen rows of each."""
    report, words, parts = comparison.report, comparison.report.words, []
    wide = [s for found in comparison.wide.values() for s in found]
    chosen = comparison.series if comparison.indicators or not wide else wide
    shown = [series for series in chosen if series.rows]
    limit = 12 if sum(len(s.rows) for s in shown) > most else most
    for series in shown:
        notes = {i: _note(words, f) for f in series.facts for i in f["observation_ids"]}
        rows = [
            report.cells(o)
            | {"province": comparison.name(o), "note": notes[o["observation_id"]]}
            | {"scope": _scope_of(report, o, series)}
            for o in report.sort(series.rows)[:limit]
        ]
        told = words.count(len(series.areas), "province")
        if more := len(series.rows) - len(rows):
            told += f"; {words.say('more', n=more)}"
        sums = [fact for fact in series.facts if fact["summed"]]
        rows += [
            {
                "province": fact["province"],
                "value": "/".join(
                    filter(None, map(words.number, (fact["value"], fact["denominator"])))
                ),
                "share": words.percent(fact["share"], 1),
                "role": words.label("role", fact["role"]),
                "period": words.period(fact["period"]),
                "scope": words.label("joint", "whole"),
                "note": words.label("comparable", "sum"),
                "article": "–",
            }
            for fact in sums
        ]
        name = report.definition(series.indicator, comparison.label(series))
        parts.append((name + show(f" ({told}). {series.why}"), rows))
    if comparison.joint:
        no = {"note": words.label("comparable", "no")}
        rows = [
            report.cells(o)
            | no
            | {"province": group.name(words.lang), "scope": words.short(o["indicator"])}
            for group, o in comparison.joint
        ]
        parts.append((words.say("comparison_joint"), rows))
    columns = "province value# share# role! period scope note! article!"
    return report.table("comparison", columns, groups=parts)


def _scope_of(report: Report, row: Row, series: Series) -> Markup:
    """Where and of whom a figure is told; a share that is told without its whole is called so."""
    share = series.measure in ("share", "some_share", "plan_share") and not row["denominator"]
    told = report.words.when(share, "no_whole")
    return report.scope(row) + (element("small", told) if share else "")


def _note(words: Words, fact: Row) -> Markup:
    """Whether a figure can stand beside other provinces', and behind it why not."""
    told = show(words.label("comparable", fact["comparable"]))
    if fact["comparable"] == "yes":
        return told
    return element("details", element("summary", told) + show(f" {fact[words.lang]}"))


def pairs(comparison: Comparison) -> list[tuple[Row | None, Row | None]]:
    """Targets with the result that the same article tells of the same thing and place.

    Of several results it is the one nearest the target's year, the newest of two as near. A result
    told as a share of a target that is not told apart, or by how much it exceeds it, stands alone.
    """
    kinds = comparison.measures
    rows = comparison.report.sort(o for s in comparison.series for o in s.rows)
    results: dict[tuple[str, ...], list[Row]] = collections.defaultdict(list)
    for o in (o for o in rows if o["role"] == "actual"):
        results[o["doc_id"], o["indicator"], o["place"]].append(o)

    def nearest(goal: Row) -> Row | None:
        def apart(o: Row) -> int:
            ends = [years(row["period"])[-1] for row in (o, goal) if years(row["period"])]
            return max(ends, default=0) - min(ends, default=0)

        measured, share = kinds[goal["observation_id"]], goal["unit"] == "%"
        alike = [
            o
            for o in results[goal["doc_id"], goal["indicator"], goal["place"]]
            if (kinds[o["observation_id"]] == measured if share else o["unit"] != "%")
        ]
        return min(alike, key=apart, default=None)

    found = [(o, nearest(o)) for o in rows if o["role"] == "target"]
    told = {id(result) for _, result in found}

    def alone(o: Row) -> bool:
        share = o["role"] == "actual" and kinds[o["observation_id"]] == "of_target"
        return (share and id(o) not in told) or over_plan(o, comparison.report.texts[o["doc_id"]])

    return found + [(None, o) for o in rows if alone(o)]


def targets(comparison: Comparison) -> Table:
    """Targets beside results, and how far these go: counts in percent, shares in points."""
    report, words, rows = comparison.report, comparison.report.words, []
    silent = words.label("joint", "not_reported")

    def shown(o: Row, *, share: bool = False) -> Markup:
        """The number (behind its share where that is compared), and its period."""
        text, period = report.value(o), words.period(o["period"])
        if share and o["unit"] != "%":
            text = Markup("{} ({})").format(words.percent(round(report.percentage(o), 2)), text)
        return text + element("small", period or words.label("joint", "no_period"))

    for goal, done in pairs(comparison):
        either, gap, share = goal or done, "–", bool(goal and goal["unit"] == "%")
        target = shown(goal) if goal else words.number(done["denominator"]) or silent
        if done and share:
            points = round(report.percentage(done) - report.percentage(goal), 2)
            gap = words.say("gap_points", points="+" * (points > 0) + words.number(points))
        elif done:
            part = 100 * done["value"] / goal["value"] if goal else report.percentage(done)
            part += 100 * (done["role"] == "change")  # vượt 30 % kế hoạch
            gap = words.say("gap_share", share=words.percent(round(part, 2)))
        if done and done["qualifier"] != "exact":
            gap = f"{report.bound(done)}\u00a0{gap}"
        achieved = shown(done, share=share) if done else silent
        told = {"target": target, "achieved": achieved, "gap": gap}
        rows.append(report.cells(either) | told | {"province": comparison.name(either, place=True)})
    rows.sort(key=lambda row: collate(row["province"]))
    return report.table("aims", "province indicator target# achieved# gap! article!", rows)


def by_group(comparison: Comparison) -> Table:
    """Each group of provinces: how many of it the corpus covers, with what."""
    words, rows = comparison.report.words, []
    for group in groups().values():
        held = documents(comparison.report, "", group.id)
        told = {places(comparison.report)[doc_id] for doc_id in held}
        inside = [a for a in comparison.areas if a.area_id in group.members and a.label in told]
        found = [o for s in comparison.series for o in s.rows if o["area_id"] in group.members]
        found = [o for o in found if group.held(o["period"])]
        found += [o for about, o in comparison.joint if about is group]
        telling = collections.Counter(i for i, _ in {(o["indicator"], o["area_id"]) for o in found})
        first, most = words.widest({words.short(i): telling[i] for i in sorted(telling)})
        told = f"{first} ({most})" if most > 1 else "–"
        covered = f"{len(inside)}/{len(group.members)}"
        counts = map(words.number, (len(found), len(telling)))
        rows.append((group.name(words.lang), words.period(group.valid), covered, *counts, told))
    columns = "group valid! covered# facts# indicators# most_told"
    return comparison.report.table("by_group", columns, rows)
