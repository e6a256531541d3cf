"""The two drawings of comparisons: lines of dots with their bounds, and grids of cells.

A dot is a whole province, a diamond a district or one body, an open square a target; what is
missing is hatched. Shape and hatching say all that colour says.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
import pandas as pd
import seaborn
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from .charts import BLUE, MISSING, ORANGE, PALE, STYLE, Chart, chart
from .dates import yearly
from .report import Report, Row

INK = "#1b1b1b"
WIDTH, NAME = 8.4, 37  # of a chart in inches, of a line of its names in letters
# From pale to full: readers who see no hue still see the order.
_, FAINT, LIGHT, MIDDLE, _, FULL = seaborn.light_palette(BLUE, 6).as_hex()
# How a cell is drawn, and the colour of what is written in it.
LOOKS: dict[str, tuple[dict[str, Any], str]] = {
    "lowest": ({"fc": FAINT, "lw": 0}, INK),
    "low": ({"fc": LIGHT, "lw": 0}, INK),
    "high": ({"fc": MIDDLE, "lw": 0}, INK),
    "highest": ({"fc": FULL, "lw": 0}, "white"),
    "ranked": ({"fc": FULL, "lw": 0}, "white"),
    "withheld": ({"fc": LIGHT, "lw": 0}, INK),
    "not_comparable": ({"fc": "#fdf0e4", "ec": "#e0b48e", "hatch": "xx", "lw": 0}, INK),
    "not_reported": (MISSING, "#4d4d4d"),
    "out_of_scope": ({"fc": "#ffffff", "ec": "#dedede", "hatch": "\\\\", "lw": 0}, "#4d4d4d"),
    "one": ({"fc": FAINT, "lw": 0}, INK),
    "two": ({"fc": MIDDLE, "lw": 0}, INK),
    "many": ({"fc": FULL, "lw": 0}, "white"),
    "no_article": (MISSING, "#4d4d4d"),
    "named": ({"fc": LIGHT, "lw": 0}, INK),
    "carried_out": ({"fc": FULL, "lw": 0}, "white"),  # its text says so too
    "silent": (MISSING, INK),
    "outside": ({"fc": "#ffffff", "ec": "#c4c4c4", "lw": 0.8}, "#4d4d4d"),
}


@dataclass(frozen=True)
class Mark:
    """A figure to draw: value, how far it may lie from it, what its label says, and its source.

    ``low`` and ``high`` are equal when it is exact; where one of them is the value, the article
    gives a bound, and the mark is open to the other side.
    """

    name: str
    value: float
    low: float
    high: float
    text: str
    label: str
    doc_id: str
    part: bool


@dataclass(frozen=True)
class Line:
    """A line of a chart: name, marks, the text beside it, and the target if there is one."""

    name: str
    marks: Sequence[Mark]
    label: str
    goal: Mark | None = None


def mark(report: Report, row: Row, name: str, *, percent: bool) -> Mark:
    """A mark for an observation: its percentage, or its count, with n/N, unit and period."""
    words, value = report.words, report.percentage(row) if percent else row["value"]
    counted = percent and row["unit"] != "%"  # then n/N or a count stand behind the percentage
    text, bound = report.quantity(row), "exact" if counted else row["qualifier"]
    edges = (0, 100) if report.is_share(row) else (-math.inf if percent else 0, math.inf)
    unit = textwrap.shorten(report.unit(row), 22, placeholder="…")
    label = [text, unit] if unit else [text]
    if counted:  # stated with its decimals, or computed and given one
        text = words.percent(value, None if row["stated_percent"] else 1)
        label = [text, "", *label]
    label[-1] += words.say("per_year") if yearly(row, report.texts) else ""
    label += ["", words.period(row["period"]) or words.label("joint", "no_period")]
    low, high = bounds(value, bound, row["decimals"] or 0, edges)
    return Mark(name, value, low, high, text, " ".join(label), row["doc_id"], bool(row["place"]))


def bounds(
    value: float, qualifier: str, decimals: int = 0, edges: tuple[float, float] = (0, math.inf)
) -> tuple[float, float]:
    """What a figure says at least: "trên 95 %" that it lies from 95 to the edge of what can be.

    "Khoảng" is read as rounded to the last digit that the writer cared to print:
    ``bounds(640, "about")`` is ``(635, 645)``. Others have no width.
    """
    if qualifier in ("more_than", "less_than"):
        return (value, edges[1]) if qualifier == "more_than" else (edges[0], value)
    step = 10.0**-decimals if qualifier == "about" else 0
    while step and not decimals and value and value % (step * 10) == 0:
        step *= 10
    return value - step / 2, value + step / 2


def dots(
    report: Report,
    key: str,
    panels: Mapping[str, Sequence[Line]],
    *,
    percent: bool,
    ratio: bool = False,
    **told: object,
) -> Chart:
    """Figures on scales that begin at zero, a line for each name, a scale for each panel.

    Args:
        report: the corpus
        key: of the sentences in the wording file
        panels: lines by the panel's title
        percent: whether the numbers are percentages
        ratio: whether they are ratios with intervals, on a logarithmic scale about 1
        told: placeholders of the sentences; ``line_at`` is where a line marks a value, ``docs``
            ids of the documents told of, where these are more than those of the marks
    """
    say = report.words.percent if percent else report.words.number
    sizes = [len(lines) for lines in panels.values()]
    with matplotlib.rc_context(fname=STYLE):
        every = [line for lines in panels.values() for line in lines]
        double = any(len(line.name) > NAME or "\n" in line.label for line in every)
        figure = _page((0.46 if double else 0.32) * len(every) + 0.65 * len(sizes))
        heights = {"height_ratios": sizes, "hspace": 1.1 / (sum(sizes) / len(sizes))}
        boxes = figure.subplots(len(sizes), 1, squeeze=False, gridspec_kw=heights)[:, 0]
        figure.subplots_adjust(left=0.31, right=0.7, top=1, bottom=0.08)
        for axes, (title, lines) in zip(boxes, panels.items(), strict=True):
            _lines(axes, lines, ratio=ratio)
            axes.set_title(title, loc="left", x=-0.78, fontsize=10.5, fontweight="bold")
            if ratio:
                axes.set_xscale("log")
                axes.xaxis.set_minor_locator(matplotlib.ticker.NullLocator())
                axes.xaxis.set_major_locator(matplotlib.ticker.LogLocator(subs=(1, 2, 5)))
            else:
                axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4))
            axes.xaxis.set_major_formatter(lambda x, _: say(x))
            if told.get("line_at"):
                axes.axvline(told["line_at"], color=INK, lw=1.2, ls=(0, (4, 3)))
    marks = [m for line in every for m in line.marks]
    low, high = (pick(marks, key=lambda m: m.value) for pick in (min, max))
    told |= {"n": len(marks), "low": low.name, "low_value": low.text}
    told |= {"high": high.name, "high_value": high.text}
    keys = [report.words.when(any(map(_open, marks)), "dots_open")]
    keys += [report.words.when(any(m.low < m.value < m.high for m in marks), "dots_about")]
    told["bounds"] = Markup(" ").join(filter(None, keys))
    docs = set(told.pop("docs", ())) or {m.doc_id for m in marks}
    return chart(report, key, figure, docs, _drawn(report, panels), **told)


def _drawn(report: Report, panels: Mapping[str, Sequence[Line]]) -> pd.DataFrame:
    """What the dots show, a row each; a single panel has no title to tell."""
    rows = [
        (panel, m.name, m.value, m.low, m.high, m.label, line.goal.label if line.goal else "–")
        for panel, lines in panels.items()
        for line in lines
        for m in line.marks
    ]
    columns = ("indicator", "subject", "value", "low", "high", "label", "target")
    data = pd.DataFrame(rows, columns=[report.words.label("column", c) for c in columns])
    marks = (m for lines in panels.values() for line in lines for m in line.marks)
    # a mark of no one document is a word of many; as text of its own kind it would lose its markup
    names = [m.name if m.doc_id else report.quote(m.name) for m in marks]
    data.isetitem(1, pd.Series(names, dtype=object))
    data = data.replace([math.inf, -math.inf], math.nan)
    return data if len(panels) > 1 else data.iloc[:, 1:]


def _page(height: float) -> Figure:
    """A figure as wide as a page, also where little is drawn: letters keep their size."""
    figure = Figure(figsize=(WIDTH, height))
    figure.add_artist(Rectangle((0, 0), 1, 1, transform=figure.transFigure, fill=False, lw=0))
    return figure


def _open(m: Mark) -> int:
    """1 for a mark that is open upwards ("trên 95 %"), -1 downwards, 0 for others."""
    return int(m.value == m.low) - int(m.value == m.high)


def _lines(axes: Axes, lines: Sequence[Line], *, ratio: bool) -> None:
    """Marks and labels, a line each; a bar with caps is an interval, an arrow a bound."""
    marks = [m for line in lines for m in (*line.marks, line.goal) if m]
    top = max(m.value if _open(m) else m.high for m in marks)
    least, most = 0, 100 if 50 < top <= 100 else top * 1.04
    if ratio:
        least, most = min(0.95, min(m.low for m in marks) / 1.1), top * 1.1
    for at, line in enumerate(lines):
        values = [m.value for m in (*line.marks, line.goal) if m]
        start = int(ratio) if len(values) == 1 else min(values)
        axes.plot([start, max(values)], [at, at], color="#b4b4b4", lw=1.2, zorder=1)
        for m in line.marks:
            shape, colour = ("D", ORANGE) if m.part else ("o", BLUE)
            if _open(m):  # its length says nothing but where it must end
                end = m.value + _open(m) * 0.07 * most
                ends = (min(max(end, m.low), m.high), at), (m.value, at)
                arrow = {"arrowstyle": "->", "color": colour, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
                axes.annotate("", *ends, arrowprops=arrow, annotation_clip=False, zorder=2)
            elif m.low < m.high:
                axes.plot([m.low, m.high], [at, at], "|-", color=colour, lw=2.4, zorder=2)
            look = {"mfc": colour if ratio or m.low == m.high else "white", "mec": colour}
            axes.plot(m.value, at, shape, ms=7 - m.part, clip_on=False, zorder=3, **look)
        if line.goal:
            look = {"mfc": "white", "mec": INK, "mew": 1.4, "ms": 8, "zorder": 2}
            axes.plot(line.goal.value, at, "s", clip_on=False, **look)
        beside = {"va": "center", "fontsize": 9.5, "transform": axes.get_yaxis_transform()}
        axes.text(1.04, at, line.label, **beside)
    names = [textwrap.fill(textwrap.shorten(li.name, 74, placeholder="…"), NAME) for li in lines]
    axes.set_yticks(range(len(lines)), names, fontsize=9.5)
    axes.set(xlim=(least, most), ylim=(len(lines) - 0.5, -0.5))
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9.5)
    axes.grid(axis="x", color=PALE, lw=0.8)


@dataclass(frozen=True)
class Cell:
    """A cell of a grid: column, row, how it looks (a key of `LOOKS`), its number, its name."""

    x: int
    y: int
    state: str
    text: str = ""
    name: str = ""


def grid(
    report: Report,
    key: str,
    cells: Sequence[Cell],
    docs: set[str],
    *,
    size: tuple[float, float],
    names: Sequence[str] = (),
    columns: Sequence[str] = (),
    keys: Mapping[str, str] | None = None,
    value: str = "",
    **told: object,
) -> Chart:
    """Cells by state, the missing hatched and named in the key: a heat map, or a map of tiles.

    Args:
        report: the corpus
        key: of the sentences in the wording file
        cells: where, which state, what is written; of a heat map row by row
        docs: ids of the documents they come from
        size: of a cell, in inches
        names: of the rows; none for a map
        columns: names of the columns
        keys: names of states where the wording file has none
        value: what a map shows; empty for the number of articles
        told: placeholders of the sentences
    """
    wide, tall = max(c.x for c in cells) + 1, max(c.y for c in cells) + 1
    longest = min(40, max(map(len, columns), default=0))  # a name leans over its column
    above, left = (0.3 + 0.054 * longest, 1.6) if names else (0.05, 0.05)
    with matplotlib.rc_context(fname=STYLE):
        figure = _page(height := size[1] * tall + above + 0.55 * bool(names) + 0.05)
        extent = (size[0] * wide / WIDTH, size[1] * tall / height)
        axes = figure.add_axes((left / WIDTH, 1 - above / height - extent[1], *extent))
        named = {s: (keys or {}).get(s) or report.words.label("state", s) for s in LOOKS}
        patches = _states(axes, cells, named)
        axes.set(xlim=(0, wide), ylim=(tall, 0))
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0, labelsize=9.5)
        axes.xaxis.tick_top()
        heads = [textwrap.shorten(c, 40, placeholder="…") for c in columns]
        turned = {"rotation": 52, "ha": "left", "rotation_mode": "anchor"}
        axes.set_xticks([x + 0.5 for x in range(len(heads))], heads, **turned)
        axes.set_yticks([y + 0.5 for y in range(len(names))], names)
        beside = (0, -0.15 / (size[1] * tall)) if names else (1, 1)
        place = {"loc": "upper left", "bbox_to_anchor": beside, "ncols": 2 if names else 1}
        axes.legend(handles=patches, frameon=False, fontsize=9.5, **place)
    words = report.words
    said = [named[c.state] + f" ({c.text})" * bool(c.text) for c in cells]
    rows = [[name, *said[wide * y : wide * (y + 1)]] for y, name in enumerate(names)]
    rows = rows or [[c.name, c.text or text] for c, text in zip(cells, said, strict=True)]
    value = value or words.label("column", "articles")
    heads = [words.label("column", "province"), *(columns or [value])]
    return chart(report, key, figure, docs, pd.DataFrame(rows, columns=heads), **told)


def _states(axes: Axes, cells: Sequence[Cell], named: Mapping[str, str]) -> list[Patch]:
    """Draw the cells, one shape for all of a state: hatched one by one they would weigh far more."""
    around, keys = ((0.02, 0.03), (0.98, 0.03), (0.98, 0.97), (0.02, 0.97), (0.02, 0.03)), []
    for state, (look, ink) in LOOKS.items():
        if found := [c for c in cells if c.state == state]:
            paths = [Path([(c.x + i, c.y + j) for i, j in around], closed=True) for c in found]
            axes.add_patch(PathPatch(Path.make_compound_path(*paths), **look))
            keys.append(Patch(label=named[state], **look))
        for c in found:
            text = "\n".join(filter(None, (textwrap.fill(c.name, 13), c.text)))
            centred = {"ha": "center", "va": "center", "color": ink, "linespacing": 1.0}
            axes.text(c.x + 0.5, c.y + 0.52, text, fontsize=8.5, **centred)
    return keys
