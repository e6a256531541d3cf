"""The index of an edition: what it holds, each province's key figure and checks, and the search."""

from __future__ import annotations

import collections
from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..knowledge import codebook
from . import cited, profile
from .holdings import counts
from .markup import Prose, Table, data_block, element, evidence_url, link, show
from .report import OUTCOMES, Area, Report

if TYPE_CHECKING:
    from .pages import Page


def answer(report: Report) -> Prose:
    """One sentence: articles, provinces, facts and indicators of the corpus."""
    return report.answer(report.words.say("index_answer", **counts(report)))


def key(report: Report) -> Prose:
    """The corpus in four numbers: provinces, facts, themes covered, checks that hold."""
    words, verdicts = report.words, [v["outcome"] for v in report.tables["verdicts"]]
    made = [outcome for outcome in verdicts if outcome != "untestable"]
    told = {codebook()[o["indicator"]]["theme"] for o in report.observations}
    numbers = {
        "provinces": len(report.areas),
        "facts": len(report.observations),
        "themes": f"{len(told)}/{len(_themes())}",
        "checks": f"{words.number(len(made) - made.count('inconsistent'))}/{words.number(len(made))}",
    }
    return Prose(
        tuple(
            element("span", words.number(n) if isinstance(n, int) else n, css="big")
            + words.say(f"key_{name}")
            for name, n in numbers.items()
        ),
        "key",
    )


def _themes() -> set[str]:
    return {row["theme"] for row in codebook().values()}


def provinces(report: Report, made: Container[str]) -> Table:
    """One row per province: key figure, facts, themes covered, checks by outcome; links to ``made``."""
    words, rows = report.words, []
    for area in report.areas:
        found, outcomes = profile.observations(report, area), _outcomes(report, area)
        first = profile.leading(report, area)[:1]
        shown = [words.label("joint", "not_reported")]
        if first:
            label = words.label("indicator", first[0]["indicator"])
            shown = [report.value(first[0]), element("small", label)]
        rows.append(
            (
                link(area.page, area.label) if area.page in made else area.label,
                Markup(" ").join(map(show, shown)),
                *map(words.number, (len(profile.articles(report, area)), len(found))),
                words.say("out_of", n=len(profile.themes(found)), of=len(_themes())),
                *(words.number(outcomes[name]) for name in ("held", "inconsistent", "untestable")),
            )
        )
    columns = "province key_figure articles# facts# themes# held# inconsistent# untestable#"
    return report.table("provinces", columns, rows)


def _outcomes(report: Report, area: Area) -> collections.Counter[str]:
    found = collections.Counter(v["outcome"] for v in profile.verdicts(report, area))
    found["held"] = sum(found[name] for name in OUTCOMES if name.startswith("consistent"))
    return found


def search_index(report: Report, pages: Sequence[Page]) -> str:
    """A script that holds what the search looks through: kind, text, address, other words for it.

    A script, because a page opened from a folder may not fetch a file.
    """
    label, entries = report.words.label, []
    made = {page.file: page for page in pages}
    entries += [
        ("page", page.title, file, "") for file, page in made.items() if not page.parameters
    ]
    for area in report.areas:
        if area.page not in made:
            continue
        entries.append(("province", area.label, area.page, ""))
        for indicator in dict.fromkeys(o["indicator"] for o in profile.observations(report, area)):
            row, url = codebook()[indicator], f"{area.page}#{indicator}"
            text = f"{label('indicator', indicator)} – {area.label}"
            entries.append(
                ("indicator", text, url, f"{row['label_vi']} {row['label_en']} {indicator}")
            )
    for doc_id, doc in report.documents.items():
        entries.append(
            ("article", doc["title"] or doc_id, evidence_url(doc_id), doc["publisher"] or "")
        )
    for entry in cited.documents(report):
        mention = entry.mentions[0]
        text = " · ".join(filter(None, (entry.name, entry.owner, entry.title)))
        url = evidence_url(mention["doc_id"], mention["citation_id"])
        entries.append(("document", text[:160], url, mention["doc_type"]))
    return f"var solieuIndex = {data_block(entries)};\n"
