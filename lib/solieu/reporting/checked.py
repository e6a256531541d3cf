"""The self-audit as a person reads it: what fails first, then what was cut off, then the rest."""

from __future__ import annotations

import collections

from markupsafe import Markup

from .markup import Prose, Table, show
from .report import OUTCOMES, Report, Row


def verdicts(report: Report, outcome: str = "", province: str = "") -> list[Row]:
    """Verdicts of one outcome (or all) on one province's articles (or all).

    Raises:
        UnknownName: no article of the corpus is about the province.
    """
    area = report.area(province) if province else None
    docs = {d for d, row in report.documents.items() if area is None or area.holds(row)}
    found = (v for v in report.tables["verdicts"] if docs & set(v["doc_ids"]))
    return [v for v in found if outcome in ("", v["outcome"])]


def answer(report: Report, province: str = "") -> Prose:
    """How many checks were made and how they came out, in one sentence."""
    words, found = report.words, [v["outcome"] for v in verdicts(report, "", province)]
    if not found:
        return report.answer(words.say("checked_none"))
    told = words.counts(trial=len(found)) | {name: found.count(name) for name in OUTCOMES}
    return report.answer(words.say("checked_answer", **told))


def table(report: Report, outcome: str, province: str = "") -> Table:
    """The verdicts of one outcome, grouped by check: the article and the sum done."""
    found: dict[str, list[tuple[Markup, Markup]]] = collections.defaultdict(list)
    for v in sorted(verdicts(report, outcome, province), key=lambda v: (v["check"], v["doc_ids"])):
        articles = Markup("<br>").join(report.article(doc_id, 60) for doc_id in v["doc_ids"])
        found[v["check"]].append((articles, report.sum(v)))
    label = report.words.label
    groups = [(show(f"{label('check', c)} ({len(rows)})"), rows) for c, rows in found.items()]
    return report.table(f"checked_{outcome}", "article sum", groups=groups)
