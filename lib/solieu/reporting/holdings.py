"""What a corpus holds: its articles, what was read in them, and what was left out and why."""

from __future__ import annotations

import collections
from collections.abc import Iterable

from markupsafe import Markup

from .evidence import highlight
from .markup import Prose, Table, element, show
from .report import Report, Row, UnknownName


def answer(report: Report) -> Prose:
    """One sentence: articles, figures, how many tie to indicators, digits left unexplained."""
    words, figures = report.words, report.tables["figures"]
    unexplained = sum(e["reason"] == "unexplained" for e in report.tables["exclusions"])
    said = words.say(
        "holdings_answer",
        articles=words.count(len(report.documents), "article"),
        provinces=words.count(len(report.areas), "province"),
        figures=words.count(len(figures), "figure"),
        linked=sum(f["figure_id"] in report.tied for f in figures),
        citations=words.count(len(report.tables["citations"]), "mention"),
    )
    rest = words.say("unexplained", n=unexplained) if unexplained else words.say("explained")
    return report.answer(said, rest)


def articles(report: Report) -> Table:
    """One row per article: province, dates, how much was read, problems met."""
    words, count = report.words, collections.Counter()
    for figure in report.tables["figures"]:
        count[figure["doc_id"], "figures"] += 1
        count[figure["doc_id"], "linked"] += figure["figure_id"] in report.tied
    for citation in report.tables["citations"]:
        count[citation["doc_id"], "citations"] += 1
    rows = [
        (
            report.article(key, 70),
            doc["province"] or words.label("joint", "national"),
            words.period(doc["published"]) or "–",
            words.period(doc["period"]) or "–",
            *(words.number(count[key, name]) for name in ("figures", "linked", "citations")),
            show("; ".join(doc["issues"]) or "–", 120),
        )
        for key, doc in report.documents.items()
    ]
    columns = "article province published! reports_on! figures# linked# citations# issues"
    return report.table("articles", columns, rows)


def _grouped(rows: Iterable[Row], column: str) -> list[tuple[str, list[Row]]]:
    """Rows by the value of a column, the largest group first."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))


def kinds(report: Report) -> Table:
    """Figures by kind, with an example that opens its sentence."""
    words, rows = report.words, []
    for kind, found in _grouped(report.tables["figures"], "kind"):
        example = max(found, key=lambda f: (f["figure_id"] in report.tied, len(f["literal"]) < 20))
        shown = report.evidence(example, show(example["literal"], 40), example["figure_id"])
        linked = sum(f["figure_id"] in report.tied for f in found)
        rows.append(
            (words.label("kind", kind), words.number(len(found)), words.number(linked), shown)
        )
    return report.table("kinds", "kind figures# linked# example", rows)


def excerpt(report: Report, document: str = "") -> Prose:
    """One article with what was read in it marked; a short rich one unless named.

    Raises:
        UnknownName: no document of that id.
    """
    if document and document not in report.documents:
        raise UnknownName("document", document, report.documents)
    rich = collections.Counter(
        row["doc_id"] for name in ("figures", "citations") for row in report.tables[name]
    )
    score = {d: rich[d] / (600 + len(report.texts[d])) for d in report.documents}
    chosen = document or max(score, key=lambda d: (score[d], d))
    text = element("div", highlight(report, chosen, anchors=False), css="article", lang="vi")
    return Prose((report.article(chosen, 200), element("small", report.origin(chosen)), text))


def exclusions(report: Report) -> Table:
    """Digits that are no figure, by reason, with examples that show where they stood."""
    words, rows = report.words, []
    for reason, found in _grouped(report.tables["exclusions"], "reason"):
        examples = []
        for row in found[:3]:
            text, start, end = report.texts[row["doc_id"]], row["start"], row["end"]
            before = show("…" + text[max(0, start - 25) : start].rpartition("\n")[2])
            after = show(text[end : end + 25].partition("\n")[0] + "…")
            examples.append(before + element("b", row["literal"]) + after)
        shown = Markup("<br>").join(examples)
        rows.append((words.label("reason", reason), words.number(len(found)), shown))
    return report.table("exclusions", "reason count# example", rows)


def sources(report: Report, docs: Iterable[str] | None = None) -> Table:
    """Articles (all unless named) and where they come from, restated ones marked as such."""
    undated = report.words.label("joint", "not_dated")
    rows = [
        (
            report.article(key),
            report.words.period(report.documents[key]["published"]) or undated,
            report.origin(key) or "–",
        )
        for key in (report.documents if docs is None else docs)
    ]
    return report.table("sources", "article published! origin", rows)
