"""The self-audit as a person reads it: what fails first, then what was cut off, then the rest."""

from __future__ import annotations

import collections

from markupsafe import Markup

from ..analysis.cues import table as audit_table
from .markup import Cell, Prose, Table, show
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


def summary(report: Report, province: str = "") -> Table:
    """How many checks of each kind were made, and how they came out."""
    words, found = report.words, verdicts(report, "", province)
    told = collections.Counter((v["check"], v["outcome"]) for v in found)
    rows: list[list[Cell]] = []
    for check, _ in collections.Counter(v["check"] for v in found).most_common():
        counts = [told[check, outcome] for outcome in OUTCOMES]
        rows.append([words.label("check", check), *map(words.number, (sum(counts), *counts))])
    total = map(words.number, (len(found), *(len(verdicts(report, o, province)) for o in OUTCOMES)))
    rows += [[words.say("checked_total"), *total]] if len(rows) > 1 else []
    columns = "check trials# inconsistent# truncated# held# untestable#"
    return report.table("checked_summary", columns, rows)


def table(report: Report, outcome: str, province: str = "") -> Table:
    """The verdicts of one outcome: a line for each article, under each kind of check.

    What could not be tested stands under the reason why not. Every verdict is there, with a link to
    its sentence; those of one article and kind share a line.
    """
    words, found = report.words, verdicts(report, outcome, province)
    by = "rule" if outcome == "untestable" else "check"
    groups: dict[str, dict[tuple[str, ...], list[Row]]] = {}
    for v in found:
        groups.setdefault(v[by], {}).setdefault(tuple(v["doc_ids"]), []).append(v)
    told = []
    for key, lines in groups.items():
        count = sum(map(len, lines.values()))
        name = words.label("untested" if by == "rule" else "check", key)
        rows = [_line(report, docs, same) for docs, same in sorted(lines.items())]
        told.append((count, show(f"{name} ({words.number(count)})"), rows))
    told.sort(key=lambda group: -group[0])
    return report.table(f"checked_{outcome}", "article sum", groups=[g[1:] for g in told])


def _line(report: Report, docs: tuple[str, ...], same: list[Row]) -> tuple[Markup, Markup]:
    """The article and its sums; that they fit, or cannot be tested, the heading says already."""
    articles = Markup("<br>").join(report.article(doc_id, 60) for doc_id in docs)
    ends, told = audit_table("outcome")[same[0]["outcome"]], []
    for v in same:
        vi, en = (
            v[n].removesuffix(end)
            for n, end in zip(("explanation", "explanation_en"), ends, strict=True)
        )
        told.append(report.sum(v | {"explanation": vi, "explanation_en": en}))
    return articles, Markup("<br>").join(told)
