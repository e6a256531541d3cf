"""The self-audit as a person reads it: what fails first, then what was cut off, then the rest."""

from __future__ import annotations

import collections

from markupsafe import Markup

from ..analysis.cues import table as audit_table
from .markup import Prose, Table
from .report import OUTCOMES, Area, Report, Row


def _area(report: Report, province: str) -> Area | None:
    return report.area(province) if province else None


def answer(report: Report, province: str = "") -> Prose:
    """How many checks were made in one province's articles (or all), and how they came out.

    Raises:
        UnknownName: no article of the corpus is about the province.
    """
    words, area = report.words, _area(report, province)
    found = [v["outcome"] for v in report.checks(area)]
    told = words.counts(trial=len(found)) | {name: found.count(name) for name in OUTCOMES}
    said = words.say("checked_answer", **told) if found else words.say("checked_none")
    return report.answer(said, docs=report.about(area))


def summary(report: Report, province: str = "") -> Table:
    """How many checks of each kind were made, and how they came out."""
    words, found = report.words, report.checks(_area(report, province))
    told = collections.Counter((v["check"], v["outcome"]) for v in found)
    kinds = [check for check, _ in collections.Counter(v["check"] for v in found).most_common()]
    counts = {words.label("check", k): [told[k, outcome] for outcome in OUTCOMES] for k in kinds}
    if len(kinds) > 1:
        counts[words.say("checked_total")] = [sum(n) for n in zip(*counts.values(), strict=True)]
    rows = [(name, sum(numbers), *numbers) for name, numbers in counts.items()]
    columns = "check trials# inconsistent# truncated# held# untestable#"
    return report.table("checked_summary", columns, rows)


def table(report: Report, outcome: str, province: str = "") -> Table:
    """The verdicts of one outcome: a line for each article, under each kind of check.

    What could not be tested stands under the reason why not. Every verdict is there, with a link to
    its sentence; those of one article and kind share a line.
    """
    by, names = ("rule", "untested") if outcome == "untestable" else ("check", "check")
    groups: dict[str, list[Row]] = {}
    for verdict in report.checks(_area(report, province)):
        if verdict["outcome"] == outcome:
            groups.setdefault(verdict[by], []).append(verdict)
    told = []
    for key, found in sorted(groups.items(), key=lambda group: -len(group[1])):
        lines: dict[tuple[str, ...], list[Markup]] = {}
        for verdict in found:
            lines.setdefault(tuple(verdict["doc_ids"]), []).append(_sum(report, verdict))
        rows = [([report.article(d, 60) for d in docs], lines[docs]) for docs in sorted(lines)]
        heading = f"{report.words.label(names, key)} ({report.words.number(len(found))})"
        told.append((heading, rows))
    return report.table(f"checked_{outcome}", "article sum", groups=told)


def _sum(report: Report, verdict: Row) -> Markup:
    """The sum without its outcome, for that it fits, or cannot be tested, the heading says."""
    vi, en = audit_table("outcome")[verdict["outcome"]]
    told = {"explanation": vi, "explanation_en": en}
    return report.sum(verdict | {key: verdict[key].removesuffix(end) for key, end in told.items()})
