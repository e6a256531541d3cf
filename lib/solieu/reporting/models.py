"""Which province and district applies which organisational model: combined posts and mergers."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from ..knowledge import codebook
from .comparison import Comparison, choose
from .markup import Cell, Prose, Table, element, show
from .report import Report, Row, UnknownName
from .wording import collate

STATUSES = ("done", "partial", "pilot", "planned", "exempt")
SIGNS = dict(zip(STATUSES, "●◐△○✕", strict=True))
KINDS = ("concurrent", "merger")


def adoptions(report: Report, province: str = "", model: str = "") -> list[Row]:
    """Adoptions of a province (or all) and model (or all), with the period they hold for.

    Raises:
        UnknownName: no such model, or no article about the province.
    """
    models = [i for i in codebook() if i.startswith(KINDS)]
    if model and model not in models:
        raise UnknownName("model", model, models)
    area = report.area(province) if province else None
    found = []
    for row in report.tables["adoptions"]:
        doc = report.documents[row["doc_id"]]
        same = doc["province"] == row["province"]
        row = row | {"area_id": doc["area_id"] if same else None, "as_of": _as_of(report, row)}
        wanted = not area or (row["province"] and area.holds(row))
        if wanted and model in ("", row["model"]):
            found.append(row)
    return sorted(found, key=lambda r: (collate(r["province"] or ""), collate(r["place"] or "")))


def _as_of(report: Report, row: Row) -> str:
    """The time a sentence gives for what is done; else what the article reports on."""
    inside = [
        p["period"]
        for p in report.of(row["doc_id"], "periods")
        if row["sentence_start"] <= p["start"] < row["sentence_end"]
    ]
    return inside[0] if len(set(inside)) == 1 else report.documents[row["doc_id"]]["period"] or ""


def answer(report: Report, found: Sequence[Row]) -> Prose:
    """How many provinces apply how many models, how far, and which is the most widespread."""
    words = report.words
    if not found:
        return report.answer(words.say("models_none"))
    spread = collections.defaultdict(set)
    for row in found:
        spread[row["model"]].add(row["province"])
    count = collections.Counter(row["status"] for row in found)
    told = [f"{words.number(count[s])} {words.label('status', s)}" for s in STATUSES if count[s]]
    values = {
        "models": words.count(len(spread), "model"),
        "n": len(found),
        "statuses": words.listing(told),
    }
    names = {row["province"] or words.label("joint", "national") for row in found}
    docs = {row["doc_id"] for row in found}
    if len(names) == 1:
        said = words.say("models_of_one", name=names.pop(), **values)
        return report.answer(said, docs=docs)
    first, most = words.widest({f"“{words.short(m)}”": len(spread[m]) for m in sorted(spread)})
    said = words.say(
        "models_answer",
        **values,
        provinces=words.count(len(names), "province"),
        first=first,
        most=words.count(most, "province"),
    )
    return report.answer(said, docs=docs)


def matrix(report: Report, found: Sequence[Row], kind: str) -> Table:
    """A row for each province and district, a column for each model of a kind: sign and word."""
    words = report.words
    rows = [row for row in found if row["model"].startswith(kind)]
    models = [i for i in codebook() if any(row["model"] == i for row in rows)]
    by_cell = collections.defaultdict(list)
    for row in rows:
        province = row["province"] or words.label("joint", "national")
        by_cell[province, row["place"] or "", row["model"]].append(row)
    groups: dict[str, list[list[Cell]]] = {}
    for province, place in list(dict.fromkeys(key[:2] for key in by_cell)):
        line: list[Cell] = [report.quote(place) or words.label("joint", "whole")]
        for model in models:
            here = by_cell[province, place, model]
            line.append(Markup(" ").join(_cell(report, r) for r in here) or words.say("unsaid"))
        groups.setdefault(province, []).append(line)
    columns = [words.label("column", "place"), *(words.label("indicator", m) for m in models)]
    say = words.say
    caption, empty = say(f"models_{kind}_caption"), say(f"models_{kind}_empty")
    return Table(caption, columns, list(groups.items()), say("models_note"), empty)


def _cell(report: Report, row: Row) -> Markup:
    """Sign, word, and the year: when it is due, or for when it is told."""
    words, year = report.words, row["due"] or ""
    when = words.say("due", date=words.period(year)) if year else ""
    if not year and row["as_of"]:
        when = words.say("told_for", date=words.period(row["as_of"]))
    why = element("small", report.quote(show(row["reason"], 200))) if row["reason"] else Markup("")
    sign = element("span", SIGNS[row["status"]], **{"aria-hidden": "true"})
    status = report.evidence(row, words.label("status", row["status"]), f"s{row['sentence_start']}")
    return sign + Markup(" ") + status + (element("small", when) if when else "") + why


def compared(report: Report, found: Sequence[Row]) -> Comparison:
    """How many units apply the models found: the figures of every province on them."""
    told = {row["model"] for row in found}
    chosen = choose(report, [i for i in codebook() if i in told])
    return chosen if told else replace(chosen, series=[])
