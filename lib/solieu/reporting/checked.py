"""The self-audit as a person reads it: what fails first, then what was cut off, then the rest."""

from __future__ import annotations

import itertools

from markupsafe import Markup

from .markup import Prose, Table, show
from .report import Report, Row


def verdicts(report: Report, outcome: str = "", province: str = "") -> list[Row]:
    """Verdicts of one outcome (or all) on one province's articles (or all).

    Raises:
        UnknownName: no article of the corpus is about the province.
    """
    area = report.area(province) if province else None
    docs = {d for d, row in report.documents.items() if area is None or area.holds(row)}
    return [
        v
        for v in report.tables["verdicts"]
        if v["outcome"] in (outcome, v["outcome"] if not outcome else "")
        and docs & set(v["doc_ids"])
    ]


def answer(report: Report, province: str = "") -> Prose:
    """How many checks were made and how they came out, in one sentence."""
    words, found = report.words, verdicts(report, "", province)
    if not found:
        return report.answer(words.say("checked_none"))
    counts = {o: sum(v["outcome"] == o for v in found) for o in ("inconsistent", "untestable")}
    cut = sum(v["outcome"] == "consistent_if_truncated" for v in found)
    held = len(found) - cut - sum(counts.values())
    checks = words.count(len(found), "tried")
    return report.answer(words.say("checked_answer", checks=checks, held=held, cut=cut, **counts))


def table(report: Report, outcome: str, province: str = "") -> Table:
    """The verdicts of one outcome, grouped by check: the article and the sum done."""
    kind = lambda v: v["check"]  # noqa: E731
    found = sorted(verdicts(report, outcome, province), key=lambda v: (kind(v), v["doc_ids"]))
    groups = []
    for check, members in itertools.groupby(found, kind):
        rows = [(_articles(report, v), _sum(report, v)) for v in members]
        groups.append((show(f"{report.words.label('check', check)} ({len(rows)})"), rows))
    return report.table(f"checked_{outcome}", "article sum", groups=groups)


def _articles(report: Report, verdict: Row) -> Markup:
    return Markup("<br>").join(report.article(doc_id, 60) for doc_id in verdict["doc_ids"])


def _sum(report: Report, verdict: Row) -> Markup:
    """The explanation, linked to the sentence of its first figure or document."""
    text = report.explanation(verdict)
    for table_name, column in (("figures", "figure_id"), ("citations", "citation_id")):
        wanted = set(verdict[f"{column}s"])
        for row in (r for d in verdict["doc_ids"] for r in report.of(d, table_name)):
            if row[column] in wanted:
                return report.evidence(row, text, row[column])
    return show(text)
