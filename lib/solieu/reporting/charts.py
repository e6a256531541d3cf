"""Charts that say what they show: each has title, unit, source, caption, alt text and its data.

Drawn with fixed ids and without dates, so that the same data give the same bytes. Colours are those
of Okabe and Ito (2008), told apart by colour-blind readers, and always doubled by shape or hatching.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass, fields

import matplotlib
import pandas as pd
from matplotlib.figure import Figure

from .markup import TEMPLATE, Output, Table
from .report import Report

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
