"""What changed since the edition before, as pages tell it: old and new side by side, and why."""

from __future__ import annotations

import collections
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from .. import tables as table_files
from ..analysis import revisions
from ..knowledge import codebook
from .markup import Cell, Prose, Table, evidence_url, link, show
from .report import Report, Row

COMPARED = ("documents", "texts", "observations", "verdicts")
MOST = 500  # lines of a table; the note below it says how many there are in all
# columns of an observation that its value as printed already shows
_PRINTED = ("value", "numerator", "denominator", "stated_percent", "qualifier")


@dataclass(frozen=True)
class Changes:
    """The changes found, and the editions they lie between.

    Attributes:
        report: this edition
        earlier: the one before; None where there is none, or it cannot be read
        rows: as `revisions.compare` gives them, with the rows of each edition as ``old`` and ``new``
        version: of the library that made the edition before; "" where there is none
    """

    report: Report
    earlier: Report | None = None
    rows: Sequence[Row] = ()
    version: str = ""

    def of(self, kind: str, change: str) -> list[Row]:
        """Those of a kind; of observations the ones that fit an indicator, before or now."""
        found = [r for r in self.rows if r["kind"] == kind and r["change"] == change]
        return found if kind != "observation" else [r for r in found if _tied(r)]


def _tied(row: Row) -> bool:
    return any(o and o["indicator"] in codebook() for o in (row["old"], row["new"]))


def find(report: Report, previous: str) -> Changes:
    """Compare an edition with the one whose tables are in the folder ``previous``, if it is there."""
    package = Path(previous) / "datapackage.json"
    if not package.is_file():
        return Changes(report)
    version = json.loads(package.read_text("utf-8"))["version"]
    try:
        before = table_files.read(previous)
    except table_files.TableError:  # of another version, whose tables had other columns
        return Changes(report, version=version)
    now = table_files.build({name: report.tables[name] for name in COMPARED})
    earlier = Report(before, report.words.lang)
    rows = table_files.rows(revisions.compare(before, now))
    for side, edition in (("old", earlier), ("new", report)):
        known = {
            k: {r[f"{k}_id"]: r for r in edition.tables[f"{k}s"]}
            for k in ("observation", "verdict")
        }
        known["document"] = edition.documents
        for row in rows:
            row[side] = known[row["kind"]].get(row["before" if side == "old" else "now"])
    return Changes(report, earlier, rows, version)


def answer(changes: Changes) -> Prose:
    """How many articles, facts and failing checks came, changed and went since which edition."""
    report, words = changes.report, changes.report.words
    if not changes.earlier:
        key = "changes_unreadable" if changes.version else "changes_none"
        return report.answer(words.say(key, version=changes.version))
    counted = {
        name: len(changes.of(kind, change)) or words.label("joint", "none")
        for kind, name, change in (
            ("document", "added", "appeared"),
            ("document", "removed", "gone"),
            ("document", "changed", "changed"),
            ("observation", "appeared", "appeared"),
            ("observation", "revised", "revised"),
            ("observation", "gone", "gone"),
            ("verdict", "fails", "fails"),
            ("verdict", "holds", "holds"),
        )
    }
    earlier = changes.earlier
    date = words.period(earlier.as_of) or words.label("joint", "not_dated")
    said = words.say("changes_answer", date=date, **counted)
    told = words.count(len(earlier.documents), "article")
    since = words.say(
        "changes_since", articles=told, digest=earlier.digest, version=changes.version
    )
    loose = [row for row in changes.rows if row["kind"] == "observation" and not _tied(row)]
    rest = {c: sum(row["change"] == c for row in loose) for c in ("appeared", "revised", "gone")}
    untied = words.when(loose, "changes_untied", **rest)
    first, dated = report.answer(said).paragraphs
    return Prose((first, Markup(" ").join(filter(None, (untied, since))), dated), "answer")


def articles(changes: Changes) -> Table:
    """Articles added, removed, changed or moved, and how many facts came and went with each."""
    words, found = changes.report.words, []
    facts = collections.Counter(
        (row["doc_id"], change)
        for change in ("appeared", "revised", "gone")
        for row in changes.of("observation", change)
    )
    for change in ("appeared", "gone", "changed", "moved"):
        rows = [
            (
                _article(changes, row["doc_id"]),
                *(facts[row["doc_id"], kind] for kind in ("appeared", "revised", "gone")),
            )
            for row in changes.of("document", change)
        ]
        if rows:
            found.append((words.label("change", f"document_{change}"), rows))
    columns = "article facts_appeared# facts_revised# facts_gone#"
    return _table(changes, "changed_articles", columns, found)


def revised(changes: Changes) -> Table:
    """Facts told otherwise than before: both values, what differs, and the sentence as it was."""
    words, report = changes.report.words, changes.report

    def line(row: Row) -> list[Cell | list[Cell]]:
        old, new = row["old"], row["new"]
        told = dict.fromkeys("value" if name in _PRINTED else name for name in row["fields"])
        return [
            _article(changes, row["doc_id"]),
            words.label("indicator", new["indicator"]) or words.label("joint", "no_indicator"),
            _was(changes, row),
            report.value(new),
            [_differs(changes, name, row) for name in told],
            report.quote(_sentence(changes, old)),
        ]

    columns = "article indicator was! now! differs sentence_was"
    return _grouped(changes, "revised", columns, changes.of("observation", "revised"), line)


def appeared(changes: Changes) -> Table:
    """Facts that are new in articles that were there before; those of new articles are counted."""
    words, report = changes.report.words, changes.report

    def line(row: Row) -> list[Cell]:
        told = report.cells(row["new"])
        return [
            _article(changes, row["doc_id"]),
            *(told[c] for c in ("indicator", "value", "role", "period")),
        ]

    found = changes.of("observation", "appeared")
    own = [row for row in found if row["cause"] != "articles"]
    columns = "article indicator value! role! period!"
    rest = words.say("appeared_rest", n=len(found) - len(own)) if len(found) > len(own) else ""
    return _grouped(changes, "appeared", columns, own, line, rest)


def gone(changes: Changes) -> Table:
    """Facts that are there no more, in the words of the edition before."""
    words = changes.report.words

    def line(row: Row) -> list[Cell]:
        old = row["old"]
        return [
            _article(changes, row["doc_id"]),
            words.label("indicator", old["indicator"]),
            _was(changes, row),
            words.period(old["period"]) or words.label("joint", "no_period"),
            changes.report.quote(_sentence(changes, old)),
        ]

    columns = "article indicator was! period! sentence_was"
    return _grouped(changes, "gone", columns, changes.of("observation", "gone"), line)


def checks(changes: Changes, change: str) -> Table:
    """Checks that newly fail (``fails``) or fail no longer (``holds``), with the sum done."""

    def line(row: Row) -> list[Cell]:
        edition = changes.report if row["new"] else changes.earlier
        told = edition.explanation(row["new"] or row["old"])
        return [
            _article(changes, row["doc_id"]),
            changes.report.sum(row["new"]) if row["new"] else told,
        ]

    return _grouped(changes, change, "article sum", changes.of("verdict", change), line)


def _grouped(
    changes: Changes,
    key: str,
    columns: str,
    rows: Sequence[Row],
    line: Callable[[Row], Sequence[Cell | list[Cell]]],
    rest: Cell = "",
) -> Table:
    """A table of changes under why they came about; it ends after so many lines, and says so."""
    words, groups = changes.report.words, []
    for cause in revisions.CAUSES:
        found = [row for row in rows if row["cause"] == cause]
        shown = [line(row) for row in found[:MOST]]
        if shown:
            heading = f"{words.label('cause', cause)} ({words.number(len(found))})"
            groups.append((heading, shown))
    cut = any(sum(r["cause"] == c for r in rows) > MOST for c in revisions.CAUSES)
    note = Markup(" ").join(filter(None, (rest, words.when(cut, "changes_cut", n=MOST))))
    return _table(changes, key, columns, groups, note)


def _table(
    changes: Changes, key: str, columns: str, groups: Sequence[Any], note: Cell = ""
) -> Table:
    """A table that, where nothing was compared, does not say that nothing changed."""
    table = changes.report.table(key, columns, groups=groups)
    empty = table.empty if changes.earlier else changes.report.words.say("changes_nothing")
    return replace(table, note=note, empty=empty)


def _article(changes: Changes, doc_id: str) -> Markup:
    """The article, linked where this edition has it."""
    if doc_id in changes.report.documents:
        return changes.report.article(doc_id, 60)
    return changes.report.quote(show(changes.earlier.documents[doc_id]["title"] or doc_id, 60))


def _was(changes: Changes, row: Row) -> Markup:
    """A value as it was, linked to where this edition has the fact, or else to its article."""
    old, new, earlier = row["old"], row["new"], changes.earlier
    text = f"{earlier.quantity(old)} {earlier.unit(old)}".strip()
    if row["doc_id"] not in changes.report.documents:
        return show(text)
    url = evidence_url(row["doc_id"], new["figure_ids"][0] if new else "", changes.report.base)
    return link(url, text, title=_sentence(changes, old), css="num")


def _sentence(changes: Changes, old: Row) -> Markup:
    """The sentence of the edition before, cut if it is long."""
    text = changes.earlier.texts[old["doc_id"]][old["sentence_start"] : old["sentence_end"]]
    return show(text.strip(), 300)


def _differs(changes: Changes, column: str, row: Row) -> Cell:
    """What differs: that it is the value, or else how it read before and how it reads now."""
    words = changes.report.words
    if column == "value":
        return words.label("column", "value")
    told = [
        edition.unit(fact) if column == "unit_class" else edition.cells(fact)[column]
        for edition, fact in ((changes.earlier, row["old"]), (changes.report, row["new"]))
    ]
    old, new = (cell or words.label("joint", "none") for cell in told)
    name = words.label("column", column.removesuffix("_class"))
    return words.say("differs", column=name, old=old, new=new)
