"""What a comparison shows as charts: where it has articles, who reports what, figures, targets."""

from __future__ import annotations

import collections
import math
import operator
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd
from markupsafe import Markup

from ..analysis.comparability import SMALL_BASE
from ..analysis.groups import grid, subject
from ..analysis.measures import OWN, PERCENTAGES
from ..extraction.places import provinces
from ..knowledge import codebook
from . import plots
from .charts import Chart
from .comparison import Comparison, Series, documents, pairs, spread, told_years
from .markup import Prose
from .plots import Cell, Line, mark
from .report import Area, Row, years
from .wording import collate

COLUMNS, ROWS = 18, 40  # what fits across a page, and down a chart that can still be read
SHARES = ("share", "plan_share")
ENOUGH, TILE = 3, (0.93, 0.43)  # provinces for a map; a tile of it, in inches
STEPS = ("lowest", "low", "high", "highest")
REACHED = {"more": operator.ge, "less": operator.le}  # by the codebook's direction


@dataclass(frozen=True)
class Tiles:
    """A map of the provinces as they were, or of today's.

    ``names`` are the areas drawn, by area_id; ``inside`` those of the group; ``heirs`` the area
    drawn for each of the gazetteer, itself where boundaries are as reported.
    """

    names: dict[str, str]
    inside: set[str]
    heirs: dict[str, str]

    def cell(self, area: str, state: str, text: str) -> Cell:
        """The tile of an area; one outside the group tells nothing."""
        y, x = grid()[area]
        inside = area in self.inside
        return Cell(x, y, state if inside else "outside", text if inside else "", self.names[area])


def _tiles(comparison: Comparison) -> Tiles:
    now, group = bool(comparison.boundaries), comparison.group
    heirs = {row["area_id"]: (now and row["successor"]) or row["area_id"] for row in provinces()}
    names = {r["area_id"]: r["name"] for r in provinces() if bool(r["successor"]) != now}
    return Tiles(names, {heirs[area] for area in group.members} if group else {*names}, heirs)


def covered(comparison: Comparison) -> Chart:
    """Map of tiles: the number of articles on each province, as they were or today's."""
    report, words, tiles = comparison.report, comparison.report.words, _tiles(comparison)
    about = {doc_id: subject(row) for doc_id, row in report.documents.items()}
    joint = [g for g in about.values() if g and comparison.group in (None, g)]
    held = documents(report, "", comparison.group.id) if comparison.group else {*about}
    lies = {
        doc_id: area
        for doc_id, row in report.documents.items()
        if doc_id in held
        and not about[doc_id]
        and (area := tiles.heirs.get(row["area_id"] or "")) in tiles.inside & {*tiles.names}
    }
    count = collections.Counter(lies.values())
    cells = [
        tiles.cell(
            area,
            ("no_article", "one", "two", "many")[min(count[area], 3)],
            words.number(count[area] or None),
        )
        for area in tiles.names
    ]
    off = [a.label for a in comparison.areas if tiles.heirs.get(a.area_id or "") not in tiles.names]
    names = words.listing([*{group.name(words.lang): None for group in joint}])
    return plots.grid(
        report,
        "tiles",
        cells,
        {*lies},
        size=TILE,
        some=len(count),
        of=len(tiles.inside),
        years=told_years(report.documents[doc_id] for doc_id in lies),
        articles=words.count(count.total(), "article"),
        off=words.when(off, "tiles_off", names=words.listing(off)),
        joint=words.when(joint, "tiles_joint", n=len(joint), names=names),
    )


def mapped(comparison: Comparison) -> Chart | Prose:
    """Map of tiles: the series that most provinces share, where three or more can be compared."""
    report, words = comparison.report, comparison.report.words
    fair = [s for s in comparison.series if len(s.ranking) >= ENOUGH]
    series = max(fair, key=lambda s: len(s.ranking), default=focus(comparison))
    if not series:
        return Prose((words.say("depth_none"),))
    subject_, n = comparison.label(series), len(series.ranking)
    if not fair:
        why = {"n": n, "least": ENOUGH, "why": series.why}
        return Prose((words.say("map_withheld", subject=subject_, **why),))
    tiles = _tiles(comparison)
    alone = collections.Counter(tiles.heirs.values())  # of a merged one no part stands for it
    drawn: dict[str, Row] = {}
    for fact in sorted(series.facts, key=lambda f: str(f["period"])):
        area = tiles.heirs.get(fact["area_id"] or "")
        whole = area == fact["area_id"] or alone[area] == 1 + bool(comparison.boundaries)
        if area in tiles.names and whole and not fact["missing"] and not fact["place"]:
            drawn[area] = fact
    if not drawn:
        return Prose((words.say("map_merged", subject=subject_),))
    sizes = pd.Series(
        {i: f["value"] if f["share"] is None else f["share"] for i, f in drawn.items()}
    )
    low, high = sizes.idxmin(), sizes.idxmax()
    width = (sizes[high] - sizes[low]) / len(STEPS) or 1
    edges = [sizes[low] + n * width for n in range(len(STEPS) + 1)]
    step = pd.cut(sizes, [*edges[:-1], math.inf], labels=STEPS, include_lowest=True)
    say = words.percent if series.measure in PERCENTAGES else words.number

    def shown(value: float) -> str:
        return say(value, 1 if value % 1 else 0)

    keys = {s: f"{shown(a)} – {shown(b)}" for s, (a, b) in zip(STEPS, pairwise(edges), strict=True)}
    state = dict.fromkeys(tiles.names, "no_article")
    state |= {tiles.heirs.get(a.area_id or ""): "not_reported" for a in comparison.areas}
    told = [f for f in series.facts if f["observation_ids"]]
    state |= {tiles.heirs.get(f["area_id"] or ""): "not_comparable" for f in told} | step.to_dict()
    text = sizes.map(shown)
    cells = [tiles.cell(area, state[area], text.get(area, "")) for area in tiles.names]
    return plots.grid(
        report,
        "map",
        cells,
        {doc_id for fact in drawn.values() for doc_id in fact["doc_ids"]},
        size=TILE,
        keys=keys,
        value=subject_,
        subject=subject_,
        n=len(sizes),
        of=len(tiles.inside),
        low=tiles.names[low],
        low_value=shown(sizes[low]),
        high=tiles.names[high],
        high_value=shown(sizes[high]),
        kind=words.label("measure", series.measure),
        years=told_years(drawn.values()),
        why=series.why,
    )


def _state(comparison: Comparison, areas: Sequence[Area], indicator: str) -> tuple[str, int]:
    """How far what areas tell of an indicator can be compared, and the number of facts."""
    labels = {a.label for a in areas}
    own = [s for s in comparison.series if s.areas & labels]
    told = [(s, f) for s in own for f in s.facts if s.indicator == indicator]
    told = [(s, f) for s, f in told if f["observation_ids"] and any(a.holds(f) for a in areas)]
    usable = [s for s, f in told if not f["missing"] and not f["place"]]
    if usable:
        return ("ranked" if any(s.ranking for s in usable) else "withheld"), len(told)
    if told:
        return "not_comparable", len(told)
    themes = {codebook()[s.indicator]["theme"] for s in own}
    return ("not_reported" if codebook()[indicator]["theme"] in themes else "out_of_scope"), 0


def reported(comparison: Comparison) -> Chart | Prose:
    """Who reports what: areas by the indicators that most of them tell, the missing named."""
    words, wide = comparison.report.words, comparison.wide
    if not wide:
        return Prose((words.say("matrix_few"),))
    most = sorted(wide, key=lambda i: -len(spread(wide[i])))[:COLUMNS]
    chosen = [i for i in codebook() if i in most]
    rows: dict[str, list[Area]] = collections.defaultdict(list)
    for area in comparison.areas:
        rows[comparison.today(area.area_id) or area.label].append(area)
    names, cells, silent = sorted(rows, key=collate), [], []
    for y, name in enumerate(names):
        found = [_state(comparison, rows[name], i) for i in chosen]
        cells += [Cell(x, y, state, str(n or "")) for x, (state, n) in enumerate(found)]
        silent += [] if any(n for _, n in found) else [name]
    left = len(wide) - len(chosen)
    rows_ = [o for s in comparison.series for o in s.rows]
    return plots.grid(
        comparison.report,
        "matrix",
        cells,
        {o["doc_id"] for o in rows_},
        size=(0.36, 0.27),
        names=names,
        columns=[words.short(i) for i in chosen],
        n=len(names),
        of=len(cells),
        facts=sum(bool(c.text) for c in cells),
        ranked=sum(c.state == "ranked" for c in cells),
        indicators=words.count(len(chosen), "indicator"),
        silent=words.when(silent, "matrix_silent", names=words.listing(silent)),
        left=words.when(left, "matrix_left", n=left),
        years=told_years(rows_),
    )


def _mixed(series: Series) -> bool:
    """True where the indicator holds many different facts, as of women and of minorities."""
    return any("definition" in fact["flags"] for fact in series.facts)


def focus(comparison: Comparison) -> Series | None:
    """The series to draw: a share of one fact before counts, then what most provinces tell."""
    told = [s for s in comparison.series if any(o["role"] == "actual" for o in s.rows)]
    rank = [
        (len(s.areas) > 1, not _mixed(s), s.measure in SHARES, len(s.areas), s.measure != "money")
        for s in told
    ]
    return told[rank.index(max(rank))] if told else None


def _lines(comparison: Comparison, series: Series) -> list[Line]:
    """A line for each result, a fact once, by province."""
    report = comparison.report
    kept = {o["observation_id"]: o for o in series.rows if o["role"] == "actual"}
    first = [f["observation_ids"][0] for f in series.facts if f["observation_ids"]]
    rows = report.sort(kept[i] for i in dict.fromkeys(first) if i in kept)
    if len(rows) > ROWS:  # of many, the latest of each whole province
        rows = [o for o in rows if not o["place"]] or rows
        oldest_first = sorted(rows, key=lambda o: years(o["period"]))
        rows = report.sort({o["area_id"]: o for o in oldest_first}.values())
    percent = series.measure in PERCENTAGES
    marks = [mark(report, o, comparison.name(o, place=True), percent=percent) for o in rows]
    return [Line(m.name, (m,), m.label) for m in marks]


def in_depth(comparison: Comparison) -> Chart | Prose:
    """One series on one scale from zero: ranked where that is fair, else by the alphabet."""
    report, words, series = comparison.report, comparison.report.words, focus(comparison)
    if not series:
        return Prose((words.say("depth_none"),))
    if len(series.areas) < 2:
        return Prose((words.say("depth_one", label=comparison.label(series)),))
    lines = _lines(comparison, series)
    if series.ranking:
        lines.sort(key=lambda line: -line.marks[0].value)
    small = any((o["denominator"] or SMALL_BASE) < SMALL_BASE for o in series.rows)
    more = [series.why, words.when(small, "depth_small", n=SMALL_BASE)]
    wider = {comparison.label(s): len(s.areas) for s in comparison.series}
    if max(wider.values()) > len(series.areas):
        first, n = words.widest({f"“{name}”": n for name, n in wider.items()})
        more.append(words.say("depth_wider", first=first, n=words.count(n, "province")))
    return plots.dots(
        report,
        "dots",
        {"": lines},
        percent=series.measure in PERCENTAGES,
        line_at=100 if series.measure == "of_target" else 0,
        subject=comparison.label(series),
        kind=words.label("measure", series.measure),
        years=told_years(o for o in series.rows if o["role"] == "actual"),
        more=Markup(" ").join(filter(None, more)),
    )


def by_theme(comparison: Comparison, most: int = 24) -> Chart | Prose:
    """Small multiples: a panel for each theme, a line for each share that several provinces tell."""
    report, words = comparison.report, comparison.report.words
    shares = [s for s in comparison.series if s.measure in SHARES and len(s.areas) > 1]
    told = [s for s in shares if not _mixed(s)]  # an indicator of many different facts has no line
    drawn = sorted(told, key=lambda s: -len(s.areas))[:most]
    panels: dict[str, list[Line]] = collections.defaultdict(list)
    gaps: dict[str, float] = {}
    for series in (s for s in told if s in drawn):
        marks = [m for line in _lines(comparison, series) for m in line.marks]
        if len(marks) > 1:
            low, high = (pick(marks, key=lambda m: m.value) for pick in (min, max))
            name, theme = comparison.label(series), codebook()[series.indicator]["theme"]
            gaps[name] = high.value - low.value
            ends = [
                f"{textwrap.shorten(m.name, 24, placeholder='…')} {m.text}" for m in (low, high)
            ]
            title = words.label("theme", theme)
            panels[title[:1].upper() + title[1:]].append(Line(name, marks, "\n".join(ends)))
    if not panels:
        return Prose((words.say("strips_none"),))
    widest = max(gaps, key=lambda name: gaps[name])
    absent = {
        "mixed": len(shares) - len(told),
        "crowded": len(told) - len(drawn),
        "single": len(drawn) - len(gaps),
    }
    reasons = [words.say(f"strips_{why}", n=n) for why, n in absent.items() if n]
    several = words.when(any("several" in s.flags for s in drawn), "several_populations")
    own = [f"“{comparison.label(s)}”" for s in drawn if OWN in s.flags]
    notes = [
        several[:1].upper() + several[1:],
        words.when(own, "strips_own", names=words.listing(own)),
        words.when(reasons, "strips_left", reasons=words.listing(reasons)),
    ]
    return plots.dots(
        report,
        "strips",
        panels,
        percent=True,
        widest=widest,
        gap=words.number(gaps[widest], 1),
        series=len(gaps),
        years=told_years(o for s in drawn for o in s.rows),
        left=Markup(" ").join(filter(None, notes)),
    )


def against(comparison: Comparison) -> Chart | Prose:
    """Results joined to targets that are shares of the same whole, on one scale of 0 to 100."""
    report, words, lines, reached = comparison.report, comparison.report.words, [], {}
    kinds = comparison.measures
    both = [(g, d) for g, d in pairs(comparison) if g and d and g["unit"] == "%"]
    both = [pair for pair in both if {kinds[o["observation_id"]] for o in pair} <= {*SHARES}]
    for goal, done in both:
        name = f"{comparison.name(goal, place=True)}: {words.short(goal['indicator'])}"
        aim, result = (mark(report, o, name, percent=True) for o in (goal, done))
        label = f"{'◆' if result.part else '●'} {result.label}\n□ {aim.label}"
        lines.append(Line(name, (result,), label, aim))
        if meets := REACHED.get(codebook()[goal["indicator"]]["direction"]):
            reached[len(lines) - 1] = meets(result.value, aim.value), done["qualifier"]
    if not lines:
        return Prose((words.say("dumbbell_none"),))
    short = [lines[at].name for at, (met, _) in reached.items() if not met]
    guessed = sum(met and qualifier == "estimate" for met, qualifier in reached.values())
    unjudged, undrawn = len(lines) - len(reached), max(0, len(lines) - ROWS)
    finding = words.say(
        "dumbbell_judged" if reached else "dumbbell_unjudged",
        pairs=len(lines),
        of=len(reached),
        reached=len(reached) - len(short),
        guessed=words.when(guessed, "dumbbell_guessed", n=guessed),
    )
    return plots.dots(
        report,
        "dumbbell",
        {"": lines[:ROWS]},
        percent=True,
        pairs=len(lines),
        finding=finding,
        years=told_years(o for pair in both for o in pair),
        short=words.when(short, "dumbbell_short", names=words.listing(short, 6)),
        open=words.when(unjudged, "dumbbell_open", n=unjudged),
        left=words.when(undrawn, "lines_left", n=undrawn),
    )
