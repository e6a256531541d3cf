"""What a corpus holds: its articles, what was read in them, and what was left out and why."""

from __future__ import annotations

from collections.abc import Iterable

from .evidence import highlight
from .markup import Cell, Prose, Table, element, show
from .report import Report, Row, UnknownName


def answer(report: Report) -> Prose:
    """One sentence: articles, figures, how many tie to indicators, digits left unexplained."""
    words = report.words
    unexplained = sum(e["reason"] == "unexplained" for e in report.tables["exclusions"])
    rest = words.say("unexplained", n=unexplained) if unexplained else words.say("explained")
    return report.answer(words.say("holdings_answer", **counts(report)), rest)


def counts(report: Report) -> dict[str, object]:
    """How much there is of everything, as sentences say it."""
    figures, facts = report.tables["figures"], report.observations
    said = report.words.counts(
        article=len(report.documents),
        province=len(report.areas),
        figure=len(figures),
        mention=len(report.tables["citations"]),
        fact=len(facts),
        indicator=len({o["indicator"] for o in facts}),
    )
    return said | {"linked": _linked(report, figures)}


def articles(report: Report) -> Table:
    """One row per article: province, dates, how much was read, problems met."""
    words, rows = report.words, []
    for key, doc in report.documents.items():
        figures = report.of(key, "figures")
        rows.append(
            (
                report.article(key, 70),
                doc["province"] or words.label("joint", "national"),
                words.period(doc["published"]) or words.label("joint", "not_dated"),
                words.period(doc["period"]) or words.label("joint", "no_period"),
                len(figures),
                _linked(report, figures),
                len(report.of(key, "citations")),
                show("; ".join(doc["issues"]) or "–", 120),
            )
        )
    columns = "article province published! reports_on! figures# linked# citations# issues"
    return report.table("articles", columns, rows)


def _linked(report: Report, figures: Iterable[Row]) -> int:
    """How many of the figures fit an indicator."""
    return sum(figure["figure_id"] in report.tied for figure in figures)


def _grouped(rows: Iterable[Row], column: str) -> list[tuple[str, list[Row]]]:
    """Rows by the value of a column, the largest group first."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return sorted(groups.items(), key=lambda g: (-len(g[1]), g[0]))


def kinds(report: Report) -> Table:
    """Figures by kind, with an example that opens its sentence."""
    rows = []
    for kind, found in _grouped(report.tables["figures"], "kind"):
        example = max(found, key=lambda f: (f["figure_id"] in report.tied, len(f["literal"]) < 20))
        printed = report.quote(show(example["literal"], 40))
        shown = report.evidence(example, printed)
        linked = _linked(report, found)
        rows.append((report.words.label("kind", kind), len(found), linked, shown))
    return report.table("kinds", "kind figures# linked# example", rows)


def excerpt(report: Report, document: str = "") -> Prose:
    """One article with what was read in it marked; a short rich one unless named.

    Raises:
        UnknownName: no document of that id.
    """
    if document and document not in report.documents:
        raise UnknownName("document", document, report.documents)

    def rich(doc_id: str) -> tuple[float, str]:
        read = len(report.of(doc_id, "figures")) + len(report.of(doc_id, "citations"))
        return read / (600 + len(report.texts[doc_id])), doc_id

    chosen = document or max(report.documents, key=rich)
    text = element("div", highlight(report, chosen, anchors=False), css="article", lang="vi")
    return Prose((report.article(chosen, 200), element("small", report.origin(chosen)), text))


def exclusions(report: Report) -> Table:
    """Digits that are no figure, by reason, with examples that show where they stood."""
    rows = []
    for reason, found in _grouped(report.tables["exclusions"], "reason"):
        examples: list[Cell] = []
        for row in found[:3]:
            text, start, end = report.texts[row["doc_id"]], row["start"], row["end"]
            before = show("…" + text[max(0, start - 25) : start].rpartition("\n")[2])
            after = show(text[end : end + 25].partition("\n")[0] + "…")
            examples.append(report.quote(before + element("b", show(row["literal"], 90)) + after))
        rows.append((report.words.label("reason", reason), len(found), examples))
    return report.table("exclusions", "reason count# example", rows)


def sources(report: Report, docs: Iterable[str] | None = None) -> Table:
    """Articles (all unless named) and where they come from, restated ones marked as such."""
    undated = report.words.label("joint", "not_dated")
    rows = [
        (
            report.article(key),
            report.words.period(report.documents[key]["published"]) or undated,
            report.origin(key) or "–",
            element("data", sha[:12], value=sha, title=sha),
        )
        for key in (report.documents if docs is None else docs)
        for sha in [report.documents[key]["sha256"]]
    ]
    return report.table("sources", "article published! origin sha", rows)
