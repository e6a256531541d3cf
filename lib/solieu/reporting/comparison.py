"""Provinces beside each other: who reports what, and each indicator as every province tells it."""

from __future__ import annotations

from collections.abc import Sequence

from ..knowledge import codebook
from . import charts
from .markup import Prose, Table
from .report import Report, Row, UnknownName, overlapping

Chosen = dict[str, list[Row]]


def choose(report: Report, indicators: Sequence[str] = (), period: str = "") -> Chosen:
    """Observations per indicator, of provinces only, within the period window.

    Args:
        report: the corpus
        indicators: ids of the codebook; empty for all that at least two provinces report
        period: ``2017`` or ``2015/2020``; empty for any

    Raises:
        UnknownName: an id that the codebook has not.
        ValueError: a period window that is none.
    """
    for name in indicators:
        if name not in codebook():
            raise UnknownName("indicator", name, codebook())
    rows = [o for o in overlapping(report.observations, period) if o["province"]]
    found = {i: [o for o in rows if o["indicator"] == i] for i in indicators or codebook()}
    return {i: r for i, r in found.items() if indicators or _provinces(r) > 1}


def _provinces(rows: Sequence[Row]) -> int:
    return len({(o["province"], o["area_id"]) for o in rows})


def _widest(chosen: Chosen) -> str:
    """The indicator that most provinces tell; the codebook's order decides between equals."""
    return max(codebook(), key=lambda i: _provinces(chosen.get(i, ())))


def answer(report: Report, chosen: Chosen) -> Prose:
    """One sentence: how many indicators can be laid side by side, and the most widely told."""
    words = report.words
    told = {i: rows for i, rows in chosen.items() if _provinces(rows) > 1}
    provinces = words.count(len(report.areas), "province")
    if not told:
        return report.answer(words.say("comparison_none", provinces=provinces))
    first = _widest(told)
    values = {
        "indicators": words.count(len(told), "indicator"),
        "first": words.label("indicator", first),
        "most": words.count(_provinces(told[first]), "province"),
    }
    return report.answer(words.say("comparison_answer", provinces=provinces, **values))


def coverage(report: Report) -> charts.Chart | Prose:
    """Who reports on what: facts per province and theme, the missing drawn."""
    if len(report.areas) < 2 or not report.observations:
        return Prose((report.words.say("coverage_few"),))
    return charts.coverage(report)


def table(report: Report, chosen: Chosen) -> Table:
    """Each chosen indicator as every province tells it."""
    words, groups = report.words, []
    for indicator, found in chosen.items():
        told = words.count(_provinces(found), "province")
        label = f"{words.label('indicator', indicator)} ({told})"
        groups.append((label, [report.cells(o) for o in report.sort(found)]))
    columns = "province value# share# role! period! place check! article!"
    return report.table("comparison", columns, groups=groups)


def in_depth(report: Report, chosen: Chosen) -> charts.Chart | Prose:
    """The chosen indicator whose shares most provinces tell, drawn on one scale."""
    shares = {i: [o for o in rows if report.is_share(o)] for i, rows in chosen.items()}
    shares = {i: rows for i, rows in shares.items() if _provinces(rows) > 1}
    if not shares:
        return Prose((report.words.say("depth_none"),))
    first = _widest(shares)
    label = report.words.label("indicator", first)
    return charts.shares(report, report.sort(shares[first]), label, province=True)
