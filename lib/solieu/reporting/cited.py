"""The numbered documents that articles cite: central and local, by whom, since when, upon which."""

from __future__ import annotations

import collections
import datetime
import functools
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import matplotlib
import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from ..analysis.implementing import ties
from ..knowledge import read_csv
from ..text import simplify
from . import charts, comparison, plots
from .comparison import places
from .markup import Prose, Table, element, show
from .report import Report, Row, overlapping, years
from .wording import collate

# 4-CV/BTCTU: the organisation board of a provincial committee, not of the Central Committee (BTCTW).
_LOCAL = re.compile(r"[-/](?:[A-ZĐ]*(?:TU|HU|ThU|TXU|QU|ĐU|ĐUK)|UBND|HĐND)\b")
_CENTRAL = re.compile(r"[-/](?:[A-ZĐ]*T[WƯ]|[A-ZĐ]*CP|TTg|[A-Z]*QH\d*)$|TT-B|QĐ-B|^NQTW ")
# Decrees and circulars have one series of numbers a year, written with the year or without it;
# decisions have two (1896/QĐ-TTg is no 1896/2015/QĐ-TTg), so that theirs stay as they are.
_YEARLY = re.compile(r"(\d+)[-/](?:(\d{4})/)?(NĐ|TT)[-/](.+)")

FEW = 4  # of so few documents all days can be read, and a median would stand between two


@dataclass
class Entry:
    """A cited document, with its mentions in articles.

    ``name`` is the key, with the year where two documents share the key; ``owner`` the province of
    a local one; ``provinces`` those whose articles cite it; ``upon`` the central documents that it
    carries out, each with the mention of this one that tells so, and its date as told there;
    ``one_of`` the resolutions of a plenum that issued several, where no more than it is told.
    """

    name: str
    owner: str
    level: str
    date: str
    mentions: list[Row]
    provinces: set[str]
    upon: list[tuple[Entry, Row, str]] = field(default_factory=list)
    one_of: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What it is about, as the article that says most puts it; "" if none does."""
        return max((row["title"] or "" for row in self.mentions), key=len)

    @property
    def days(self) -> int | None:
        """Days since the last document it carries out; None while a day is not known."""
        dates = [self.date, *(date for *_, date in self.upon)]
        if not self.upon or any(len(date) < 10 for date in dates):
            return None
        issued, *upon = map(datetime.date.fromisoformat, dates)
        return (issued - max(upon)).days


def level(citation: Row) -> str:
    """``central``, ``local`` (of a province and below), or ``unknown``: the symbol does not tell."""
    if citation["province"] or _LOCAL.search(citation["key"]):
        return "local"
    told = citation["issuer"] or _CENTRAL.search(citation["key"])
    return "central" if told and not citation["key"].endswith("?") else "unknown"


@functools.lru_cache(maxsize=4)
def documents(report: Report) -> tuple[Entry, ...]:
    """Cited documents, most widely cited first; lists in page furniture are no citations."""
    found: dict[tuple[str, str], list[Row]] = collections.defaultdict(list)
    for row in report.tables["citations"]:
        if row["in_body"] is not False:
            row = row | {"meant": _meant(report, row)}
            # provinces number their own documents: 5-NQ/TU of two provinces is two documents
            here = row["province"] in (None, report.documents[row["doc_id"]]["province"])
            about = places(report).get(row["doc_id"], "") if here else row["province"]
            found[_series(row), "" if level(row) == "central" else about].append(row)
    known = {area.label for area in report.areas}  # of a group no province is known to
    entries: dict[str, Entry] = {}
    for (_, owner), rows in found.items():
        for year, part in (parts := _by_year(report, rows)).items():
            meant = part[0]["meant"]
            keys = [row["meant"][0] if len(row["meant"]) == 1 else row["key"] for row in part]
            name = max(keys, key=len)
            if len(parts) > 1 and not _year(name):
                name += f" ({year or '?'})"
            date = max(map(_date, part), key=len)
            about = {places(report).get(row["doc_id"], "") for row in part} & known
            part.sort(key=lambda row: row["key"] != name)  # its own name before its plenum's
            entry = Entry(name, owner, level(part[0]), date, part, about)
            entry.one_of = meant if len(meant) > 1 else ()
            entries |= {row["citation_id"]: entry for row in part}
    for doc_id, text in report.texts.items():
        rows = [r for r in report.of(doc_id, "citations") if r["citation_id"] in entries]
        local = [r for r in rows if r["province"]]  # a district's (…/HU) has none
        central = [r for r in rows if level(r) == "central"]
        for one, other in ties(text, local, central):
            upon, known = entries[one["citation_id"]].upon, entries[other["citation_id"]]
            here = [_date(row) for row in known.mentions if row["doc_id"] == doc_id]
            if all(known is not entry for entry, *_ in upon):
                upon.append((known, one, max(here, key=len)))
    every = {id(entry): entry for entry in entries.values()}.values()
    carried = {id(central) for entry in every for central, *_ in entry.upon}

    def order(e: Entry) -> tuple[object, ...]:
        return -len(e.provinces), id(e) not in carried, -len(e.mentions), e.name, e.owner

    return tuple(sorted(every, key=order))


def _meant(report: Report, citation: Row) -> tuple[str, ...]:
    """Resolutions that one told by its plenum may be: by its title, or another's in the article.

    Empty for other documents, and where it is not known what the plenum issued.
    """
    issued = read_csv("plenum_resolutions.csv")
    issued = [row for row in issued if f"NQTW {row['plenum']}" == citation["key"]]
    if not issued:
        return ()
    same = [r for r in report.of(citation["doc_id"], "citations") if r["key"] == citation["key"]]
    title = simplify(citation["title"] or " ".join(r["title"] or "" for r in same))
    told = [r for r in issued if any(has and has in title for has in r["title_has"].split("|"))]
    return tuple(row["key"] for row in (told if len(told) == 1 else issued))


def _series(row: Mapping[str, Any]) -> str:
    """What mentions of one document share: 108-NĐ/CP and 108/2014/NĐ-CP, and a plenum's only one."""
    if len(meant := row.get("meant", ())) == 1:
        return meant[0].casefold()
    return _YEARLY.sub(r"\1/\3-\4", row["key"]).casefold()


def _date(row: Row) -> str:
    """When the document is from; "" where the register knows only some that may be meant."""
    rows = [r for r in read_csv("register.csv") if f"NQTW {r['plenum']}" == row["key"]]
    dates = {r["key"]: r["date"] for r in rows if r["key"] in row["meant"]}
    if row["meant"] and row["date_source"] != "printed":
        sure = len({*dates.values()}) == 1 and dates.keys() == {*row["meant"]}
        return min(dates.values()) if sure else ""
    return row["date"] or _year(row["key"])


def _year(key: str) -> str:
    """The year that a key tells; "" for most."""
    told = _YEARLY.fullmatch(key)
    return (told and told[2]) or ""


def _by_year(report: Report, rows: Sequence[Row]) -> Mapping[str, list[Row]]:
    """Mentions of one key by the document's year: one 18-NQ/TW is of 2017, another of 2022.

    An undated mention is of the year that its article tells elsewhere, else of the only year that
    other articles or the register know within five before the article's own, for numbers begin
    anew with each term; "" when there is not one.
    """
    told = [(row["doc_id"], _date(row)[:4]) for row in rows if _date(row)]
    every = {r["date"][:4] for r in read_csv("register.csv") if _series(r) == _series(rows[0])}
    every |= {year for _, year in told}
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in rows:
        article = report.documents[row["doc_id"]]
        until = max(years(article["published"]) or years(article["period"]) or (0,))
        own = {year for doc_id, year in told if doc_id == row["doc_id"]}
        known = own or {year for year in every if until - 5 <= int(year) <= until}
        found[_date(row)[:4] or (min(known) if len(known) == 1 else "")].append(row)
    return found


def choose(report: Report, issued: str = "", province: str = "", group: str = "") -> list[Entry]:
    """Cited documents issued in a window of years, with what cites them of a province or group.

    Args:
        report: the corpus
        issued: ``2017`` or ``2016/2020``; empty for any year, or none known
        province: empty for all
        group: id or name of a group of provinces; empty for all

    Raises:
        UnknownName: no article is about the province, or no such group.
        ValueError: a window that is none.
    """
    held = comparison.documents(report, province, group)
    inside = overlapping([{"period": e.date, "entry": e} for e in documents(report)], issued)
    found = [row["entry"] for row in inside]
    if not (province or group):
        return found
    here = [replace(e, mentions=[m for m in e.mentions if m["doc_id"] in held]) for e in found]
    telling = {places(report).get(doc_id) for doc_id in held}
    return [replace(e, provinces=e.provinces & telling) for e in here if e.mentions]


def answer(report: Report, entries: Sequence[Entry]) -> Prose:
    """How many documents are cited, which by most provinces, and how long provinces took."""
    words, central = report.words, [e for e in entries if e.level == "central"]
    docs = {m["doc_id"] for e in entries for m in e.mentions}
    told = words.counts(document=len(entries), mention=sum(len(e.mentions) for e in entries))
    if not central:
        only = words.say("cited_local_only" if entries else "cited_none", **told)
        return report.answer(only, docs=docs)
    alone = len({places(report).get(doc_id) for doc_id in docs}) == 1
    count = {_link(report, e): len(e.mentions) if alone else len(e.provinces) for e in central}
    first, n = words.widest(count)
    if n > 1:
        key = "cited_alone" if alone else "cited_answer"
    else:
        key = "cited_once" if alone else "cited_apart"
    most = words.count(n, "mention" if alone else "province")
    widest = words.say(key, **told, central=len(central), first=first, most=most)
    lag, known = words.say("cited_lag_none"), _lags(entries)
    if known:
        lag = words.say("cited_lag", n=len(known), **_span(report, known))
    names = {e.name.partition(" (")[0] for e in entries}
    twice = [_link(report, e) for e in entries if names & {*e.one_of}]
    again = words.when(twice, "cited_twice", n=len(twice), names=words.listing(twice))
    return report.answer(widest, lag, *filter(None, [again]), docs=docs)


def _lags(entries: Iterable[Entry]) -> list[Entry]:
    """Provincial documents whose lag is known and is one, the shortest first."""
    known = [e for e in entries if e.days is not None and e.days >= 0]
    return sorted(known, key=lambda e: (e.days, e.owner, e.name))


def _span(report: Report, known: Sequence[Entry]) -> dict[str, object]:
    """Whose documents they are, and their days; a median of four or fewer says nothing."""
    words, owners = report.words, sorted({e.owner for e in known})
    low, high, middle = known[0].days, known[-1].days, statistics.median_low(e.days for e in known)
    key = "lag_one" if low == high else "lag_range" if len(known) <= FEW else "lag_median"
    days = words.say(key, low=low, high=high, middle=middle)
    return {
        "provinces": owners[0] if len(owners) == 1 else words.count(len(owners), "province"),
        "days": days,
        "line_at": middle if key == "lag_median" else None,
    }


def _link(report: Report, entry: Entry, row: Row | None = None) -> Markup:
    row = row or entry.mentions[0]
    return report.evidence(row, entry.name, row["citation_id"])


def by_province(
    report: Report,
    key: str,
    names: Sequence[str],
    heads: Sequence[str],
    told: Mapping[tuple[str, str], tuple[str, str]],
    docs: Iterable[str],
    **said: object,
) -> charts.Chart:
    """A matrix of provinces: the look and text of each cell that has one; the others are hatched.

    A matrix and not a network of lines: at five provinces both can be read, at 63 the lines cross
    some hundreds of times, while a cell still answers.
    """
    cells = [
        plots.Cell(x, y, *told.get((name, head), ("silent", "")))
        for y, name in enumerate(names)
        for x, head in enumerate(heads)
    ]
    size = min(0.8, 5.4 / len(heads)), 0.27
    return plots.grid(report, key, cells, {*docs}, size=size, names=names, columns=heads, **said)


def matrix(
    report: Report, entries: Sequence[Entry], group: str = "", most: int = 16
) -> charts.Chart | Prose:
    """Which province (of a group) cites which central document, and has its own to carry it out."""
    words, central = report.words, [e for e in entries if e.level == "central" and e.provinces]
    count = collections.Counter(
        (name, e.name)
        for e in central
        for m in e.mentions
        if (name := places(report).get(m["doc_id"]))
    )
    names = sorted({name for name, _ in count}, key=collate)
    if len(names) < 2:
        return Prose((words.say("citing_few"),))
    shown = central[:most]
    told = {cell: ("named", str(n)) for cell, n in count.items()}
    own = {(e.owner, upon.name) for e in entries for upon, *_ in e.upon} & set(count)
    told |= {cell: ("carried_out", f"{count[cell]} ✓") for cell in own}
    first, n = words.widest({e.name: len(e.provinces) for e in central})
    of, left = len(set().union(*(e.provinces for e in central))), len(central) - len(shown)
    docs = comparison.documents(report, "", group) if group else {*places(report)}
    silent = sorted({places(report)[doc_id] for doc_id in docs} - {*names}, key=collate)
    return by_province(
        report,
        "citing",
        names,
        [e.name for e in shown],
        told,
        docs,
        finding=words.say("citing_widest" if n > 1 else "citing_apart", first=first, n=n, of=of),
        of=of,
        shown=len(shown),
        central=len(central),
        alone=sum(len(e.provinces) == 1 for e in central),
        left=words.when(left, "citing_left", n=left),
        silent=words.when(silent, "citing_silent", n=len(silent), names=words.listing(silent)),
    )


def table(report: Report, entries: Iterable[Entry], kind: str) -> Table:
    """Documents of a level (``central``, ``local``, ``unknown`` or ``all``), by how widely cited."""
    words, found = report.words, collections.defaultdict(list)
    for entry in (e for e in entries if kind in (e.level, "all")):
        central = words.label("joint", "central") if entry.level == "central" else "–"
        title = report.quote(show(f": {entry.title}", 90)) if entry.title else ""
        one_of = words.when(entry.one_of, "cited_one_of", names=words.listing([*entry.one_of], 4))
        title += element("small", one_of) if one_of else ""
        found[len(entry.provinces)].append(
            (
                _link(report, entry) + title,
                words.label("doc_type", entry.mentions[0]["doc_type"]),
                words.period(entry.date) or "–",
                entry.owner or central,
                _places(report, entry.mentions),
            )
        )
    by = {n: words.count(n, "province") if n else words.label("joint", "national") for n in found}
    groups = [(words.say("cited_by", by=by[n], n=len(rows)), rows) for n, rows in found.items()]
    columns = "document doc_type! date! issuer! mentions"
    return report.table("cited", columns, groups=groups, kind=words.label("level", kind))


def _places(report: Report, mentions: Sequence[Row], most: int = 8) -> Markup:
    """Links to the mentions: the province's name for one, numbers after it for several."""
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in mentions:
        found[places(report).get(row["doc_id"], row["doc_id"])].append(row)
    shown = []
    for name in sorted(found, key=collate):
        rows = found[name]
        texts = [name] if len(rows) == 1 else range(1, most + 1)
        pairs = zip(rows, texts, strict=False)
        links = [report.evidence(row, text, row["citation_id"]) for row, text in pairs]
        links += [report.words.say("more", n=len(rows) - most)] if len(rows) > most else []
        lead = show("" if len(rows) == 1 else f"{name} ")
        shown.append(lead + Markup(", ").join(links))
    return Markup("; ").join(shown)


def lags(report: Report, entries: Iterable[Entry], most: int = 30) -> charts.Chart | Prose:
    """Days from the central document to the provincial one; below three the table says it better."""
    words, known = report.words, _lags(entries)
    if len(known) < 3:
        return Prose((words.say("lags_few", n=len(known)),))
    lines = []
    for e in known[: most // 2] + known[max(most // 2, len(known) - most // 2) :]:
        name, days = f"{e.owner}: {e.name}", words.number(e.days)
        label = f"{days}  ← {', '.join(upon.name for upon, *_ in e.upon)}"
        mark = plots.Mark(name, *[e.days] * 3, days, label, e.upon[0][1]["doc_id"], part=False)
        lines.append(plots.Line(name, (mark,), label))
    span = _span(report, known)
    return plots.dots(
        report,
        "lags",
        {"": lines},
        percent=False,
        documents=len(known),
        line=words.when(span["line_at"], "lags_line"),
        ends=words.when(len(lines) < len(known), "lags_ends", drawn=len(lines)),
        **span,
    )


def carried_out(report: Report, entries: Iterable[Entry]) -> Table:
    """Provincial documents, what they carry out, both dates, the days between or why there are none."""
    words, rows = report.words, []

    def dated(date: str) -> str:
        return words.period(date) or words.label("joint", "not_dated")

    for e in sorted((e for e in entries if e.upon), key=lambda e: (collate(e.owner), e.date)):
        names = [(c.name.partition(" (")[0], dated(date)) for c, _, date in e.upon]
        upon = [show(f"{name} ({date})") for name, date in names]
        why = "day_unknown" if e.days is None else "older" if e.days < 0 else ""
        days = words.label("joint", why) if why else words.number(e.days)
        link = _link(report, e, e.upon[0][1])
        rows.append((e.owner, link, dated(e.date), Markup("<br>").join(upon), days))
    return report.table("carried_out", "province document! date! carries_out! days!", rows)


def timeline(report: Report, entries: Iterable[Entry]) -> charts.Chart | Prose:
    """Bars from zero: documents by year of issue, local (hatched) upon central; of three years."""
    words, dated = report.words, [e for e in entries if e.date and e.level != "unknown"]
    issued = [int(e.date[:4]) for e in dated]
    if len({*issued}) < 3:
        return Prose((words.say("years_few"),))
    span = range(min(issued), max(issued) + 1)
    name = {level: words.label("level", level) for level in ("central", "local")}
    count = pd.crosstab(pd.Series(issued), pd.Series([e.level for e in dated]))
    count = count.reindex(index=span, columns=[*name], fill_value=0)
    both = count.sum(axis=1)
    hatched = {"color": "#f3c9a8", "ec": charts.ORANGE, "hatch": "///", "lw": 0.8}
    with matplotlib.rc_context(fname=charts.STYLE):
        figure = Figure(figsize=(plots.WIDTH, 3))
        axes = figure.add_subplot()
        axes.bar(span, count["central"], color=charts.BLUE, label=name["central"])
        axes.bar(span, count["local"], bottom=count["central"], label=name["local"], **hatched)
        axes.set_ylim(0, both.max() * 1.15)
        for axis in (axes.xaxis, axes.yaxis):
            axis.get_major_locator().set_params(integer=True)
        axes.grid(axis="y", color=charts.PALE, lw=0.8)
        axes.tick_params(labelsize=9.5)
        axes.legend(frameon=False, loc="upper left", fontsize=9.5)
    data = count.rename(columns=name)
    data.insert(0, words.label("column", "year"), [str(year) for year in span])
    year, most = words.widest(both.rename(index=str).to_dict())
    return charts.chart(
        report,
        "years",
        figure,
        {m["doc_id"] for e in dated for m in e.mentions},
        data,
        year=year,
        n=most,
        of=len(dated),
        first=str(span[0]),
        last=str(span[-1]),
    )


def beside(report: Report) -> Table:
    """Documents in lists beside the articles: what the site holds, not what the articles rest on."""
    found: dict[str, list[Markup]] = collections.defaultdict(list)
    for row in report.tables["citations"]:
        if row["in_body"] is False:
            found[row["doc_id"]].append(report.evidence(row, row["key"], row["citation_id"]))
    rows = [
        (report.article(doc_id, 80), Markup(", ").join(links)) for doc_id, links in found.items()
    ]
    return report.table("beside", "article document", rows)
