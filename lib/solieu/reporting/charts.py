"""Charts that say what they show: each has title, unit, source, caption, alt text and its data.

Drawn with fixed ids and without dates, so that the same data give the same bytes. Colours are those
of Okabe and Ito (2008), told apart by colour-blind readers, and always doubled by shape or hatching.
"""

from __future__ import annotations

import base64
import collections
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from ..knowledge import codebook
from .markup import TEMPLATE, Output, Table
from .report import Report, Row

BLUE, ORANGE, PALE = "#0072B2", "#D55E00", "#e4e4e4"
MISSING = {"fc": "#f7f7f7", "ec": "#c4c4c4", "hatch": "////", "lw": 0}
STYLE = TEMPLATE / "charts.mplstyle"


@dataclass(frozen=True)
class Chart(Output):
    """A drawn figure with everything a reader needs to read, check and reuse it.

    Attributes:
        figure: the drawing
        title: the finding; unit: what the scale counts; source: whose numbers
        caption: how to read it; alt: type, subject, range and finding, for who does not see it
        data: what is drawn, one row a mark, with columns named for readers
        table: the data as readers see it

    Raises:
        ValueError: one of them is missing.
    """

    figure: Figure
    title: str
    unit: str
    source: str
    caption: str
    alt: str
    data: pd.DataFrame
    table: Table

    def __post_init__(self) -> None:
        missing = [f.name for f in fields(self) if f.type == "str" and not getattr(self, f.name)]
        missing += ["data"] if self.data.empty else []
        if missing:
            raise ValueError(f"a chart needs its {', '.join(missing)}")

    def svg(self) -> bytes:
        """The drawing as SVG, the same bytes each time."""
        out = io.BytesIO()
        with matplotlib.rc_context(fname=STYLE):
            nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            self.figure.savefig(out, format="svg", metadata=nothing, bbox_inches="tight")
        return out.getvalue()

    def __repr__(self) -> str:
        return f"{self.title}\n{self.alt}"

    @property
    def base64(self) -> str:
        """The drawing as the address of an image holds it."""
        return base64.b64encode(self.svg()).decode()


def chart(
    report: Report, key: str, figure: Figure, docs: set[str], data: pd.DataFrame, **told: object
) -> Chart:
    """A chart whose sentences are in the wording file under ``key``.

    Args:
        report: the corpus, which gives language and source
        key: the entries key_title, _unit, _caption and _alt
        figure: the drawing
        docs: ids of the documents that its numbers come from
        data: what is drawn, with columns named for readers
        told: placeholders of the sentences
    """
    words = report.words
    title, unit, caption, alt = (
        words.say(f"{key}_{part}", **told).unescape()
        for part in ("title", "unit", "caption", "alt")
    )
    source = words.say("chart_source", articles=words.count(len(docs), "article")).unescape()
    numbers = [pd.api.types.is_numeric_dtype(t) for t in data.dtypes]
    columns = [f"{c}#" if n else str(c) for c, n in zip(data, numbers, strict=True)]
    rows = [
        [words.number(v) if n else v for v, n in zip(row, numbers, strict=True)]
        for row in data.itertuples(index=False)
    ]
    table = Table(words.say("chart_data"), columns, [("", rows)])
    return Chart(figure, title, unit, source, caption, alt, data, table)


def shares(report: Report, rows: Sequence[Row], subject: str, *, province: bool = False) -> Chart:
    """Shares in percent on one scale from 0 to 100, a dot each, labelled with n/N.

    An arrow instead of a dot says that the article gives a bound ("hơn", "gần").

    Args:
        report: the corpus
        rows: observations with a share
        subject: what they are shares of
        province: label dots by province and place; else by indicator and place
    """
    words, told = report.words, []
    for row in rows:
        what = row["province"] if province else words.label("indicator", row["indicator"])
        name = f"{what} – {row['place']}" if row["place"] else what
        told.append((name, report.percentage(row), row))
    if not province:
        told.sort(key=lambda t: -t[1])
    names = [textwrap.fill(textwrap.shorten(n, 66, placeholder="…"), 36) for n, *_ in told]
    with matplotlib.rc_context(fname=STYLE):
        figure = Figure(figsize=(6.4, 0.46 * len(told) + 0.8))
        axes = figure.add_subplot()
        for at, (_, share, row) in enumerate(told):
            axes.plot([0, share], [at, at], color="#c9c9c9", lw=1.2, zorder=1)
            mark = {"more_than": ">", "less_than": "<"}.get(row["qualifier"], "o")
            axes.plot(share, at, mark, color=BLUE, ms=8, zorder=2, clip_on=False)
            unit = textwrap.shorten(report.unit(row), 20, placeholder="…")
            whole = f"{report.quantity(row)} {unit}".strip() if row["denominator"] else ""
            label = "  ".join(
                filter(None, (words.percent(share, 1), whole, words.period(row["period"])))
            )
            axes.text(104, at, label, va="center", fontsize=10)
        axes.set(xlim=(0, 100), ylim=(len(told) - 0.5, -0.5))
        axes.set_yticks(range(len(told)), names)
        axes.tick_params(axis="y", length=0)
        axes.set_xticks(range(0, 101, 25), [words.percent(x) for x in range(0, 101, 25)])
        axes.grid(axis="x", color=PALE, lw=0.8)
    data = pd.DataFrame(
        [
            (name, words.percent(share, 1), report.quantity(row), words.period(row["period"]))
            for name, share, row in told
        ],
        columns=[words.label("column", c) for c in ("subject", "share", "value", "period")],
    )
    low, high = (pick(told, key=lambda t: t[1]) for pick in (min, max))
    values = {"low": low[0], "low_share": words.percent(low[1], 1), "n": len(told)}
    values |= {"high": high[0], "high_share": words.percent(high[1], 1), "subject": subject}
    return chart(report, "shares", figure, {r["doc_id"] for r in rows}, data, **values)


def coverage(report: Report) -> Chart:
    """Heat map of facts per province and theme; where nothing is reported, a hatched cell."""
    import seaborn  # slow to import, and no other chart needs it

    words = report.words
    themes = list(dict.fromkeys(row["theme"] for row in codebook().values()))
    count = collections.Counter(
        (area.label, codebook()[o["indicator"]]["theme"])
        for area in report.areas
        for o in report.observations
        if area.holds(o)
    )
    names = [area.label for area in report.areas]
    labels = [words.label("theme", theme) for theme in themes]
    frame = pd.DataFrame([[count[n, t] for t in themes] for n in names], names, labels)
    with matplotlib.rc_context(fname=STYLE):
        figure = Figure(figsize=(0.62 * len(themes) + 2, 0.3 * len(names) + 1.4))
        axes = figure.add_subplot()
        axes.add_patch(Rectangle((0, 0), len(themes), len(names), zorder=-1, **MISSING))
        seaborn.heatmap(
            frame,
            mask=frame == 0,
            annot=True,
            fmt="d",
            cmap=LinearSegmentedColormap.from_list("blues", ["#d6e8f4", "#00527f"]),
            cbar=False,
            annot_kws={"fontsize": 10},
            ax=axes,
        )
        axes.set_xticks(range(len(themes) + 1), minor=True)
        axes.set_yticks(range(len(names) + 1), minor=True)
        axes.grid(which="minor", color="white", lw=2)
        axes.xaxis.tick_top()
        axes.set_xticks(axes.get_xticks(), labels, rotation=40, ha="left", rotation_mode="anchor")
        axes.set_yticks(axes.get_yticks(), names, rotation=0)
        axes.tick_params(which="both", length=0, labelsize=10)
        missing = [Patch(label=words.label("joint", "not_reported"), **MISSING)]
        axes.legend(handles=missing, loc="upper left", bbox_to_anchor=(0, 0), frameon=False)
    told = (frame > 0).sum()
    values = {"theme": told.idxmax(), "n": int(told.max()), "of": len(names), "themes": len(themes)}
    empty = words.listing([t for t in labels if not told[t]])
    blank = words.say("coverage_blank", themes=empty) if empty else ""
    data = frame.reset_index(names=words.label("column", "province"))
    docs = {o["doc_id"] for o in report.observations}
    return chart(report, "coverage", figure, docs, data, blank=blank, **values)


def years(report: Report, entries: Sequence[dict[str, Any]]) -> Chart:
    """Bars from zero: cited documents by year of issue, local (hatched) upon central (plain).

    Args:
        report: the corpus
        entries: cited documents with ``date`` (ISO) and ``level`` (central or local)
    """
    words = report.words
    count = collections.Counter((int(e["date"][:4]), e["level"]) for e in entries)
    span = range(min(y for y, _ in count), max(y for y, _ in count) + 1)
    central, local = ([count[y, level] for y in span] for level in ("central", "local"))
    both = [c + n for c, n in zip(central, local, strict=True)]
    names = [words.label("level", level) for level in ("central", "local")]
    hatched = {"color": "#f3c9a8", "ec": ORANGE, "hatch": "///", "lw": 0.8}
    with matplotlib.rc_context(fname=STYLE):
        figure = Figure(figsize=(7.2, 3))
        axes = figure.add_subplot()
        axes.bar(span, central, color=BLUE, label=names[0])
        axes.bar(span, local, bottom=central, label=names[1], **hatched)
        axes.set_ylim(0, max(both) * 1.15)
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y", color=PALE, lw=0.8)
        axes.legend(frameon=False, loc="upper left")
    data = pd.DataFrame(
        {words.label("column", "year"): [str(y) for y in span], names[0]: central, names[1]: local}
    )
    values = {"year": str(span[both.index(max(both))]), "n": max(both), "of": len(entries)}
    values |= {"first": str(span[0]), "last": str(span[-1])}
    docs = {m["doc_id"] for e in entries for m in e["mentions"]}
    return chart(report, "years", figure, docs, data, **values)
