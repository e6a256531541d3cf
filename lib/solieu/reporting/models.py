"""Which province and district applies which organisational model: combined posts and mergers."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from ..knowledge import codebook
from .comparison import Comparison, choose, documents, within
from .markup import Cell, Prose, Table, element, show
from .report import Report, Row, UnknownName
from .wording import collate

STATUSES = ("done", "partial", "pilot", "planned", "exempt")
SIGNS = dict(zip(STATUSES, "●◐△○✕", strict=True))
KINDS = ("concurrent", "merger")


def adoptions(report: Report, province: str = "", model: str = "", group: str = "") -> list[Row]:
    """Adoptions of a province, a group (or all) and a model (or all), with the time they hold for.

    Raises:
        UnknownName: no such model or group, or no article about the province.
    """
    models = [i for i in codebook() if i.startswith(KINDS)]
    if model and model not in models:
        raise UnknownName("model", model, models)
    areas, every = within(report, province, group), not (province or group)
    held = documents(report, "", group)
    found = []
    for row in report.tables["adoptions"]:
        doc = report.documents[row["doc_id"]]
        same = doc["province"] == row["province"]
        row = row | {"area_id": doc["area_id"] if same else None, "as_of": _as_of(report, row)}
        wanted = every or (row["province"] and any(a.holds(row) for a in areas))
        if wanted and model in ("", row["model"]) and (row["doc_id"] in held or every):
            found.append(row)
    return sorted(found, key=lambda r: (collate(r["province"] or ""), collate(r["place"] or "")))


def _as_of(report: Report, row: Row) -> str:
    """The time of the figure that tells it, or that its clause gives; else the article's."""
    if figure := _figure(report, row):
        return figure["period"] or ""
    text, low, high = report.texts[row["doc_id"]], row["sentence_start"], row["sentence_end"]
    low = max(low, text.rfind(";", low, row["start"]))
    high = min(high, text.find(";", row["end"], high) % (len(text) + 1))
    inside = {p["period"] for p in report.of(row["doc_id"], "periods") if low <= p["start"] < high}
    article = report.documents[row["doc_id"]]["period"]
    return inside.pop() if len(inside) == 1 else article or ""


def _figure(report: Report, row: Row) -> Row | None:
    """The observation that an adoption was read from; None where words alone tell it."""
    told = (o for o in report.of(row["doc_id"], "observations") if o["indicator"] == row["model"])
    return next((o for o in told if row["start"] <= o["start"] < row["end"]), None)


def _scope(report: Report, figure: Row) -> Markup:
    """How many apply it, and of which part where the share is one of a part (tại 8 xã)."""
    number = report.value(figure)
    figures = report.of(figure["doc_id"], "figures")
    before = [f for f in figures if figure["sentence_start"] <= f["start"] < figure["start"]]
    if "part" not in (figure["flags"] or ()) or not before:
        return number
    part = f"{report.quantity(before[-1])} {report.unit(before[-1])}".strip()
    return number + report.words.say("in_part", part=part)


def _printed(report: Report, row: Row) -> Markup:
    """Which merger or which posts, in the article's words: its cue, or the span that tells it."""
    cue = str(row["rule"]).partition(": ")[2].strip()
    literal = report.texts[row["doc_id"]][row["start"] : row["end"]]
    return report.quote(show(cue or literal, 110))


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
    """Sign, word, how many, which merger or posts, when it is due or for when it is told, why."""
    words, figure = report.words, _figure(report, row)
    when = words.when(row["as_of"], "told_for", date=words.period(row["as_of"]))
    if row["due"]:
        when = words.say("due", date=words.period(row["due"]))
    sign = element("span", SIGNS[row["status"]], **{"aria-hidden": "true"})
    status = report.evidence(row, words.label("status", row["status"]), f"s{row['sentence_start']}")
    told = [
        _scope(report, figure) if figure else "",
        words.say("printed", words=_printed(report, row)),
        when,
        report.quote(show(row["reason"], 200)) if row["reason"] else "",
    ]
    small = (element("small", text) for text in told if text)
    return sign + Markup(" ") + status + Markup("").join(small)


def compared(report: Report, found: Sequence[Row]) -> Comparison:
    """How many units apply the models found: the figures of every province on them."""
    told = {row["model"] for row in found}
    chosen = choose(report, [i for i in codebook() if i in told])
    return chosen if told else replace(chosen, series=[])
