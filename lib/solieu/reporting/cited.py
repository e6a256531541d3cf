"""The numbered documents that articles cite: central and local, by whom, since when."""

from __future__ import annotations

import collections
import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from . import charts
from .markup import Prose, Table, show
from .report import Report, Row
from .wording import collate

# 4-CV/BTCTU: the organisation board of a provincial committee, not of the Central Committee (BTCTW).
_LOCAL = re.compile(r"[-/](?:[A-ZĐ]*(?:TU|HU|ThU|TXU|QU|ĐU|ĐUK)|UBND|HĐND)\b")


def level(citation: Row) -> str:
    """``central``, ``local`` (of a province and below) or ``unknown`` (a bare number)."""
    if citation["key"].endswith("?"):
        return "unknown"
    return "local" if citation["province"] or _LOCAL.search(citation["key"]) else "central"


def documents(report: Report) -> list[dict[str, Any]]:
    """Cited documents, most widely cited first: key, owner, level, type, date, title, mentions."""
    found: dict[tuple[str, str], list[Row]] = collections.defaultdict(list)
    for row in report.tables["citations"]:
        if row["in_body"] is not False:
            # provinces number their own documents: 5-NQ/TU of two provinces is two documents
            about = row["province"] or report.documents[row["doc_id"]]["province"] or ""
            owner = "" if level(row) == "central" else about
            found[row["key"].casefold(), owner].append(row)
    entries = []
    for (_, owner), rows in found.items():
        told = {c: max((r[c] or "" for r in rows), key=len) for c in ("doc_type", "date", "title")}
        told |= {"key": rows[0]["key"], "owner": owner, "level": level(rows[0]), "mentions": rows}
        about = {report.documents[row["doc_id"]]["province"] for row in rows}
        entries.append(told | {"provinces": about - {None}})
    order = lambda e: (-len(e["provinces"]), -len(e["mentions"]), e["key"], e["owner"])  # noqa: E731
    return sorted(entries, key=order)


def answer(report: Report) -> Prose:
    """One sentence: how many documents are cited, and which by most provinces."""
    words, found = report.words, documents(report)
    if not found:
        return report.answer(words.say("cited_none"))
    central = [e for e in found if e["level"] == "central"]
    told = words.counts(document=len(found), mention=sum(len(e["mentions"]) for e in found))
    told["central"] = len(central)
    if not central:
        return report.answer(words.say("cited_local_only", **told))
    first = central[0]["mentions"][0]
    shown = report.evidence(first, central[0]["key"], first["citation_id"])
    provinces = words.count(len(central[0]["provinces"]), "province")
    return report.answer(words.say("cited_answer", first=shown, provinces=provinces, **told))


def table(report: Report, kind: str, province: str = "") -> Table:
    """Cited documents of one level, or all that a province's articles cite.

    Args:
        report: the corpus
        kind: ``central``, ``local``, ``unknown`` or ``all``
        province: only what articles about this province cite
    """
    words, rows = report.words, []
    for entry in documents(report):
        if kind in ("all", entry["level"]) and (not province or province in entry["provinces"]):
            title = f": {entry['title']}" if entry["title"] else ""
            central = words.label("joint", "central") if entry["level"] == "central" else ""
            rows.append(
                (
                    show(entry["key"]) + show(title, 90),
                    words.label("doc_type", entry["doc_type"]),
                    words.period(entry["date"]) or "–",
                    entry["owner"] or central or "–",
                    words.number(len(entry["provinces"])),
                    _places(report, entry["mentions"], province),
                )
            )
    columns = "document doc_type! date! issuer! provinces# mentions"
    return report.table("cited", columns, rows, kind=words.label("level", kind))


def _places(report: Report, mentions: Sequence[Row], only: str, most: int = 8) -> Markup:
    """Links to the mentions: the province's name for one, numbers after it for several."""
    found: dict[str, list[Row]] = collections.defaultdict(list)
    for row in mentions:
        found[report.documents[row["doc_id"]]["province"] or row["doc_id"]].append(row)
    shown = []
    for name in sorted({only} & set(found) if only else found, key=collate):
        rows = found[name]
        texts = [name] if len(rows) == 1 else range(1, most + 1)
        pairs = zip(rows, texts, strict=False)
        links = [report.evidence(row, text, row["citation_id"]) for row, text in pairs]
        links += [report.words.say("more", n=len(rows) - most)] if len(rows) > most else []
        lead = show("" if len(rows) == 1 else f"{name} ")
        shown.append(lead + Markup(", ").join(links))
    return Markup("; ").join(shown)


def years(report: Report) -> charts.Chart | Prose:
    """Years of issue of the cited documents, central and local; needs dates in three years."""
    dated = [e for e in documents(report) if e["date"] and e["level"] != "unknown"]
    if len({e["date"][:4] for e in dated}) < 3:
        return Prose((report.words.say("years_few"),))
    return charts.years(report, dated)
